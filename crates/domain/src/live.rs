//! The live snapshot: the lobbies and running games as of the latest poll.

use crate::id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId};

/// An open lobby, or a game that started from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lobby {
    /// The match it becomes; the upstream gives the lobby the same number.
    pub match_id: MatchId,
    /// Whether the game has started.
    pub started: bool,
    /// The kind of match.
    pub matchtype_id: MatchTypeId,
    /// The ladder it counts for, if any.
    pub leaderboard_id: Option<LeaderboardId>,
    /// The map's true name.
    pub map_name: String,
    /// The lobby's title.
    pub description: Option<String>,
    /// The accounts in it: those of the member list and those of the slots together.
    pub members: Vec<LobbyMember>,
}

/// An account in a lobby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LobbyMember {
    /// The account.
    pub profile_id: ProfileId,
    /// Its civilization, -1 when the upstream does not report it (a random pick, for one).
    pub civilization_id: CivilizationId,
    /// The side it is on, if the upstream reports it.
    pub side: Option<SideId>,
}
