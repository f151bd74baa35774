//! The world's own clock, independent of the machine's: it moves only when the world is advanced.

use std::time::Duration;

/// A point in simulated time, finer than the whole seconds in the payloads.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Moment {
    micros: i64,
}

impl Moment {
    pub(crate) fn from_unix(seconds: i64) -> Self {
        Self { micros: seconds.saturating_mul(1_000_000) }
    }

    /// Whole unix seconds, rounded down as the upstream does.
    pub(crate) fn unix(self) -> i64 {
        self.micros.div_euclid(1_000_000)
    }

    pub(crate) fn plus(self, by: Duration) -> Self {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        Self { micros: self.micros.saturating_add(micros) }
    }

    pub(crate) fn minus(self, by: Duration) -> Self {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        Self { micros: self.micros.saturating_sub(micros) }
    }
}
