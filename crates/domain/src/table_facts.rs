//! A tournament's facts, loaded once per change and shared by all of its tables.

mod memory;

use std::{collections::HashMap, sync::Arc};

pub use memory::map_names_bytes;

use crate::{
    broadcast::Broadcast,
    civ_stats::CivilizationNames,
    head_to_head::{HeadToHeadFacts, MapNames},
    history::{HistoryFacts, PastRatings},
    id::{EntryId, MatchId, ProfileId},
    roster::Team,
    standings::{RecentGames, StandingsFacts},
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
}
