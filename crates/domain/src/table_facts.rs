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

/// The facts of a tournament as of one moment. Clones share the data. Parts that only some tables need are `None` until
/// such a table is requested.
#[derive(Clone, Debug)]
pub struct TableFacts {
    /// The entrants and their games.
    pub tournament_facts: Arc<TournamentFacts>,
    /// The names of civilizations.
    pub civilizations: Arc<CivilizationNames>,
    /// The teams, by id, including those without members.
    pub teams: Option<Arc<[Team]>>,
    /// The newest games, with their opponents.
    pub recent: Option<Arc<RecentGames>>,
    /// Past ratings.
    pub past: Option<Arc<PastRatings>>,
    /// The maps of the games between entrants.
    pub maps: Option<Arc<MapNames>>,
    /// The ratings of the entrants' accounts on every ladder.
    pub ratings: Option<Arc<LadderRatings>>,
}

/// Accounts' ratings on every ladder.
pub type LadderRatings = HashMap<ProfileId, Vec<PlayerRatingRead>>;

/// Who is in a game, and who is on air.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    /// The live match and the broadcast of each entry that has one.
    pub entries: HashMap<EntryId, (Option<MatchId>, Option<Broadcast>)>,
    /// Whether one of the hosts is on air.
    pub host_stream_live: bool,
}

impl TableFacts {
    /// The facts for the standings, if loaded.
    #[must_use]
    pub fn standings(&self) -> Option<StandingsFacts<'_>> {
        let recent = self.recent.as_deref()?;
        Some(StandingsFacts { tournament_facts: &self.tournament_facts, recent, civilizations: &self.civilizations })
    }

    /// The facts for the teams' standings, if loaded.
    #[must_use]
    pub fn team_standings(&self) -> Option<TeamStandingsFacts<'_>> {
        let teams = self.teams.as_deref()?;
        Some(TeamStandingsFacts { tournament_facts: &self.tournament_facts, teams, civilizations: &self.civilizations })
    }

    /// The facts for the history, if loaded.
    #[must_use]
    pub fn history(&self) -> Option<HistoryFacts<'_>> {
        Some(HistoryFacts {
            tournament_facts: &self.tournament_facts,
            teams: self.teams.as_deref()?,
            past: self.past.as_deref()?,
        })
    }

    /// The facts for the newest `limit` games between entrants, if loaded.
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

    /// The same facts with the current presence.
    #[must_use]
    pub fn with_presence(mut self, mut presence: Presence) -> Self {
        let tournament_facts = Arc::make_mut(&mut self.tournament_facts);
        for entrant in &mut tournament_facts.entrants {
            (entrant.live_match_id, entrant.broadcast) = presence.entries.remove(&entrant.entry.id).unwrap_or_default();
        }
        tournament_facts.tournament.host_stream_live = presence.host_stream_live;
        self
    }
}
