//! What a rate limit lets through: its burst at once, and what comes back while time passes.

use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
/// By how much the limiter's clock may be ahead of ours.
const CLOCKS: Duration = Duration::from_millis(10);

/// The requests of one client that a rate limit has let through, counted from its first.
#[derive(Debug)]
pub struct Allowance {
    per_minute: usize,
    at_once: usize,
    began: Instant,
    let_through: usize,
}

impl Allowance {
    /// The allowance of a client that has asked for nothing yet, all of which may be used at once.
    #[must_use]
    pub fn of(per_minute: usize) -> Self {
        Self::in_bursts(per_minute, per_minute)
    }

    /// The same, of which so many requests may be made at once.
    #[must_use]
    pub fn in_bursts(per_minute: usize, at_once: usize) -> Self {
        Self { per_minute, at_once, began: Instant::now(), let_through: 0 }
    }

    /// How many requests may have been let through by now.
    #[must_use]
    pub fn most(&self) -> usize {
        let came_back = (self.began.elapsed() + CLOCKS).as_nanos() * self.per_minute as u128 / MINUTE.as_nanos();
        self.at_once + usize::try_from(came_back).unwrap()
    }

    /// Counts a request by the status of its answer, and returns whether it was refused.
    ///
    /// # Panics
    /// When it was refused before the burst was used up, or let through beyond what the limit allows by now.
    #[track_caller]
    pub fn refuses(&mut self, status: u16) -> bool {
        if status == 429 {
            assert!(self.let_through >= self.at_once, "refused after {} requests", self.let_through);
            return true;
        }
        self.let_through += 1;
        let most = self.most();
        assert!(self.let_through <= most, "{} requests are let through, of {most}", self.let_through);
        false
    }
}
