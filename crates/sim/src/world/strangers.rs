//! Invents players, with rows on some ladders.

use rand::RngExt;

use super::World;
use crate::ids::ProfileId;
use crate::ladder::Ladder;
use crate::names;
use crate::profile::Profile;

impl World {
    /// Adds an invented player with rows on some ladders.
    pub fn add_stranger(&mut self) -> ProfileId {
        self.last_stranger_id += self.rng.random_range(1..100);
        let id = ProfileId(self.last_stranger_id);
        self.meet(id);
        self.give_rows(id);
        id
    }

    /// The player with this id, invented if the world does not know one.
    pub(super) fn meet(&mut self, id: ProfileId) -> &mut Profile {
        if !self.profiles.contains_key(&id) {
            let profile = self.invent(id);
            self.profiles.insert(id, profile);
            // Fewer people open fewer lobbies, so the next opening is drawn again.
            self.next_opening = None;
        }
        self.profiles.entry(id).or_insert_with(|| Profile::new(id, ""))
    }

    fn invent(&mut self, id: ProfileId) -> Profile {
        let serial = self.profiles.len();
        let rng = &mut self.rng;
        let mut profile = Profile::new(id, &names::alias(rng, serial));
        profile.country = names::country(rng);
        profile.clan = names::clan(rng);
        profile.region = rng.random_range(0..8);
        profile.level = rng.random_range(1..1000);
        profile.xp = rng.random_range(100..200_000);
        if rng.random_ratio(1, 5) {
            profile = profile.on_xbox();
        }
        profile
    }

    /// Gives a player a strength and rows around it, some of them unranked.
    fn give_rows(&mut self, id: ProfileId) {
        let strength = self.rng.random_range(850..2100);
        for ladder in [Ladder::SoloRm, Ladder::TeamRm, Ladder::SoloEw] {
            let rating = strength + self.rng.random_range(-120..120);
            let plays = ladder == Ladder::SoloRm || self.rng.random_ratio(2, 3);
            if plays {
                self.give_row(id, ladder, rating);
            }
        }
    }

    fn give_row(&mut self, id: ProfileId, ladder: Ladder, rating: i64) {
        let ranked = self.rng.random_ratio(6, 7);
        let days_ago = self.rng.random_range(5..60);
        let (wins, losses) = (self.rng.random_range(0..400), self.rng.random_range(0..400));
        let peak = rating + self.rng.random_range(0..150);
        let last_match = self.clock.unix() - days_ago * 86_400;
        let Some(mut profile) = self.profiles.remove(&id) else {
            return;
        };
        profile = if ranked { profile.rated(ladder, rating, last_match) } else { profile.unranked(ladder, rating) };
        if let Some(row) = profile.standings.get_mut(&ladder) {
            let few = if ranked { 1 } else { 80 };
            (row.wins, row.losses) = (wins / few, losses / few);
            row.highest_rating = if ranked { peak } else { 0 };
        }
        self.profiles.insert(id, profile);
    }
}
