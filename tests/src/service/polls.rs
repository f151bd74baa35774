//! The polls that tests iterate over, their cadences in tests, and each poll once when a test says so.

use std::time::Duration;

use clap::{Args as _, Command, FromArgMatches as _, builder::Resettable};
use poller::{
    LivePoll, MatchesPoll, Poll, PollContext, ReferencePoll, StatsPoll, Tick as _, TickOutcome, WindowsWatch,
};
use store::poll_status::StatusRow;

use super::Service;

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

impl Service {
    /// Polls accounts and ratings once.
    pub async fn poll_stats(&self) -> TickOutcome {
        StatsPoll(self.context.clone()).tick(self.epoch).await.expect("the stats poll")
    }

    /// Polls all accounts' finished matches once, whatever the other polls say.
    pub async fn poll_matches(&self) -> TickOutcome {
        let context = PollContext { history_queue: self.all_accounts.clone(), ..self.context.clone() };
        MatchesPoll(context).tick(self.epoch).await.expect("the matches poll")
    }

    /// Polls the finished matches of the accounts whose turn it is.
    pub async fn poll_chosen_matches(&self) -> TickOutcome {
        MatchesPoll(self.context.clone()).tick(self.epoch).await.expect("the matches poll")
    }

    /// Polls the lobbies once.
    pub async fn poll_live(&self) -> TickOutcome {
        LivePoll(self.context.clone()).tick(self.epoch).await.expect("the live poll")
    }

    /// Polls the catalogue once.
    pub async fn poll_reference(&self) -> TickOutcome {
        ReferencePoll(self.context.clone()).tick(self.epoch).await.expect("the reference poll")
    }

    /// Checks the tournaments' bounds once.
    pub async fn watch_windows(&self) -> TickOutcome {
        WindowsWatch(self.context.clone()).tick(self.epoch).await.expect("the watch")
    }

    /// Runs every poll that records its success once: the catalogue first, and all accounts' matches.
    pub async fn poll_all(&self) {
        self.poll_reference().await;
        for (poll, row) in recorded_polls() {
            if row == store::matches::STATUS_ROW {
                self.poll_matches().await;
            } else if row != store::reference::STATUS_ROW {
                let ticker = poll.ticker(&self.context).expect("something to do");
                ticker.tick(self.epoch).await.unwrap_or_else(|error| panic!("the {} poll: {error}", poll.name()));
            }
        }
    }
}
