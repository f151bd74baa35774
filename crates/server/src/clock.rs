//! The one place where the wall clock is read, and the clock that all machines share.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::{Clock, SharedClock, Timestamp};
use metrics::gauge;
use store::pool::DatabaseState;
use tokio::time::interval;
use tokio_util::sync::CancellationToken;

use crate::Error;

/// How often the machine's clock is compared with the database's.
const LOOK: Duration = Duration::from_secs(5);
/// What is worth a line in the log.
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

/// The database's clock: what one machine writes by it, another can compare. The machine's own until the database has
/// told the time.
#[derive(Clone, Debug)]
pub struct DatabaseClock {
    machine: SharedClock,
    database: DatabaseState,
}

impl DatabaseClock {
    /// That of `database`, on a machine with the clock `machine`.
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

/// Tells by how much the machine's clock is off: a metric at all times, a line in the log when it begins and ends.
pub(crate) async fn watch(clock: SharedClock, stop: CancellationToken) -> Result<(), Error> {
    let (mut looks, mut was_off) = (interval(LOOK), false);
    while stop.run_until_cancelled(looks.tick()).await.is_some() {
        let skew = clock.skew();
        gauge!("aoe2_clock_skew_seconds").set(skew.as_seconds_f64());
        let is_off = skew.abs() > NOTABLE;
        if is_off != was_off {
            let ahead_s = skew.as_seconds_f64();
            if is_off {
                tracing::warn!(ahead_s, "this machine's clock is not the database's; times are told by the database's");
            } else {
                tracing::info!(ahead_s, "this machine's clock agrees with the database's again");
            }
        }
        was_off = is_off;
    }
    Ok(())
}
