//! A tournament's facts, loaded once per change and shared by all of its tables.

use std::{collections::HashMap, sync::Arc};

use serde_json::Value;

use crate::{
    broadcast::Broadcast,
    civ_stats::CivilizationNames,
    entrant::Entrant,
    head_to_head::{HeadToHeadFacts, MapNames},
    history::{HistoryFacts, Observation, PastRatings},
    id::{EntryId, MatchId, ProfileId},
    participations::Participation,
    roster::{Presentation, Team},
    standings::{Matchup, MatchupPlayer, RecentGames, StandingsFacts},
    team_standings::TeamStandingsFacts,
    tournament_facts::TournamentFacts,
    view::players::PlayerRatingRead,
};

/// What is known of a tournament, as of one moment. Clones share it. Parts that only some tables need are missing
/// until one of those is asked for.
#[derive(Clone, Debug)]
pub struct TableFacts {
    /// Who takes part, and what they played.
    pub tournament_facts: Arc<TournamentFacts>,
    /// Civilizations' names.
    pub civilizations: Arc<CivilizationNames>,
    /// The teams, by number, those without members too.
    pub teams: Option<Arc<[Team]>>,
    /// The newest games, with whom they were played.
    pub recent: Option<Arc<RecentGames>>,
    /// Past ratings.
    pub past: Option<Arc<PastRatings>>,
    /// Where entrants met.
    pub maps: Option<Arc<MapNames>>,
    /// Everybody's place on every ladder.
    pub ratings: Option<Arc<Ratings>>,
}

/// Accounts' places on every ladder.
pub type Ratings = HashMap<ProfileId, Vec<PlayerRatingRead>>;

/// Who is in which lobby or game now, and who is on air, by entry.
pub type Presence = HashMap<EntryId, (Option<MatchId>, Option<Broadcast>)>;

impl TableFacts {
    /// What the standings are computed from, when it is loaded.
    #[must_use]
    pub fn standings(&self) -> Option<StandingsFacts<'_>> {
        let recent = self.recent.as_deref()?;
        Some(StandingsFacts { tournament_facts: &self.tournament_facts, recent, civilizations: &self.civilizations })
    }

    /// What the teams' standings are computed from, when it is loaded.
    #[must_use]
    pub fn team_standings(&self) -> Option<TeamStandingsFacts<'_>> {
        let teams = self.teams.as_deref()?;
        Some(TeamStandingsFacts { tournament_facts: &self.tournament_facts, teams, civilizations: &self.civilizations })
    }

    /// What the history is computed from, when it is loaded.
    #[must_use]
    pub fn history(&self) -> Option<HistoryFacts<'_>> {
        Some(HistoryFacts {
            tournament_facts: &self.tournament_facts,
            teams: self.teams.as_deref()?,
            past: self.past.as_deref()?,
        })
    }

    /// What the newest `limit` games between entrants are shown from, when it is loaded.
    #[must_use]
    pub fn head_to_head(&self, limit: usize) -> Option<HeadToHeadFacts<'_>> {
        let maps = self.maps.as_deref()?;
        Some(HeadToHeadFacts {
            tournament_facts: &self.tournament_facts,
            limit,
            maps,
            civilizations: &self.civilizations,
        })
    }

    /// The same facts with who is present now.
    #[must_use]
    pub fn with_presence(mut self, mut presence: Presence) -> Self {
        let tournament_facts = Arc::make_mut(&mut self.tournament_facts);
        for entrant in &mut tournament_facts.entrants {
            (entrant.live_match_id, entrant.broadcast) = presence.remove(&entrant.entry.id).unwrap_or_default();
        }
        self
    }

    /// An estimate of the bytes kept.
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
        let games = tournament_facts.participations.count() * size_of::<Participation>();
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

/// What a key and its place in a map take beside the value, about.
const PAIR: usize = 64;

/// An estimate of the bytes kept for maps' names.
#[must_use]
pub fn map_names_bytes(maps: &MapNames) -> usize {
    maps.values().map(|map| map.len() + PAIR).sum()
}

fn entrant_bytes(entrant: &Entrant) -> usize {
    size_of::<Entrant>() + PAIR + entrant.entry.name.len() + presentation_bytes(&entrant.entry.presentation)
}

impl RecentGames {
    /// An estimate of the bytes kept.
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
    /// An estimate of the bytes kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let seen: usize = self.observations.values().map(|seen| PAIR + seen.len() * size_of::<Observation>()).sum();
        seen + self.earlier.count() * size_of::<Participation>()
    }
}

fn presentation_bytes(presentation: &Presentation) -> usize {
    presentation.iter().map(|(name, value)| PAIR + name.len() + value_bytes(value)).sum()
}

/// Presentations are at most 64 deep.
fn value_bytes(value: &Value) -> usize {
    let inner = match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(value_bytes).sum(),
        Value::Object(fields) => presentation_bytes(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    };
    size_of::<Value>() + inner
}
