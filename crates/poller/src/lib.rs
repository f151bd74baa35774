//! The loops that copy the upstream's state to Postgres and publish what changed.
//!
//! Each loop is a thin schedule around a public `tick`. This file lists them, with the cadences that operators set. The
//! crate knows nothing of serving HTTP.

mod account_poll;
mod account_queue;
mod broadcasts;
mod cadence;
mod error;
mod freshness;
mod history_queue;
mod leadership;
mod live;
mod loop_deadlines;
mod matches;
mod metrics;
mod outages;
mod poll;
mod poll_context;
mod publish;
mod reference;
mod retention;
mod run;
mod schedule;
mod series;
mod shared;
mod stats;
mod tick;
mod windows;

pub use account_queue::{AccountQueue, PollRound, Rosters};
pub use broadcasts::{TwitchPoll, YouTubePoll};
pub use error::Error;
pub use freshness::FreshnessNudges;
pub use history_queue::HistoryQueue;
pub use live::LivePoll;
pub use matches::MatchesPoll;
pub use outages::OUTAGES;
pub use poll::Poll;
pub use poll_context::PollContext;
pub use reference::ReferencePoll;
pub use retention::Retention;
pub use run::{Worker, run};
pub use schedule::LATE_CADENCES;
pub use series::PendingRefreshes;
pub use shared::Shared;
pub use stats::StatsPoll;
pub use tick::{BoxedTicker, Tick, TickOutcome};
pub use windows::WindowsWatch;

use std::time::Duration;

use domain::broadcast::Platform;

/// The cadence of each poll.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Polls")]
pub struct Settings {
    /// Seconds from one poll of accounts and ratings to the next.
    #[arg(long, env = "POLL_STATS_SECONDS", default_value = "30", value_parser = cadence::seconds)]
    pub poll_stats_seconds: Duration,

    /// Seconds from one poll of finished matches to the next.
    #[arg(long, env = "POLL_MATCHES_SECONDS", default_value = "60", value_parser = cadence::seconds)]
    pub poll_matches_seconds: Duration,

    /// Seconds from one poll of the open lobbies to the next.
    #[arg(long, env = "POLL_LIVE_SECONDS", default_value = "15", value_parser = cadence::seconds)]
    pub poll_live_seconds: Duration,

    /// Seconds from one poll of ladders and civilizations to the next.
    #[arg(long, env = "POLL_REFERENCE_SECONDS", default_value = "1800", value_parser = cadence::seconds)]
    pub poll_reference_seconds: Duration,

    /// Seconds from one poll of Twitch to the next.
    #[arg(long, env = "POLL_TWITCH_SECONDS", default_value = "60", value_parser = cadence::seconds)]
    pub poll_twitch_seconds: Duration,

    /// Seconds from one poll of YouTube to the next. Each poll costs 100 units for each channel, of the 10,000 that the
    /// quota allows a day.
    #[arg(long, env = "POLL_YOUTUBE_SECONDS", default_value = "1800", value_parser = cadence::seconds)]
    pub poll_youtube_seconds: Duration,

    /// Seconds without a `standings` event after which a tournament in its window gets one although nothing changed, so
    /// that pages that read again only after events show a recent `last_polled_at`; an hour at most. 0: never.
    #[arg(long, env = "FRESHNESS_NUDGE_SECONDS", default_value = "90", value_parser = cadence::seconds_or_never)]
    pub freshness_nudge_seconds: Duration,
}

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
