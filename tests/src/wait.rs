//! Waits for a condition, with a deadline.

use std::time::{Duration, Instant};

/// How long to wait for what would otherwise never come: longer than any busy machine takes.
pub const EVENTUALLY: Duration = Duration::from_secs(30);

/// The shortest and the longest pause between two checks.
const PAUSES: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(200));

/// Checks until the condition holds, pausing for a tenth of the time waited so far: many tests wait for a time-out of
/// seconds, and frequent checks would keep the processor from what they wait for.
///
/// # Panics
/// When it does not hold `within` the time.
pub async fn until(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) {
    let started = Instant::now();
    while !is_so().await {
        assert!(started.elapsed() < within, "not within {within:?}: {what}");
        let (shortest, longest) = PAUSES;
        tokio::time::sleep((started.elapsed() / 10).clamp(shortest, longest)).await;
    }
}
