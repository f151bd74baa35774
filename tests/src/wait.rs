//! Waits for a condition, with a deadline.

use std::time::{Duration, Instant};

/// Checks repeatedly until the condition holds.
///
/// # Panics
/// When it does not hold `within` the time.
pub async fn until(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < within, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
