//! The declaration of a poll, from which its loop, metrics, health check and alert rules are made.
//!
//! Each poll's own file declares its [`Poll`]; [`polls`](crate::polls) lists them.

use std::time::Duration;

use store::poll_status::StatusRow;

use crate::{
    BoxedTicker, PollContext,
    schedule::{LATE_CADENCES, Schedule},
};

/// The declaration of a poll, without the context it runs with.
#[derive(Clone, Copy, Debug)]
pub struct Poll {
    pub(crate) schedule: Schedule,
    pub(crate) status_row: Option<StatusRow>,
    /// Makes its ticker; `None` when the context gives it nothing to do.
    pub(crate) ticker: fn(&PollContext) -> Option<BoxedTicker>,
}

impl Poll {
    /// The name of its loop, in logs and metrics.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.schedule.name
    }

    /// The time from one tick's start to the next.
    #[must_use]
    pub const fn cadence(&self) -> Duration {
        self.schedule.cadence
    }

    /// The row in which it records its successes; `None` for a poll that is not monitored for lateness.
    #[must_use]
    pub const fn status_row(&self) -> Option<StatusRow> {
        self.status_row
    }

    /// The age of its last success from which it is late.
    #[must_use]
    pub fn age_limit(&self) -> Duration {
        self.cadence() * LATE_CADENCES
    }

    /// Makes its ticker; `None` when the context gives it nothing to do.
    #[must_use]
    pub fn ticker(&self, context: &PollContext) -> Option<BoxedTicker> {
        (self.ticker)(context)
    }
}
