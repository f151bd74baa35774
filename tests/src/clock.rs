//! Time as a test wants it.

use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};

/// A clock that stands still until told otherwise.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: &str) -> Self {
        Self(Mutex::new(now.parse().expect("RFC 3339")))
    }

    /// Moves on.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = *now + by;
    }

    /// Moves to `now`, backwards too.
    pub fn set(&self, now: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.parse().expect("RFC 3339");
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
