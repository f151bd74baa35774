//! What is going on right now: the lobbies and running games of the latest look.

use crate::id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId};

/// An open lobby, or a game that started from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lobby {
    /// The match it becomes; the upstream gives the lobby the same number.
    pub match_id: MatchId,
    /// Whether the game has started.
    pub started: bool,
    /// What will be played.
    pub matchtype_id: MatchTypeId,
    /// The ladder it counts for, if any.
    pub leaderboard_id: Option<LeaderboardId>,
    /// The map's true name.
    pub map_name: String,
    /// The lobby's title.
    pub description: Option<String>,
    /// Who is in it: the member list and the slots together.
    pub members: Vec<LobbyMember>,
}

/// Somebody in a lobby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LobbyMember {
    /// The account.
    pub profile_id: ProfileId,
    /// What it will play, -1 when not told (a random pick, for one).
    pub civilization_id: CivilizationId,
    /// The side it is on, when told.
    pub side: Option<SideId>,
}
