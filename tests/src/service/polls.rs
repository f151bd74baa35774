//! The polls that tests iterate over, and their cadences in tests.

use std::time::Duration;

use clap::{Args as _, Command, FromArgMatches as _, builder::Resettable};
use poller::Poll;
use store::poll_status::StatusRow;

/// The built-in defaults, whatever this process's variables say.
#[must_use]
pub fn default_poller_settings() -> poller::Settings {
    let command = poller::Settings::augment_args(Command::new("poller")).mut_args(|arg| arg.env(Resettable::Reset));
    poller::Settings::from_arg_matches(&command.get_matches_from(["poller"])).expect("the defaults")
}

/// Cadences for tests; the catalogue is polled only once.
#[must_use]
pub fn quick_polls() -> poller::Settings {
    let cadence = Duration::from_millis(200);
    poller::Settings {
        poll_stats_seconds: cadence,
        poll_matches_seconds: cadence,
        poll_live_seconds: cadence,
        poll_twitch_seconds: cadence,
        poll_youtube_seconds: cadence,
        freshness_nudge_seconds: Duration::ZERO,
        ..default_poller_settings()
    }
}

/// Every poll, at its default cadence.
#[must_use]
pub fn polls() -> Vec<Poll> {
    poller::polls(&default_poller_settings())
}

/// The polls that record their successes.
pub fn recorded_polls() -> impl Iterator<Item = (Poll, StatusRow)> {
    polls().into_iter().filter_map(|poll| Some((poll, poll.status_row()?)))
}
