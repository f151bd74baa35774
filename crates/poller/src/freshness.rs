//! The freshness nudge: while polls succeed and nothing changes, viewers still get a nudge from time to time.
//!
//! Without it, a page that refetches only on nudges and shows the time of the last poll would look out of date.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::TournamentId};
use store::{Error, Tx, nudges};

use crate::Settings;

/// When an unchanged tournament is nudged about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessNudges {
    /// The age at which a page's `last_polled_at` is too old, an hour at most; zero turns these nudges off.
    pub limit: Duration,
    /// The time between stats polls.
    pub cadence: Duration,
}

impl FreshnessNudges {
    /// No freshness nudges.
    pub const NEVER: Self = Self { limit: Duration::ZERO, cadence: Duration::ZERO };

    /// The freshness limit and cadence that `settings` ask for.
    #[must_use]
    pub const fn of(settings: &Settings) -> Self {
        Self { limit: settings.freshness_nudge_seconds, cadence: settings.poll_stats_seconds }
    }

    /// The tournaments whose pages would be too old by the next poll: in their window at `now`, and without a nudge of
    /// the standings for that long.
    pub(crate) async fn due(self, tx: &mut Tx, now: Timestamp) -> Result<Vec<TournamentId>, Error> {
        if self.limit.is_zero() {
            return Ok(Vec::new());
        }
        // The outbox keeps an hour of nudges, including those of host writes, so there is no state to keep in memory or
        // to hand over.
        let recent_enough = TimeDelta::from_std(self.limit.saturating_sub(self.cadence)).unwrap_or(TimeDelta::MAX);
        nudges::due_for_freshness(tx, now - recent_enough, now).await
    }
}
