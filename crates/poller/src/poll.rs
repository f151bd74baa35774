//! What a poll is to others: its loop, its metrics, health and the alert rules know of it what is declared here.
//!
//! Each poll's own file declares its [`Poll`]; [`polls`](crate::polls) lists them.

use std::time::Duration;

use store::poll_status::StatusRow;

use crate::{BoxedTick, PollContext, schedule::Schedule};

/// A poll is late after so many of its cadences.
pub const LATE_CADENCES: u32 = 3;

/// A poll, before there is anything to poll with.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    pub(crate) schedule: Schedule,
    pub(crate) status_row: Option<StatusRow>,
    /// Makes its step, unless there is nothing to do with such a context.
    pub(crate) step: fn(&PollContext) -> Option<BoxedTick>,
}

impl Poll {
    /// The name of its loop, in logs and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.schedule.name
    }

    /// From one tick's start to the next one's.
    #[must_use]
    pub const fn cadence(&self) -> Duration {
        self.schedule.cadence
    }

    /// Where it records its successes; `None` of a poll that nobody expects to be on time.
    #[must_use]
    pub const fn status_row(&self) -> Option<StatusRow> {
        self.status_row
    }

    /// The age of its last success from which on it is late.
    #[must_use]
    pub fn age_limit(&self) -> Duration {
        self.cadence() * LATE_CADENCES
    }

    /// Its step; `None` where there is nothing to do with such a context.
    #[must_use]
    pub fn step(&self, context: &PollContext) -> Option<BoxedTick> {
        (self.step)(context)
    }
}
