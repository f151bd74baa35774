//! The model of the civilization statistics.

use std::cmp::Reverse;

use domain::{
    civ_stats::{CivStat, CivStats, PlayerCivStats},
    entrant::Entrant,
    id::CivilizationId,
    matches::Outcome,
    participations::Participation,
};

use super::{Model, record::count};

impl Model<'_> {
    pub(in crate::properties) fn civ_stats(&self) -> CivStats {
        let mut linked: Vec<&Entrant> =
            self.fixture.entrants.iter().filter(|entrant| entrant.entry.profile_id.is_some()).collect();
        linked.sort_by_key(|entrant| entrant.entry.id);
        let mut by_player = vec![];
        for entrant in &linked {
            let civs = self.civs(&[entrant]);
            if let (Some(profile_id), false) = (entrant.entry.profile_id, civs.is_empty()) {
                by_player.push(PlayerCivStats { tournament_player_id: entrant.entry.id, profile_id, civs });
            }
        }
        let last_polled_at = self.picks(&linked).into_iter().filter_map(|(game, _)| game.completed_at).max();
        CivStats { last_polled_at, overall: self.civs(&linked), by_player }
    }

    /// The decided games with a known civilization.
    fn picks(&self, entrants: &[&Entrant]) -> Vec<(Participation, Outcome)> {
        let mut games: Vec<_> = entrants.iter().flat_map(|entrant| self.decided(entrant)).collect();
        games.retain(|(game, _)| game.civilization_id != CivilizationId(-1));
        games
    }

    pub(super) fn civs(&self, entrants: &[&Entrant]) -> Vec<CivStat> {
        let picks = self.picks(entrants);
        let mut civs: Vec<CivilizationId> = picks.iter().map(|(game, _)| game.civilization_id).collect();
        civs.sort_unstable();
        civs.dedup();
        let mut rows = vec![];
        for civilization_id in civs {
            let with_it: Vec<_> = picks.iter().filter(|(game, _)| game.civilization_id == civilization_id).collect();
            let wins = with_it.iter().filter(|(_, outcome)| *outcome == Outcome::Win).count();
            rows.push(CivStat { civilization_id, name: None, picks: count(with_it.len()), wins: count(wins) });
        }
        rows.sort_by_key(|row| (Reverse(row.picks), row.civilization_id));
        rows
    }
}
