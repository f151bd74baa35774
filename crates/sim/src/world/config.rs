//! How a world is set up.

use crate::series::FixtureTimes;

/// How a world is set up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// The seed of all randomness.
    pub seed: u64,
    /// The world's initial time, in unix seconds.
    pub epoch: i64,
    /// How many times shorter games and the gaps between them are than in reality. It does not affect the clock.
    pub pace: f64,
    /// How many matches of each type a player's history shows.
    pub history_limit: usize,
    /// How long the parts of fixtures take.
    pub fixtures: FixtureTimes,
}

impl Config {
    /// Realistic: games of 10 to 30 minutes, the last 100 of each type.
    #[must_use]
    pub const fn new(seed: u64, epoch: i64) -> Self {
        Self { seed, epoch, pace: 1.0, history_limit: 100, fixtures: FixtureTimes::REAL }
    }

    /// Makes games and gaps `pace` times shorter.
    #[must_use]
    pub const fn paced(self, pace: f64) -> Self {
        Self { pace, ..self }
    }

    /// Limits a player's history to `limit` matches of each type.
    #[must_use]
    pub const fn keeping(self, limit: usize) -> Self {
        Self { history_limit: limit, ..self }
    }

    /// Makes the parts of fixtures take these times.
    #[must_use]
    pub const fn timed(self, fixtures: FixtureTimes) -> Self {
        Self { fixtures, ..self }
    }
}
