//! Estimates of the memory that facts use.

use std::sync::Arc;

use serde_json::Value;

use super::TableFacts;
use crate::{
    entrant::Entrant,
    head_to_head::MapNames,
    history::{Observation, PastRatings},
    participations::Participation,
    roster::{Presentation, Team},
    standings::{Matchup, MatchupPlayer, RecentGames},
    view::players::PlayerRatingRead,
};

impl TableFacts {
    /// Estimates the memory use in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let tournament_facts = &self.tournament_facts;
        let entrants: usize = tournament_facts.entrants.iter().map(entrant_bytes).sum();
        let recent = self.recent.as_deref().map_or(0, RecentGames::bytes);
        let past = self.past.as_deref().map_or(0, PastRatings::bytes);
        let maps = self.maps.as_deref().map_or(0, map_names_bytes);
        let ratings = self.ratings.as_deref().map_or(0, |ratings| {
            ratings.values().map(|places| places.len() * size_of::<PlayerRatingRead>() + PAIR).sum()
        });
        let teams = self.teams.as_deref().map_or(0, <[Team]>::len) * 256;
        let games = tournament_facts.held_participations() * size_of::<Participation>();
        presentation_bytes(&tournament_facts.tournament.presentation)
            + entrants
            + games
            + recent
            + past
            + maps
            + ratings
            + teams
    }
}

/// The approximate size of a key and its map slot, without the value.
const PAIR: usize = 64;

/// Estimates the memory use of maps' names in bytes.
#[must_use]
pub fn map_names_bytes(maps: &MapNames) -> usize {
    maps.values().map(|map| map.len() + PAIR).sum()
}

fn entrant_bytes(entrant: &Entrant) -> usize {
    size_of::<Entrant>() + PAIR + entrant.entry.name.len() + presentation_bytes(&entrant.entry.presentation)
}

impl RecentGames {
    /// Estimates the memory use in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let matchup =
            |matchup: &Arc<Matchup>| PAIR + matchup.map_name.len() + matchup.players.len() * size_of::<MatchupPlayer>();
        let matchups: usize = self.matchups.values().map(matchup).sum();
        let aliases: usize = self.aliases.values().map(|alias| PAIR + alias.len()).sum();
        matchups + aliases + self.results.len() * PAIR
    }
}

impl PastRatings {
    /// Estimates the memory use in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let seen: usize = self.observations.values().map(|seen| PAIR + seen.len() * size_of::<Observation>()).sum();
        seen + self.earlier.count() * size_of::<Participation>()
    }
}

fn presentation_bytes(presentation: &Presentation) -> usize {
    presentation.iter().map(|(name, value)| PAIR + name.len() + value_bytes(value)).sum()
}

/// The recursion is bounded, because presentations are at most 64 levels deep.
fn value_bytes(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(value_bytes).sum(),
        Value::Object(fields) => presentation_bytes(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inner
}
