//! The recent frames, for clients that resume.

use std::{collections::VecDeque, sync::Arc};

use domain::id::NudgeId;

use crate::frame::{Frame, Missed, Opening};

/// How many frames, of all tournaments, a client can resume behind: two hours of the busiest event's. It is sent those
/// that concern it, unless they are too much for an opening.
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
    /// What a client starts from that saw `last`. An id that is not in the buffer cannot be resumed from, even if it
    /// lies between two that are: another outbox issued it, or this one did before it was restored from a backup.
    pub(super) fn opening_after(&self, last: Option<NudgeId>) -> Opening {
        let missed = match last {
            None => Missed::Frames(Vec::new()),
            Some(last) => self.after(last).map_or(Missed::TooMuch, Missed::Frames),
        };
        Opening { missed, newest: NudgeId(self.newest) }
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
