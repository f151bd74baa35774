//! What is counted of the loops' work, by the names that dashboards and alerts know.

use std::time::Instant;

use domain::clock::SharedClock;
use metrics::{counter, gauge, histogram};
use store::lease::Epoch;

use crate::{Error, Outcome, Tick};

/// A loop's step, counted.
#[derive(Debug)]
pub(crate) struct Measured<T> {
    task: &'static str,
    clock: SharedClock,
    step: T,
}

impl<T> Measured<T> {
    /// `step` as one of `task`'s, which is told of from now on: a figure that is not there is not known to be nought.
    pub(crate) fn new(task: &'static str, clock: SharedClock, step: T) -> Self {
        for outcome in ["changed", "unchanged", "failed"] {
            counter!("aoe2_poll_cycles_total", "task" => task, "outcome" => outcome).increment(0);
        }
        counter!("aoe2_rows_changed_total", "task" => task).increment(0);
        counter!("aoe2_rows_dropped_total", "task" => task).increment(0);
        Self { task, clock, step }
    }

    fn count(&self, ended: &Result<Outcome, Error>, started: Instant) {
        let task = self.task;
        let outcome = match ended {
            Ok(Outcome { changed: 0, .. }) => "unchanged",
            Ok(_) => "changed",
            Err(_) => "failed",
        };
        counter!("aoe2_poll_cycles_total", "task" => task, "outcome" => outcome).increment(1);
        histogram!("aoe2_poll_duration_seconds", "task" => task).record(started.elapsed());
        if let Ok(Outcome { changed, dropped, .. }) = ended {
            counter!("aoe2_rows_changed_total", "task" => task).increment(*changed as u64);
            counter!("aoe2_rows_dropped_total", "task" => task).increment(*dropped as u64);
            let now = self.clock.now().inner().timestamp_millis();
            gauge!("aoe2_poll_last_success_timestamp_seconds", "task" => task).set(now as f64 / 1e3);
        }
    }
}

impl<T: Tick + Sync> Tick for Measured<T> {
    /// One step. What is cut off before its end is not counted.
    async fn tick(&self, epoch: Epoch) -> Result<Outcome, Error> {
        let started = Instant::now();
        let ended = self.step.tick(epoch).await;
        self.count(&ended, started);
        ended
    }

    async fn wake(&self) {
        self.step.wake().await;
    }
}

/// Whether this worker has the lease.
pub(crate) fn lease_is_held(is_held: bool) {
    gauge!("aoe2_lease_held").set(f64::from(u8::from(is_held)));
}
