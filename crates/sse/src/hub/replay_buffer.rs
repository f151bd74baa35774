//! The recent frames, for clients that resume.

use std::{collections::VecDeque, sync::Arc};

use domain::id::NudgeId;

use crate::frame::{Frame, Missed};

/// How many frames a resuming client can catch up on: two hours of the busiest event's.
pub const REPLAY_FRAMES: usize = 4_096;

/// The recent frames, for clients that resume.
#[derive(Debug, Default)]
pub(super) struct ReplayBuffer {
    pub(super) frames: VecDeque<Arc<Frame>>,
    /// The id before those of `frames`, if it is known: every nudge after it is there.
    pub(super) complete_after: Option<NudgeId>,
    /// The newest id, 0 before any.
    pub(super) newest: i64,
}

impl ReplayBuffer {
    /// What a client missed since `last`, and the newest id. An id that is not in the buffer cannot be resumed from,
    /// even if it lies between two that are: another outbox issued it, or this one did before it was restored from a
    /// backup.
    pub(super) fn missed_since(&self, last: Option<NudgeId>) -> (Missed, NudgeId) {
        let newest = NudgeId(self.newest);
        let missed = match last {
            None => Missed::Frames(Vec::new()),
            Some(last) => self.after(last).map_or(Missed::TooMuch, Missed::Frames),
        };
        (missed, newest)
    }

    /// The frames after `last`, if that id is in the buffer.
    fn after(&self, last: NudgeId) -> Option<Vec<Arc<Frame>>> {
        let first = match self.frames.binary_search_by_key(&last, |frame| frame.id) {
            Ok(index) => index + 1,
            Err(_) if self.complete_after == Some(last) => 0,
            Err(_) => return None,
        };
        Some(self.frames.range(first..).cloned().collect())
    }

    pub(super) fn trim(&mut self) {
        while self.frames.len() > REPLAY_FRAMES {
            self.complete_after = self.frames.pop_front().map(|frame| frame.id);
        }
    }
}
