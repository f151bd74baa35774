//! A ladder whose ratings move like the real one's, and the games played on it.

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    matches::{Match, MatchPlayer, Outcome},
};

use super::{DAYS, Size};

/// Accounts that are on no roster.
pub(super) const STRANGERS: i64 = 400;

/// One in this many games is between two entrants.
const DERBY: i64 = 20;

/// A ladder whose ratings move like the real one's: by up to sixteen points a game.
pub(super) struct Play {
    ratings: Vec<i64>,
    size: Size,
    dice: u64,
}

impl Play {
    pub(super) fn new(size: Size) -> Self {
        let rating = |profile: i64| 800 + profile * 1_100 / size.entries;
        Self { ratings: (1..=size.entries).map(rating).collect(), size, dice: 1_999 }
    }

    pub(super) fn rating(&self, profile: i64) -> i64 {
        usize::try_from(profile - 1).ok().and_then(|index| self.ratings.get(index)).copied().unwrap_or(1_000)
    }

    /// A pseudo-random number, the same at every run (Knuth's MMIX constants).
    fn roll(&mut self, sides: i64) -> i64 {
        self.dice = self.dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.dice >> 33).unwrap_or(0) % sides
    }

    pub(super) fn game(&mut self, number: i64, now: Timestamp) -> Match {
        let own = self.roll(self.size.entries) + 1;
        let stranger = self.size.entries + 1 + self.roll(STRANGERS);
        let opponent = if number % DERBY == 0 { own % self.size.entries + 1 } else { stranger };
        let opponent = if opponent == own { stranger } else { opponent };
        let won = self.roll(2) == 0;
        let ended = now - TimeDelta::seconds((self.size.games - number) * DAYS * 86_400 / (self.size.games + 1));
        let players = vec![self.part(own, 0, won), self.part(opponent, 1, !won)];
        Match {
            match_id: MatchId(number),
            matchtype_id: MatchTypeId(6),
            leaderboard_id: Some(LeaderboardId(3)),
            map_name: "Arabia".to_owned(),
            map_is_guess: false,
            description: Some("AUTOMATCH".to_owned()),
            started_at: ended - TimeDelta::minutes(25),
            completed_at: Some(ended),
            players,
        }
    }

    fn part(&mut self, profile: i64, side: i64, won: bool) -> MatchPlayer {
        let old = self.rating(profile);
        let gain = 8 + self.roll(17);
        let new = if won { old + gain } else { old - gain };
        if let Some(rating) = usize::try_from(profile - 1).ok().and_then(|index| self.ratings.get_mut(index)) {
            *rating = new;
        }
        MatchPlayer {
            profile_id: ProfileId(profile),
            civilization_id: CivilizationId(self.roll(45)),
            civilization_is_guess: false,
            side: Some(SideId(side)),
            outcome: Some(if won { Outcome::Win } else { Outcome::Loss }),
            old_rating: Some(old),
            new_rating: Some(new),
            xp_gained: Some(1),
        }
    }
}
