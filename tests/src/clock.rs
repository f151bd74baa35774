//! Control of time in tests.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};

/// Advances the monotonic clock of everything that runs in this test, at once. Calendar clocks stay as they are.
///
/// # Panics
/// In a test of several threads.
pub async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
    // Yields until tasks that tick once a second have caught up, so that a connection opened next sees none of those
    // ticks.
    for _ in 0..time.as_secs().max(100) {
        tokio::task::yield_now().await;
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct TestClock(Mutex<Timestamp>);

impl TestClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: &str) -> Self {
        Self(Mutex::new(now.parse().expect("RFC 3339")))
    }

    /// Advances the clock.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = *now + by;
    }

    /// Sets the clock to `now`, which may be earlier.
    pub fn set(&self, now: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.parse().expect("RFC 3339");
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
