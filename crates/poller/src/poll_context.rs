//! What every poll works with: clients, the database, the time, and the queues that the loops share.

use std::sync::Arc;

use domain::clock::SharedClock;
use platforms::Broadcasters;
use relic::{MatchTypes, Relic};
use store::Pool;
use tokio::sync::Notify;

use crate::{AccountQueue, FreshnessNudges, HistoryQueue, PendingRefreshes, Settings, Shared, cadence::DEFAULT_STATS};

/// What every poll works with.
#[derive(Clone, Debug)]
pub struct PollContext {
    /// The client of the upstream.
    pub relic: Relic,
    /// The database.
    pub pool: Pool,
    /// The time.
    pub clock: SharedClock,
    /// Which kind of match counts for which ladder, according to the last catalogue.
    pub match_types: Shared<MatchTypes>,
    /// Whose match history to fetch next.
    pub history_queue: Shared<HistoryQueue>,
    /// Wakes the poll of histories when a game is over.
    pub games_ended: Arc<Notify>,
    /// Whose account and ratings to fetch next.
    pub stats_queue: Shared<AccountQueue>,
    /// The tournaments whose series a later poll brings in step: their hosts were changing them, it failed, or
    /// another worker may have stopped before it did.
    pub pending_refreshes: Shared<PendingRefreshes>,
    /// When an unchanged tournament is nudged about.
    pub freshness: FreshnessNudges,
    /// The broadcasting platforms.
    pub broadcasters: Broadcasters,
}

impl PollContext {
    /// Creates a context with the built-in match types, the default cadences, no freshness nudges and every
    /// broadcasting platform off.
    #[must_use]
    pub fn new(relic: Relic, pool: Pool, clock: SharedClock) -> Self {
        Self {
            relic,
            pool,
            clock,
            match_types: Shared::default(),
            history_queue: Shared::default(),
            games_ended: Arc::default(),
            stats_queue: Shared::new(AccountQueue::new(usize::MAX, DEFAULT_STATS)),
            pending_refreshes: Shared::default(),
            freshness: FreshnessNudges::NEVER,
            broadcasters: Broadcasters::default(),
        }
    }

    /// Returns it with the cadences and the freshness nudges of `settings`.
    #[must_use]
    pub fn with_settings(self, settings: &Settings) -> Self {
        let (matches, stats) = (settings.poll_matches_seconds, settings.poll_stats_seconds);
        self.history_queue.with(|queue| queue.set_cadences(matches, stats));
        self.stats_queue.with(|queue| queue.set_cadence(stats));
        Self { freshness: FreshnessNudges::of(settings), ..self }
    }

    /// Returns it with these platforms.
    #[must_use]
    pub fn with(self, broadcasters: Broadcasters) -> Self {
        Self { broadcasters, ..self }
    }
}
