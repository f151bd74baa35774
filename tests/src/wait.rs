//! Waiting for what can be observed, with a deadline.

use std::time::{Duration, Instant};

/// Asks again and again until it is so.
///
/// # Panics
/// When it is not `within` the time.
pub async fn until(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) {
    let asked = Instant::now();
    while !is_so().await {
        assert!(asked.elapsed() < within, "not within {within:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
