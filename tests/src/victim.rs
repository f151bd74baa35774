//! Measures whether an attack slows a victim's requests down, by timing them without and beside the attack.
//!
//! Quiet and attacked phases alternate, so that changes of the machine's speed affect both.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// How many times slower the slowest hundredth of the victim's requests may get beside an attack.
const ALLOWED: f64 = 1.5;
/// Pairs of phases in one measurement.
const PAIRS: usize = 4;
/// How many measurements must show harm: a disturbance by another process for a second shows in one of them, the
/// attack's effect in all.
const MEASUREMENTS: usize = 4;
/// What a scheduler's time slices add to any request on a machine with two busy cores, whatever the cause. Where they
/// add more, the victim's requests beside busy threads show it.
const TIME_SLICE: Duration = Duration::from_millis(8);

/// Compares the victim's latencies beside an attack with those without one.
///
/// `request` is one request of the victim and asserts by itself that the answer is right. `attack` runs beside the
/// victim during attacked phases, until it is dropped; it restarts in each. `requests` are made one after another in
/// each phase.
///
/// # Panics
/// When the 99th percentile beside the attack exceeds 1.5 times the quiet one, and 1.5 times that on busy cores, in every
/// measurement.
pub async fn assert_not_slowed<A>(requests: usize, request: impl AsyncFn(), attack: impl Fn() -> A)
where
    A: Future<Output = ()> + Send + 'static,
{
    let mut seen = Vec::new();
    for _ in 0..MEASUREMENTS {
        let (mut quiet, mut attacked) = (Vec::new(), Vec::new());
        for _ in 0..PAIRS {
            quiet.extend(phase(requests, &request).await);
            let attacking = tokio::spawn(attack());
            attacked.extend(phase(requests, &request).await);
            assert!(!attacking.is_finished(), "the attack ended before its victim did");
            attacking.abort();
            // Its last requests finish before the next quiet phase.
            let _ = attacking.await;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let (quiet, attacked) = (p99(quiet), p99(attacked));
        if attacked <= quiet.mul_f64(ALLOWED) + TIME_SLICE {
            return;
        }
        let busy = p99(on_busy_cores(requests, &request).await);
        if attacked <= busy.mul_f64(ALLOWED) {
            return;
        }
        seen.push((quiet, attacked, busy));
    }
    panic!("the victim suffers: p99 in peace, beside the attack and on busy cores {seen:?}");
}

/// The victim's requests while a thread for each core does nothing but compute.
async fn on_busy_cores(requests: usize, request: &impl AsyncFn()) -> Vec<Duration> {
    let is_over = Arc::new(AtomicBool::new(false));
    for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
        let is_over = Arc::clone(&is_over);
        std::thread::spawn(move || while !is_over.load(Relaxed) {});
    }
    let latencies = phase(requests, request).await;
    is_over.store(true, Relaxed);
    latencies
}

async fn phase(requests: usize, request: &impl AsyncFn()) -> Vec<Duration> {
    let mut latencies = Vec::with_capacity(requests);
    for _ in 0..requests {
        let started = Instant::now();
        request().await;
        latencies.push(started.elapsed());
    }
    latencies
}

fn p99(mut latencies: Vec<Duration>) -> Duration {
    latencies.sort_unstable();
    latencies[latencies.len() * 99 / 100]
}
