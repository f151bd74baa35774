//! The last known state of the database server: its clock, and whether it accepts writes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use domain::clock::Timestamp;
use parking_lot::Mutex;

use super::setup::ServerInfo;

/// The server's clock, from which all times that several machines compare are taken, and whether the server accepts
/// writes. Shared by a pool and its siblings.
#[derive(Clone, Debug, Default)]
pub struct DatabaseState(Arc<State>);

#[derive(Debug, Default)]
struct State {
    time: Mutex<Option<Reading>>,
    is_read_only: AtomicBool,
}

/// How much two clocks may drift apart per second, in parts per million: several times the drift of a bad crystal.
const DRIFT_PPM: u32 = 500;

/// One reading of the server's clock.
#[derive(Clone, Copy, Debug)]
struct Reading {
    time: Timestamp,
    at: Instant,
    /// The uncertainty, half a round trip: the clock was read at some moment of it.
    error: Duration,
}

impl Reading {
    fn time_at(&self, now: Instant) -> Timestamp {
        self.time + delta(now.saturating_duration_since(self.at))
    }

    fn error_at(&self, now: Instant) -> Duration {
        self.error + now.saturating_duration_since(self.at) * DRIFT_PPM / 1_000_000
    }

    /// Whether `newer` replaces this reading: it is more precise, or they contradict each other because the clock was
    /// set or another server has taken over.
    fn gives_way_to(&self, newer: &Self) -> bool {
        let (now, error) = (newer.at, self.error_at(newer.at));
        newer.error <= error || (newer.time - self.time_at(now)).abs() > delta(newer.error + error)
    }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

impl DatabaseState {
    /// The server's time; `None` before any connection was made. Its error is at most half of the quickest round trip,
    /// plus the clocks' drift since. It advances with this machine's monotonic clock, so setting the wall clock does
    /// not matter.
    #[must_use]
    pub fn now(&self) -> Option<Timestamp> {
        let reading = (*self.0.time.lock())?;
        Some(reading.time_at(Instant::now()))
    }

    /// Whether the server accepts no writes.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.0.is_read_only.load(Relaxed)
    }

    /// Records the state that a new connection has just read, and logs when the server stops or resumes accepting
    /// writes.
    pub(super) fn record(&self, info: &ServerInfo) {
        let error = info.took / 2;
        let newer = Reading { time: info.now + delta(error), at: info.at, error };
        let mut known = self.0.time.lock();
        if known.is_none_or(|known| known.gives_way_to(&newer)) {
            *known = Some(newer);
        }
        drop(known);
        if self.0.is_read_only.swap(info.is_read_only, Relaxed) == info.is_read_only {
            return;
        }
        if info.is_read_only {
            tracing::warn!(
                "the database is read-only (a standby, or configured so): hosts get 503 and nobody polls until it \
                 accepts writes"
            );
        } else {
            tracing::info!("the database takes writes again");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(began: Instant, at_s: u64, time: Timestamp, error_ms: u64) -> Reading {
        Reading { time, at: began + Duration::from_secs(at_s), error: Duration::from_millis(error_ms) }
    }

    #[test]
    fn a_slow_answer_does_not_replace_a_quick_ones_time() {
        let (began, noon) = (Instant::now(), Timestamp::from_unix_seconds(1_780_000_000).unwrap());
        let quick = reading(began, 0, noon, 1);
        let late = |ms: i64| noon + TimeDelta::seconds(60) + TimeDelta::milliseconds(ms);
        assert!(!quick.gives_way_to(&reading(began, 60, late(-40), 50)), "within its error");
        assert!(quick.gives_way_to(&reading(began, 60, late(-90), 50)), "the clock was set");
        assert!(quick.gives_way_to(&reading(began, 60, late(90), 50)), "the clock was set");
        assert!(quick.gives_way_to(&reading(began, 60, late(0), 1)), "as good, and newer");
        assert!(quick.gives_way_to(&reading(began, 3_600, noon + TimeDelta::hours(1), 1_500)), "the clocks drift");
    }
}
