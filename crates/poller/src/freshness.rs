//! The freshness nudge: while polls succeed and nothing changes, viewers are told now and then nevertheless.
//!
//! A page that refetches on nudges alone, and shows the time of the last poll, would otherwise look out of date.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::TournamentId};
use store::{Error, Tx, nudges};

use crate::Settings;

/// When an unchanged tournament is nudged about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The age at which what a nudged page shows is too old; zero is never.
    pub limit: Duration,
    /// From one stats poll to the next.
    pub cadence: Duration,
}

impl Freshness {
    /// No such nudges.
    pub const NEVER: Self = Self { limit: Duration::ZERO, cadence: Duration::ZERO };

    /// As `settings` say.
    #[must_use]
    pub const fn of(settings: &Settings) -> Self {
        Self { limit: settings.freshness_nudge_seconds, cadence: settings.poll_stats_seconds }
    }

    /// The tournaments whose pages would be too old by the next poll: in their window at `now`, and without a nudge
    /// of the standings since then.
    pub(crate) async fn due(self, tx: &mut Tx, now: Timestamp) -> Result<Vec<TournamentId>, Error> {
        if self.limit.is_zero() {
            return Ok(Vec::new());
        }
        // The outbox keeps an hour of nudges, host writes' included: nothing to remember, also after a change of hands.
        let spared = TimeDelta::from_std(self.limit.saturating_sub(self.cadence)).unwrap_or(TimeDelta::MAX);
        nudges::open_without_standings(tx, now - spared, now).await
    }
}
