//! Schedules a loop: it ticks at once, then at its cadence, earlier when there is work, later after failures, and never
//! twice at a time.

mod early;
mod pace;

use std::time::Duration;

use store::lease::{Epoch, RENEWAL};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use tracing::{Instrument as _, Span};

use crate::{
    Error, Tick, TickOutcome,
    loop_deadlines::LoopDeadlines,
    outages::{Outages, Source},
};
use pace::Pace;

/// How long a tick may take: the time in which a round starts shared requests, then every request for a hundred
/// histories, each as slow as its limit allows, then the time in which it starts separate requests, and the last one:
/// 20 + 60 + 10 + 20 s. The rest is for storing.
const TICK_LIMIT: Duration = Duration::from_secs(120);
/// A poll is late when its last success is so many of its cadences old. A loop that made no progress for as long, on
/// top of the tick's limit, is stuck.
pub const LATE_CADENCES: u32 = 3;

/// A loop's name, times, and the service it polls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub name: &'static str,
    /// The time from one tick's start to the next.
    pub cadence: Duration,
    /// The pause after the first failure; it doubles with each further one.
    pub retry: Duration,
    /// The service it polls, besides the database.
    pub source: Option<Source>,
}

impl Schedule {
    /// A schedule that retries at its own cadence.
    pub(crate) const fn steady(name: &'static str, cadence: Duration, source: Option<Source>) -> Self {
        Self { name, cadence, retry: cadence, source }
    }
}

/// Where a loop reports its outages and progress.
#[derive(Clone, Debug, Default)]
pub(crate) struct LoopReports {
    pub outages: Outages,
    pub deadlines: LoopDeadlines,
}

/// A ticker whose ticks fail when they take longer than [`TICK_LIMIT`].
pub(crate) struct Limited<T>(pub T);

impl<T: Tick + Sync> Tick for Limited<T> {
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        tokio::time::timeout(TICK_LIMIT, self.0.tick(epoch)).await.unwrap_or(Err(Error::TooLong(TICK_LIMIT)))
    }

    async fn wake(&self) {
        self.0.wake().await;
    }
}

/// Ticks while this worker leads, until `stop` is cancelled. A late tick delays the following ones.
pub(crate) async fn run_loop(
    schedule: Schedule,
    mut leadership: watch::Receiver<Option<Epoch>>,
    stop: CancellationToken,
    reports: LoopReports,
    ticker: impl Tick,
) {
    let LoopReports { outages, deadlines } = reports;
    let mut pace = Pace::new(schedule, outages);
    let work = async {
        loop {
            deadlines.stands_by(schedule.name);
            // Before the pace: a tick that is due while another worker polls must not be followed by one more at once.
            if leadership.wait_for(Option::is_some).await.is_err() {
                return;
            }
            let after_recovery = pace.next(&ticker).await;
            let held = *leadership.borrow();
            let Some(epoch) = held else {
                pace.reset();
                continue;
            };
            let started = pace.start();
            deadlines.expect(schedule.name, started + schedule.cadence * LATE_CADENCES + TICK_LIMIT);
            match ticker.tick(epoch).instrument(trace(schedule.name)).await {
                Ok(outcome) => pace.succeeded(outcome, started),
                Err(Error::Store(store::Error::Fenced)) => {
                    tracing::info!(task = schedule.name, "the lease was lost in the middle of a poll");
                    // If the lease comes back, poll at once.
                    let _ = tokio::time::timeout(RENEWAL, leadership.wait_for(|held| *held != Some(epoch))).await;
                    pace.reset();
                }
                Err(error) => pace.failed(&error, after_recovery),
            }
        }
    };
    // An unfinished tick is dropped: its transaction is rolled back, so nothing is half written.
    let () = tokio::select! {
        () = work => (),
        () = stop.cancelled() => (),
    };
}

/// The span of a tick of `task`.
fn trace(task: &str) -> Span {
    tracing::info_span!(target: "trace", "poller.tick", otel.name = format_args!("poller.{task}.tick"), task)
}

#[cfg(test)]
mod tests;
