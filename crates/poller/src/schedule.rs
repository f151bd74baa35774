//! Schedules a loop: it ticks at once, then at its cadence, later after failures, and never twice at a time.

mod early;

use std::{borrow::Cow, time::Duration};

use store::lease::{Epoch, RENEWAL};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use tracing::{Instrument as _, Span};

use crate::{
    Error, Outcome, Tick, metrics,
    outages::{Outages, Source},
    progress::Progress,
};
use early::Early;

/// The longest pause after repeated failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The longest pause when our database fails: polling resumes soon after it is back.
const LONGEST_PAUSE_OF_OURS: Duration = Duration::from_secs(5);

/// How long a tick may take: the time in which a round starts requests, and then every request for a hundred histories,
/// each as slow as its limit allows.
const TICK_LIMIT: Duration = Duration::from_secs(120);
/// A loop is stuck when it is this many cadences late, on top of the tick's limit.
const LATE: u32 = 3;

/// A loop's name, times, and the service it polls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub name: &'static str,
    /// The time from one tick's start to the next.
    pub cadence: Duration,
    /// The pause after the first failure; it doubles with each further one.
    pub retry: Duration,
    /// The service it polls, besides the database.
    pub asks: Option<Source>,
}

impl Schedule {
    /// A schedule that retries at its own cadence.
    pub(crate) const fn steady(name: &'static str, cadence: Duration, asks: Option<Source>) -> Self {
        Self { name, cadence, retry: cadence, asks }
    }
}

/// Where a loop reports its outages and progress.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub outages: Outages,
    pub progress: Progress,
}

/// Ticks while this worker leads, until `stop` is cancelled. A late tick delays the following ones.
pub(crate) async fn run_loop(
    schedule: Schedule,
    mut leadership: watch::Receiver<Option<Epoch>>,
    stop: CancellationToken,
    watch: Watch,
    step: impl Tick,
) {
    let Watch { outages, progress } = watch;
    let mut ticks = interval(schedule.cadence);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut failures, mut early) = (Failures::default(), Early::never(Instant::now()));
    metrics::pauses(schedule.name, schedule.cadence);
    let work = async {
        loop {
            progress.stands_by(schedule.name);
            let after_recovery = tokio::select! {
                biased;
                _ = ticks.tick() => false,
                () = early.wait(&step, &outages) => early.follows_recovery(),
            };
            let Ok(epoch) = leadership.wait_for(Option::is_some).await.map(|epoch| *epoch) else { return };
            let Some(epoch) = epoch else { continue };
            let started = Instant::now();
            early = Early::never(started);
            progress.expect(schedule.name, started + schedule.cadence * LATE + TICK_LIMIT);
            let ticking = tokio::time::timeout(TICK_LIMIT, step.tick(epoch)).instrument(trace(schedule.name));
            match ticking.await.unwrap_or(Err(Error::TooLong(TICK_LIMIT))) {
                Ok(outcome) => {
                    outages.succeeded(schedule.name, schedule.asks);
                    early = Early::after(outcome, started);
                    let pause = outcome.retry_after.map_or(schedule.cadence, |wish| wish.max(schedule.cadence));
                    if outcome.retry_after.is_some() {
                        ticks.reset_after(pause);
                    }
                    metrics::pauses(schedule.name, pause);
                    report(schedule.name, outcome, started.elapsed(), failures.count);
                    failures = Failures::default();
                }
                Err(Error::Store(store::Error::Fenced)) => {
                    tracing::info!(task = schedule.name, "the lease was lost in the middle of a poll");
                    // If the lease comes back, poll at once.
                    let _ = tokio::time::timeout(RENEWAL, leadership.wait_for(|held| *held != Some(epoch))).await;
                    ticks.reset_immediately();
                }
                Err(error) => {
                    let longest = if error.burdens_upstream() { LONGEST_PAUSE } else { LONGEST_PAUSE_OF_OURS };
                    let pause = pause(schedule, failures.count, longest, error.retry_after());
                    outages.failed(schedule.name, schedule.asks, &error);
                    failures.add(schedule.name, &error, pause);
                    ticks.reset_after(pause);
                    metrics::pauses(schedule.name, pause);
                    // The upstream's request to wait holds even if it answers other loops.
                    let source = Source::to_blame(schedule.asks, &error);
                    if let Some(source) = source.filter(|_| error.retry_after().is_none()) {
                        early = Early::after_failure(source, schedule.retry, after_recovery);
                    }
                }
            }
        }
    };
    // An unfinished tick is dropped: its transaction is rolled back, so nothing is half written.
    let () = tokio::select! {
        () = work => (),
        () = stop.cancelled() => (),
    };
}

/// A tick's span; its name is the path of the code it runs.
fn trace(task: &str) -> Span {
    tracing::info_span!(target: "trace", "poller.tick", otel.name = format_args!("poller.{task}.tick"), task)
}

fn report(task: &str, outcome: Outcome, took: Duration, failures: u32) {
    if failures > 0 {
        tracing::info!(task, failures, "poll works again");
    }
    if outcome.dropped > 0 {
        tracing::warn!(task, dropped = outcome.dropped, "rows of the upstream's answer were of no use");
    }
    tracing::debug!(task, changed = outcome.changed, ms = took.as_millis(), "polled");
}

/// A loop's failures since it last succeeded.
#[derive(Debug, Default)]
struct Failures {
    count: u32,
    /// The status of the latest failure.
    status: Cow<'static, str>,
}

impl Failures {
    /// Counts a failure, and logs it when it is the first or its status differs from the one before.
    fn add(&mut self, task: &str, error: &Error, pause: Duration) {
        let (status, pause_s, failures_before) = (error.status(), pause.as_secs_f64(), self.count);
        if self.count == 0 || self.status != status {
            tracing::warn!(task, status = &*status, %error, pause_s, failures_before, "poll failed; it is tried again");
        } else {
            tracing::debug!(task, status = &*status, %error, pause_s, failures_before, "poll failed again");
        }
        self.count += 1;
        self.status = status;
    }
}

/// The pause that the upstream asks for, or else one that doubles with every failure.
fn pause(schedule: Schedule, failures: u32, longest: Duration, wish: Option<Duration>) -> Duration {
    let patient = schedule.retry.saturating_mul(1 << failures.min(16)).min(longest.max(schedule.retry));
    wish.map_or(patient, |wish| wish.max(schedule.retry))
}

#[cfg(test)]
mod tests;
