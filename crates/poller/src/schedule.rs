//! When a loop ticks: at once, then at its cadence; later after failures, and never twice at a time.

use std::time::Duration;

use store::lease::{Epoch, RENEWAL};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use tracing::{Instrument as _, Span};

use crate::{Error, Outcome, Tick, measure, outages::Outages, progress::Progress};

/// The longest pause after repeated failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// The longest one when it is our database that fails: work goes on soon after it is back.
const LONGEST_PAUSE_OF_OURS: Duration = Duration::from_secs(5);

/// How long a tick may take: every request to the upstream in a round of a hundred histories, each as slow as it may be.
const TICK_LIMIT: Duration = Duration::from_secs(120);
/// A loop is stuck that is so many of its cadences late, beyond what a tick may take.
const LATE: u32 = 3;

/// A loop's name and times.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    pub name: &'static str,
    /// From one tick's start to the next one's.
    pub cadence: Duration,
    /// The pause after the first failure; it doubles with each further one.
    pub retry: Duration,
}

/// Who is told how a loop does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub outages: Outages,
    pub progress: Progress,
}

/// Ticks while this worker leads, until told to stop. A late tick delays the following ones.
pub(crate) async fn keep(
    schedule: Schedule,
    mut leadership: watch::Receiver<Option<Epoch>>,
    stop: CancellationToken,
    watch: Watch,
    step: impl Tick,
) {
    let Watch { outages, progress } = watch;
    let mut ticks = interval(schedule.cadence);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failures = 0;
    measure::pauses(schedule.name, schedule.cadence);
    let work = async {
        loop {
            progress.stands_by(schedule.name);
            ticks.tick().await;
            let Ok(epoch) = leadership.wait_for(Option::is_some).await.map(|epoch| *epoch) else { return };
            let Some(epoch) = epoch else { continue };
            let started = Instant::now();
            progress.expect(schedule.name, started + schedule.cadence * LATE + TICK_LIMIT);
            let ticking = tokio::time::timeout(TICK_LIMIT, step.tick(epoch)).instrument(trace(schedule.name));
            match ticking.await.unwrap_or(Err(Error::TooLong(TICK_LIMIT))) {
                Ok(outcome) => {
                    outages.succeeded(schedule.name);
                    let pause = outcome.retry_after.map_or(schedule.cadence, |wish| wish.max(schedule.cadence));
                    if outcome.retry_after.is_some() {
                        ticks.reset_after(pause);
                    }
                    measure::pauses(schedule.name, pause);
                    report(schedule.name, outcome, started.elapsed(), failures);
                    failures = 0;
                }
                Err(Error::Store(store::Error::Fenced)) => {
                    tracing::info!(task = schedule.name, "the lease was lost in the middle of a poll");
                    // Polled at once should it come back.
                    let _ = tokio::time::timeout(RENEWAL, leadership.wait_for(|held| *held != Some(epoch))).await;
                    ticks.reset_immediately();
                }
                Err(error) => {
                    let longest = if error.burdens_upstream() { LONGEST_PAUSE } else { LONGEST_PAUSE_OF_OURS };
                    let pause = pause(schedule, failures, longest, error.retry_after());
                    outages.failed(schedule.name, &error);
                    complain(schedule.name, &error, failures, pause);
                    failures += 1;
                    ticks.reset_after(pause);
                    measure::pauses(schedule.name, pause);
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

/// Tells of the first failure; those that follow it are its repetition, until it works again.
fn complain(task: &str, error: &Error, failures_before: u32, pause: Duration) {
    let (status, pause_s) = (error.status(), pause.as_secs_f64());
    if failures_before == 0 {
        tracing::warn!(task, status = &*status, %error, pause_s, "poll failed; it is tried again");
    } else {
        tracing::debug!(task, status = &*status, %error, pause_s, failures_before, "poll failed again");
    }
}

/// The upstream's wish when it has one, else longer with every failure.
fn pause(schedule: Schedule, failures: u32, longest: Duration, wish: Option<Duration>) -> Duration {
    let patient = schedule.retry.saturating_mul(1 << failures.min(16)).min(longest.max(schedule.retry));
    wish.map_or(patient, |wish| wish.max(schedule.retry))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    const SCHEDULE: Schedule =
        Schedule { name: "test", cadence: Duration::from_secs(10), retry: Duration::from_secs(10) };

    #[test]
    fn pauses_double_up_to_five_minutes_and_the_upstreams_wish_wins() {
        let after = |failures, wish| pause(SCHEDULE, failures, LONGEST_PAUSE, wish).as_secs();
        let pauses: Vec<_> = (0..7).map(|failures| after(failures, None)).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(after(0, Some(Duration::from_secs(77))), 77);
        assert_eq!(after(0, Some(Duration::ZERO)), 10);
        assert_eq!(pause(SCHEDULE, 9, LONGEST_PAUSE_OF_OURS, None).as_secs(), 10, "never before its cadence");
    }

    /// A step whose ticks take `takes` seconds each in turn, and which notes when each began.
    struct Step {
        takes: &'static [u64],
        failure: Option<fn() -> Error>,
        retry_after: Option<Duration>,
        zero: Instant,
        begun: Arc<Mutex<Vec<u64>>>,
    }

    impl Tick for Step {
        async fn tick(&self, _: Epoch) -> Result<Outcome, Error> {
            let turn = {
                let mut begun = self.begun.lock().unwrap();
                begun.push(self.zero.elapsed().as_secs());
                begun.len() - 1
            };
            tokio::time::sleep(Duration::from_secs(self.takes.get(turn).copied().unwrap_or(0))).await;
            let done = Outcome { retry_after: self.retry_after, ..Outcome::default() };
            self.failure.map_or(Ok(done), |failure| Err(failure()))
        }
    }

    async fn beginnings(takes: &'static [u64], failure: Option<fn() -> Error>, until: u64) -> Vec<u64> {
        beginnings_of(takes, failure, None, until).await
    }

    async fn beginnings_of(
        takes: &'static [u64],
        failure: Option<fn() -> Error>,
        retry_after: Option<Duration>,
        until: u64,
    ) -> Vec<u64> {
        let begun = Arc::new(Mutex::new(Vec::new()));
        let step = Step { takes, failure, retry_after, zero: Instant::now(), begun: Arc::clone(&begun) };
        let (_keep, leadership) = watch::channel(Some(Epoch(1)));
        let ticking = keep(SCHEDULE, leadership, CancellationToken::new(), Watch::default(), step);
        let _ = tokio::time::timeout(Duration::from_secs(until), ticking).await;
        begun.lock().unwrap().clone()
    }

    #[tokio::test(start_paused = true)]
    async fn a_loop_starts_at_once_and_a_slow_tick_delays_the_next_without_bunching() {
        assert_eq!(beginnings(&[0, 25, 0, 0], None, 60).await, [0, 10, 35, 45, 55]);
    }

    #[tokio::test(start_paused = true)]
    async fn failures_of_the_upstream_space_the_ticks_out() {
        let failure = || Error::Upstream(relic::Error::Timeout);
        assert_eq!(beginnings(&[], Some(failure), 200).await, [0, 10, 30, 70, 150]);
    }

    #[tokio::test(start_paused = true)]
    async fn who_answers_in_part_and_asks_us_to_wait_is_left_alone_that_long() {
        let patient = Some(Duration::from_secs(70));
        assert_eq!(beginnings_of(&[], None, patient, 200).await, [0, 70, 140]);
        let hasty = Some(Duration::from_secs(1));
        assert_eq!(beginnings_of(&[], None, hasty, 25).await, [0, 10, 20], "never before its cadence");
    }

    #[tokio::test(start_paused = true)]
    async fn failures_of_the_database_do_not() {
        let failure = || Error::Store(store::Error::Address(String::new()));
        assert_eq!(beginnings(&[], Some(failure), 55).await, [0, 10, 20, 30, 40, 50]);
    }
}
