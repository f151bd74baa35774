//! The pace of a loop: when it ticks next, after successes and failures, and what it logs about them.

use std::{borrow::Cow, time::Duration};

use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::{Schedule, early::Early};
use crate::{
    Error, Tick, TickOutcome, metrics,
    outages::{Outages, Source},
};

/// The longest pause after repeated failures.
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The longest pause when our database fails: polling resumes soon after it is back.
pub(super) const LONGEST_PAUSE_OF_OURS: Duration = Duration::from_secs(5);

/// When a loop ticks next: by its cadence, sooner when something calls for it, later after failures.
pub(super) struct Pace {
    schedule: Schedule,
    outages: Outages,
    ticks: Interval,
    early: Early,
    failures: FailureStreak,
}

impl Pace {
    pub(super) fn new(schedule: Schedule, outages: Outages) -> Self {
        let mut ticks = interval(schedule.cadence);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        metrics::pauses(schedule.name, schedule.cadence);
        Self { schedule, outages, ticks, early: Early::never(Instant::now()), failures: FailureStreak::default() }
    }

    /// Waits for the next tick. Returns whether it comes early because the failed party works again.
    pub(super) async fn next(&mut self, ticker: &impl Tick) -> bool {
        tokio::select! {
            biased;
            _ = self.ticks.tick() => false,
            () = self.early.wait(ticker, &self.outages) => self.early.follows_recovery(),
        }
    }

    /// A tick starts now; nothing calls for an early one any longer.
    pub(super) fn start(&mut self) -> Instant {
        let started = Instant::now();
        self.early = Early::never(started);
        started
    }

    /// Ticks again at once.
    pub(super) fn reset(&mut self) {
        self.ticks.reset_immediately();
    }

    pub(super) fn succeeded(&mut self, outcome: TickOutcome, started: Instant) {
        let Schedule { name, cadence, source, .. } = self.schedule;
        self.outages.succeeded(name, source);
        self.early = Early::after(outcome, started);
        let pause = outcome.retry_after.map_or(cadence, |wish| wish.max(cadence));
        if outcome.retry_after.is_some() {
            self.ticks.reset_after(pause);
        } else if self.failures.count > 0 {
            // The next tick was due after the last failure's pause.
            self.ticks.reset_at(started + cadence);
        }
        metrics::pauses(name, pause);
        report(name, outcome, started.elapsed(), self.failures.count);
        self.failures = FailureStreak::default();
    }

    pub(super) fn failed(&mut self, error: &Error, after_recovery: bool) {
        let Schedule { name, source, retry, .. } = self.schedule;
        let longest = if error.burdens_upstream() { LONGEST_PAUSE } else { LONGEST_PAUSE_OF_OURS };
        let pause = pause(self.schedule, self.failures.count, longest, error.retry_after());
        self.outages.failed(name, source, error);
        self.failures.add(name, error, pause);
        self.ticks.reset_after(pause);
        metrics::pauses(name, pause);
        // The upstream's request to wait holds even if it answers other loops.
        let blamed = Source::to_blame(source, error);
        if let Some(source) = blamed.filter(|_| !error.asks_to_wait()) {
            self.early = Early::after_failure(source, retry, after_recovery);
        }
    }
}

fn report(task: &str, outcome: TickOutcome, took: Duration, failures: u32) {
    if failures > 0 {
        tracing::info!(task, failures, "poll works again");
    }
    if outcome.dropped > 0 {
        tracing::warn!(task, dropped = outcome.dropped, "rows of the upstream's answer were unusable and skipped");
    }
    tracing::debug!(task, changed = outcome.changed, ms = took.as_millis(), "polled");
}

/// A loop's failures since it last succeeded.
#[derive(Debug, Default)]
struct FailureStreak {
    count: u32,
    /// The status of the latest failure.
    status: Cow<'static, str>,
}

impl FailureStreak {
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
pub(super) fn pause(schedule: Schedule, failures: u32, longest: Duration, wish: Option<Duration>) -> Duration {
    let patient = schedule.retry.saturating_mul(1 << failures.min(16)).min(longest.max(schedule.retry));
    wish.map_or(patient, |wish| wish.max(schedule.retry))
}
