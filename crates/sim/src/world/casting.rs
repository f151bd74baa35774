//! Draws games: their type, who plays, on which side and with which civilization.

use std::collections::BTreeSet;

use rand::RngExt;

use super::World;
use crate::civilizations::CIVILIZATIONS;
use crate::clock::Moment;
use crate::ids::ProfileId;
use crate::ladder::{Ladder, MatchType};
use crate::lobby::{Lobby, Seat};
use crate::profile::Standing;

impl World {
    /// The players who are in no game and no series.
    pub(super) fn idle(&self) -> Vec<ProfileId> {
        let seated = self.lobbies.values().flat_map(Lobby::occupied);
        let busy: BTreeSet<ProfileId> = seated.chain(self.fixtures.occupied(self.clock)).collect();
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
