//! Waits for a condition, with a deadline.

use std::time::{Duration, Instant};

/// The pauses between checks: short at first, and never long enough to matter.
const PAUSE: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));

/// Checks until the condition holds, less often the longer it takes: many tests wait for a time-out of seconds, and
/// their checks would keep the processor from what they wait for.
///
/// # Panics
/// When it does not hold `within` the time.
pub async fn until(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < within, "not within {within:?}: {what}");
        let (shortest, longest) = PAUSE;
        tokio::time::sleep((started.elapsed() / 10).clamp(shortest, longest)).await;
    }
}
