//! The system clock, and the database's clock, which all machines share. No other file reads the wall clock.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::{Clock, SharedClock, Timestamp};
use metrics::gauge;
use store::pool::DatabaseState;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

use crate::Error;

/// How often the machine's clock is compared with the database's.
const CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// The smallest difference that is logged.
const NOTABLE: TimeDelta = TimeDelta::seconds(1);

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock everybody else is handed")]
    fn now(&self) -> Timestamp {
        chrono::Utc::now().into()
    }
}

/// The database's clock. All machines share it, so they can compare times that are written by it. Falls back to the
/// machine's own clock until the database has reported its time.
#[derive(Clone, Debug)]
pub struct DatabaseClock {
    machine: SharedClock,
    database: DatabaseState,
}

impl DatabaseClock {
    /// Creates the clock of `database`, on a machine whose own clock is `machine`.
    #[must_use]
    pub fn new(machine: SharedClock, database: DatabaseState) -> Self {
        Self { machine, database }
    }
}

impl Clock for DatabaseClock {
    fn now(&self) -> Timestamp {
        self.database.now().unwrap_or_else(|| self.machine.now())
    }

    fn skew(&self) -> TimeDelta {
        self.database.now().map_or_else(TimeDelta::zero, |now| self.machine.now() - now)
    }
}

/// Watches by how much the machine's clock is off: always as a metric, and as a log line when a notable difference
/// begins and ends.
pub(crate) async fn watch(clock: SharedClock, stop: CancellationToken) -> Result<(), Error> {
    let (mut checks, mut was_off) = (interval(CHECK_INTERVAL), false);
    while stop.run_until_cancelled(checks.tick()).await.is_some() {
        let skew = clock.skew();
        gauge!("aoe2_clock_skew_seconds").set(skew.as_seconds_f64());
        let is_off = skew.abs() > NOTABLE;
        if is_off != was_off {
            let ahead_s = skew.as_seconds_f64();
            if is_off {
                tracing::warn!(
                    ahead_s,
                    "this machine's clock is over 1 s off the database's, whose time is used: set both by NTP"
                );
            } else {
                tracing::info!(ahead_s, "this machine's clock agrees with the database's again");
            }
        }
        was_off = is_off;
    }
    Ok(())
}
