//! The metrics of the loops, under the names that dashboards and alerts use.

use std::time::{Duration, Instant};

use ::metrics::{counter, gauge, histogram};
use domain::clock::SharedClock;
use store::lease::Epoch;

use crate::{Error, Tick, TickOutcome};

/// A loop's ticker that counts its ticks.
#[derive(Debug)]
pub(crate) struct Measured<T> {
    task: &'static str,
    clock: SharedClock,
    ticker: T,
}

impl<T> Measured<T> {
    /// Wraps a `ticker` of `task` and registers its counters at 0: a counter that is absent cannot be told from an idle
    /// one.
    pub(crate) fn new(task: &'static str, clock: SharedClock, ticker: T) -> Self {
        for outcome in ["changed", "unchanged", "failed"] {
            counter!("aoe2_poll_cycles_total", "task" => task, "outcome" => outcome).increment(0);
        }
        counter!("aoe2_rows_changed_total", "task" => task).increment(0);
        counter!("aoe2_rows_dropped_total", "task" => task).increment(0);
        let new = Self { task, clock, ticker };
        new.ended();
        new
    }

    fn count(&self, ended: &Result<TickOutcome, Error>, started: Instant) {
        let task = self.task;
        let outcome = match ended {
            Ok(TickOutcome { changed: 0, .. }) => "unchanged",
            Ok(_) => "changed",
            Err(_) => "failed",
        };
        counter!("aoe2_poll_cycles_total", "task" => task, "outcome" => outcome).increment(1);
        histogram!("aoe2_poll_duration_seconds", "task" => task).record(started.elapsed());
        self.ended();
        if let Ok(TickOutcome { changed, dropped, .. }) = ended {
            counter!("aoe2_rows_changed_total", "task" => task).increment(*changed as u64);
            counter!("aoe2_rows_dropped_total", "task" => task).increment(*dropped as u64);
            gauge!("aoe2_poll_last_success_timestamp_seconds", "task" => task).set(self.now());
        }
    }

    /// Records that a tick ended, or that the first one is due.
    fn ended(&self) {
        gauge!("aoe2_poll_last_cycle_timestamp_seconds", "task" => self.task).set(self.now());
    }

    /// Unix seconds.
    fn now(&self) -> f64 {
        self.clock.now().inner().timestamp_millis() as f64 / 1e3
    }
}

impl<T: Tick + Sync> Tick for Measured<T> {
    /// Runs one tick. One that is cancelled is not counted.
    async fn tick(&self, epoch: Epoch) -> Result<TickOutcome, Error> {
        let started = Instant::now();
        let ended = self.ticker.tick(epoch).await;
        self.count(&ended, started);
        ended
    }

    async fn wake(&self) {
        self.ticker.wake().await;
    }
}

/// Records that `task` pauses for so long after the tick that has just ended, or before its first.
pub(crate) fn pauses(task: &'static str, pause: Duration) {
    gauge!("aoe2_poll_pause_seconds", "task" => task).set(pause.as_secs_f64());
}

/// Records whether this worker holds the lease.
pub(crate) fn lease_is_held(is_held: bool) {
    gauge!("aoe2_lease_held").set(f64::from(u8::from(is_held)));
}
