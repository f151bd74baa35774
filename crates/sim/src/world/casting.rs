//! The randomness about people: who exists, and who is drawn into which game.

use std::collections::BTreeSet;

use rand::RngExt;

use super::World;
use crate::civilizations::CIVILIZATIONS;
use crate::clock::Moment;
use crate::ids::ProfileId;
use crate::ladder::{Ladder, MatchType};
use crate::lobby::{Lobby, Seat};
use crate::names;
use crate::profile::{Profile, Standing};

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

    /// The players who are in no game.
    pub(super) fn idle(&self) -> Vec<ProfileId> {
        let busy: BTreeSet<ProfileId> = self.lobbies.values().flat_map(Lobby::occupied).collect();
        self.profiles.keys().filter(|id| !busy.contains(id)).copied().collect()
    }

    /// Whether a player plays on a ladder: an unranked row means a long absence from it.
    pub(super) fn queues_for(&self, id: ProfileId, ladder: Ladder) -> bool {
        self.standing(id, ladder).is_none_or(Standing::is_ranked)
    }

    /// A match type that so many players can play.
    pub(super) fn draw_match_type(&mut self, idle: usize) -> MatchType {
        let drawn = match self.rng.random_range(0..100) {
            0..60 => MatchType::SoloRm,
            60..72 => MatchType::SoloEw,
            72..80 => MatchType::TeamRm2,
            80..83 => MatchType::TeamRm3,
            83..86 => MatchType::TeamRm4,
            _ => MatchType::Custom,
        };
        if drawn.max_players() <= idle || drawn == MatchType::Custom { drawn } else { MatchType::SoloRm }
    }

    /// The players of one game: a host, chosen by keenness, and those with the nearest ratings.
    pub(super) fn draw_players(&mut self, idle: &[ProfileId], match_type: MatchType) -> Vec<ProfileId> {
        let Some(host) = self.draw_host(idle) else {
            return Vec::new();
        };
        let ladder = match_type.ladder();
        let own = self.rating_or_first(host, ladder);
        let mut others: Vec<(i64, ProfileId)> = Vec::new();
        for id in idle.iter().filter(|id| **id != host) {
            let apart = (self.rating_or_first(*id, ladder) - own).abs();
            let reluctance = (apart + self.rng.random_range(0..250)) as f64 / self.keenness(*id);
            others.push((reluctance as i64, *id));
        }
        others.sort_unstable();
        let size = self.draw_size(match_type);
        let others = others.into_iter().map(|(_, id)| id);
        std::iter::once(host).chain(others.take(size - 1)).collect()
    }

    fn draw_size(&mut self, match_type: MatchType) -> usize {
        match match_type {
            MatchType::Custom => [2, 2, 2, 4, 6][self.rng.random_range(0..5)],
            ranked => ranked.max_players(),
        }
    }

    fn draw_host(&mut self, idle: &[ProfileId]) -> Option<ProfileId> {
        let all: f64 = idle.iter().map(|id| self.keenness(*id)).sum();
        let mut left = self.rng.random::<f64>() * all;
        for id in idle {
            left -= self.keenness(*id);
            if left < 0.0 {
                return Some(*id);
            }
        }
        idle.last().copied()
    }

    fn keenness(&self, id: ProfileId) -> f64 {
        self.profiles.get(&id).map_or(1.0, |one| one.keenness.max(0.01))
    }

    /// Assigns seats to the two sides, alternately.
    pub(super) fn draw_seats(&mut self, players: &[ProfileId]) -> Vec<Seat> {
        let mut team = 1;
        players
            .iter()
            .map(|profile| {
                team = 1 - team;
                self.draw_seat(*profile, team)
            })
            .collect()
    }

    pub(super) fn draw_seat(&mut self, profile: ProfileId, team: i64) -> Seat {
        let (civilization, _) = CIVILIZATIONS[self.rng.random_range(0..CIVILIZATIONS.len())];
        Seat { profile, team, civilization, random_pick: self.rng.random_ratio(1, 6), listed: true }
    }

    /// The moment after a random time between the given seconds, shortened by the pace.
    pub(super) fn after(&mut self, from: u64, to: u64) -> Moment {
        let seconds = self.rng.random_range(from as f64..to as f64);
        self.clock.plus(self.paced(seconds))
    }
}
