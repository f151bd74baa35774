//! The loops that copy the upstream's state to Postgres and publish what changed.
//!
//! Each loop is a thin schedule around a public `tick`. This crate knows nothing of serving HTTP.

mod account_poll;
mod account_queue;
mod broadcasts;
mod error;
mod freshness;
mod history_queue;
mod leadership;
mod live;
mod matches;
mod metrics;
mod outages;
mod poll;
mod progress;
mod publish;
mod reference;
mod retention;
mod run;
mod schedule;
mod series;
mod settings;
mod stats;
mod tick;
mod windows;

pub use account_queue::{AccountQueue, Rosters, Round};
pub use broadcasts::{TwitchPoll, YouTubePoll};
pub use error::Error;
pub use freshness::Freshness;
pub use history_queue::HistoryQueue;
pub use live::LivePoll;
pub use matches::MatchesPoll;
pub use outages::OUTAGES;
pub use poll::Poll;
pub use reference::ReferencePoll;
pub use retention::Retention;
pub use run::{Worker, run};
pub use schedule::LATE_CADENCES;
pub use series::LateSeries;
pub use settings::Settings;
pub use stats::StatsPoll;
pub use tick::{BoxedTick, Outcome, Tick};
pub use windows::WindowsWatch;

use std::sync::Arc;

use domain::{broadcast::Platform, clock::SharedClock};
use parking_lot::Mutex;
use platforms::Broadcasters;
use relic::{MatchTypes, Relic};
use store::Pool;
use tokio::sync::Notify;

/// Every loop of a worker, with the cadences of `settings`. Whatever runs, monitors or tests the loops starts from this
/// list.
#[must_use]
pub fn polls(settings: &Settings) -> Vec<Poll> {
    vec![
        stats::poll(settings),
        matches::poll(settings),
        live::poll(settings),
        reference::poll(settings),
        broadcasts::twitch(settings),
        broadcasts::off(Platform::Twitch),
        broadcasts::youtube(settings),
        broadcasts::off(Platform::YouTube),
        windows::poll(),
        retention::poll(),
    ]
}

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
    pub histories: Shared<HistoryQueue>,
    /// Wakes the poll of histories when a game is over.
    pub games_ended: Arc<Notify>,
    /// Whose account and ratings to fetch next.
    pub stats: Shared<AccountQueue>,
    /// The tournaments whose series a poll could not bring in step, because their hosts were changing them.
    pub late_series: Shared<LateSeries>,
    /// When an unchanged tournament is nudged about.
    pub freshness: Freshness,
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
            histories: Shared::default(),
            games_ended: Arc::default(),
            stats: Shared::new(AccountQueue::new(usize::MAX, settings::DEFAULT_STATS)),
            late_series: Shared::default(),
            freshness: Freshness::NEVER,
            broadcasters: Broadcasters::default(),
        }
    }

    /// Returns it with the cadences and the freshness nudges of `settings`.
    #[must_use]
    pub fn set(self, settings: &Settings) -> Self {
        let (matches, stats) = (settings.poll_matches_seconds, settings.poll_stats_seconds);
        self.histories.with(|queue| queue.set_cadences(matches, stats));
        self.stats.with(|queue| queue.set_cadence(stats));
        Self { freshness: Freshness::of(settings), ..self }
    }

    /// Returns it with these platforms.
    #[must_use]
    pub fn with(self, broadcasters: Broadcasters) -> Self {
        Self { broadcasters, ..self }
    }
}

/// A value that the loops share; its lock is held briefly.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<Mutex<T>>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Shared<T> {
    fn new(value: T) -> Self {
        Self(Arc::new(Mutex::new(value)))
    }

    /// Runs `work` on the value.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        work(&mut self.0.lock())
    }
}
