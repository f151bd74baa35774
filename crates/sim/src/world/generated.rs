//! Generates large histories quickly, for measurements: the last days of a hundred players without simulating them.

use std::time::Duration;

use rand::RngExt;
use rand::seq::SliceRandom;

use super::{Config, World};
use crate::clock::Moment;
use crate::ids::ProfileId;
use crate::ladder::MatchType;

/// Every player plays once in it.
const ROUND: Duration = Duration::from_mins(45);

impl World {
    /// A world at `now`, and the ids of `profiles` players who have each played `matches_per_profile` ranked 1v1 games,
    /// against each other and against strangers.
    #[must_use]
    pub fn with_history(seed: u64, now: i64, profiles: usize, matches_per_profile: usize) -> (Self, Vec<ProfileId>) {
        let rounds = u32::try_from(matches_per_profile).unwrap_or(u32::MAX);
        let end = Moment::from_unix(now);
        let epoch = end.minus(ROUND.saturating_mul(rounds));
        let config = Config::new(seed, epoch.unix()).keeping(matches_per_profile.max(100));
        let mut world = Self::populated(config, profiles);
        let tracked: Vec<ProfileId> = world.profiles.keys().copied().collect();
        let strangers: Vec<ProfileId> = (0..profiles * 2).map(|_| world.add_stranger()).collect();
        for _ in 0..matches_per_profile {
            world.play_round(&tracked, &strangers);
        }
        world.clock = end;
        (world, tracked)
    }

    fn play_round(&mut self, tracked: &[ProfileId], strangers: &[ProfileId]) {
        let begin = self.clock;
        let mut ends: Vec<(Duration, (ProfileId, ProfileId))> =
            self.pairings(tracked, strangers).into_iter().map(|pair| (self.draw_end(), pair)).collect();
        ends.sort_unstable();
        for (after, (one, other)) in ends {
            self.clock = begin.plus(after);
            self.play_generated(one, other);
        }
        self.clock = begin.plus(ROUND);
    }

    /// Between ten minutes into the round and its end.
    fn draw_end(&mut self) -> Duration {
        Duration::from_millis(self.rng.random_range(600_000..2_700_000))
    }

    /// Pairs every tracked player once: three in ten with each other, the others with a stranger.
    fn pairings(&mut self, tracked: &[ProfileId], strangers: &[ProfileId]) -> Vec<(ProfileId, ProfileId)> {
        let (mut ones, mut others) = (tracked.to_vec(), strangers.to_vec());
        ones.shuffle(&mut self.rng);
        others.shuffle(&mut self.rng);
        let mut pairs = Vec::with_capacity(ones.len());
        while let Some(one) = ones.pop() {
            let from = if self.rng.random_ratio(3, 10) && !ones.is_empty() { &mut ones } else { &mut others };
            pairs.extend(from.pop().map(|other| (one, other)));
        }
        pairs
    }

    fn play_generated(&mut self, one: ProfileId, other: ProfileId) {
        let seats = self.draw_seats(&[one, other]);
        let Some(lobby) = self.new_lobby(MatchType::SoloRm, seats) else {
            return;
        };
        let side = i64::from(self.rng.random_bool(0.5));
        let lasted = Duration::from_millis(self.rng.random_range(300_000..600_000));
        self.settle(lobby, side, self.clock.minus(lasted), self.clock);
    }
}
