//! Civilization statistics: how often each civilization was picked, and how often it won.

use std::{cmp::Reverse, collections::HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, EntryId, ProfileId},
    matches::Outcome,
    participations::Participation,
    record::decided,
    tournament_facts::TournamentFacts,
};

/// What everybody played in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CivStats {
    /// When the newest game counted ended; null when none is.
    #[schema(required)]
    pub last_polled_at: Option<Timestamp>,
    /// All entries together, the most picked first.
    pub overall: Vec<CivStat>,
    /// Each entry that played, by entry.
    pub by_player: Vec<PlayerCivStats>,
}

/// What one entry played in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerCivStats {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// Its account.
    pub profile_id: ProfileId,
    /// Its civilizations, the most picked first.
    pub civs: Vec<CivStat>,
}

/// How often one civilization was played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CivStat {
    /// The civilization.
    pub civilization_id: CivilizationId,
    /// Its name, when known.
    #[schema(required)]
    pub name: Option<String>,
    /// Games with it.
    pub picks: i64,
    /// Games won with it.
    pub wins: i64,
}

/// The civilizations' names.
pub type CivilizationNames = HashMap<CivilizationId, String>;

/// A count of picks and wins by civilization.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally(HashMap<CivilizationId, (i64, i64)>);

impl Tally {
    /// Counts the games that have both an outcome and a known civilization.
    pub(crate) fn of(games: &[Participation]) -> Self {
        let mut tally = Self::default();
        for (game, outcome) in counted(games) {
            let (picks, wins) = tally.0.entry(game.civilization_id).or_default();
            *picks += 1;
            *wins += i64::from(outcome == Outcome::Win);
        }
        tally
    }

    /// Adds another count.
    pub(crate) fn add(&mut self, other: &Self) {
        for (civilization, (picks, wins)) in &other.0 {
            let sum = self.0.entry(*civilization).or_default();
            sum.0 += picks;
            sum.1 += wins;
        }
    }

    /// The rows: the most picked first, ties by the lower id.
    pub(crate) fn rows(&self, names: &CivilizationNames) -> Vec<CivStat> {
        let mut rows: Vec<_> = self
            .0
            .iter()
            .map(|(&civilization_id, &(picks, wins))| {
                let name = names.get(&civilization_id).cloned();
                CivStat { civilization_id, name, picks, wins }
            })
            .collect();
        rows.sort_unstable_by_key(|row| (Reverse(row.picks), row.civilization_id));
        rows
    }
}

fn counted(games: &[Participation]) -> impl Iterator<Item = (&Participation, Outcome)> {
    decided(games).filter(|(game, _)| game.civilization_id != CivilizationId::UNKNOWN)
}

/// Counts the civilizations played in the window.
#[must_use]
pub fn civ_stats(tournament_facts: &TournamentFacts, names: &CivilizationNames) -> CivStats {
    let mut overall = Tally::default();
    let mut by_player = Vec::new();
    let mut newest = None;
    for entrant in &tournament_facts.entrants {
        let Some(profile_id) = entrant.entry.profile_id else { continue };
        let games = tournament_facts.participations_of(entrant);
        let tally = Tally::of(games);
        if tally.0.is_empty() {
            continue;
        }
        newest = newest.max(counted(games).filter_map(|(game, _)| game.completed_at).max());
        overall.add(&tally);
        by_player.push(PlayerCivStats { tournament_player_id: entrant.entry.id, profile_id, civs: tally.rows(names) });
    }
    by_player.sort_unstable_by_key(|player| player.tournament_player_id);
    CivStats { last_polled_at: newest, overall: overall.rows(names), by_player }
}
