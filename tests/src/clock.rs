//! Time as a test wants it.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};

/// Lets so much time pass for everything that runs in this test, at once, by the clock that never steps back. Clocks
/// of the calendar stay as they are.
///
/// # Panics
/// In a test of several threads.
pub async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
    // Who counts seconds catches up with all of them before anything else happens: a connection that is opened
    // next has seen none.
    for _ in 0..time.as_secs().max(100) {
        tokio::task::yield_now().await;
    }
}

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
