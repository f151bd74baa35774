//! When a loop ticks: at once, then at its cadence; later after failures, and never twice at a time.

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
/// The longest one when it is our database that fails: work goes on soon after it is back.
const LONGEST_PAUSE_OF_OURS: Duration = Duration::from_secs(5);

/// How long a tick may take: the time in which a round asks about ever more accounts, and every request about a hundred
/// histories after it, each as slow as it may be.
const TICK_LIMIT: Duration = Duration::from_secs(120);
/// A loop is stuck that is so many of its cadences late, beyond what a tick may take.
const LATE: u32 = 3;

/// A loop's name and times, and whom it asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub name: &'static str,
    /// From one tick's start to the next one's.
    pub cadence: Duration,
    /// The pause after the first failure; it doubles with each further one.
    pub retry: Duration,
    /// Whom it asks, besides the database.
    pub asks: Option<Source>,
}

impl Schedule {
    /// One that tries again at its own cadence.
    pub(crate) const fn steady(name: &'static str, cadence: Duration, asks: Option<Source>) -> Self {
        Self { name, cadence, retry: cadence, asks }
    }
}

/// Who is told how a loop does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub outages: Outages,
    pub progress: Progress,
}

/// Ticks while this worker leads, until told to stop. A late tick delays the following ones.
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
                    // Polled at once should it come back.
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
                    // A wish of the upstream's holds whoever else is answered.
                    let source = Source::to_blame(schedule.asks, &error);
                    if let Some(source) = source.filter(|_| error.retry_after().is_none()) {
                        early = Early::after_failure(source, schedule.retry, after_recovery);
                    }
                }
            }
        }
    };
    // An unfinished tick is dropped: its transaction is undone, and nothing is left half written.
    let () = tokio::select! {
        () = work => (),
        () = stop.cancelled() => (),
    };
}

/// A tick's span, named as the address of what it does.
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

/// A loop's failures since it last worked.
#[derive(Debug, Default)]
struct Failures {
    count: u32,
    /// What the latest was answered.
    status: Cow<'static, str>,
}

impl Failures {
    /// Notes one, and tells of it when it is the first or has another cause than the one before.
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

/// The upstream's wish when it has one, else longer with every failure.
fn pause(schedule: Schedule, failures: u32, longest: Duration, wish: Option<Duration>) -> Duration {
    let patient = schedule.retry.saturating_mul(1 << failures.min(16)).min(longest.max(schedule.retry));
    wish.map_or(patient, |wish| wish.max(schedule.retry))
}

#[cfg(test)]
mod tests;
