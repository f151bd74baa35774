//! Views of matches.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
    matches::{Match, MatchPlayer, MatchState, Outcome},
};

/// A match with everybody in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchRead {
    /// The match.
    pub match_id: MatchId,
    /// The map's name.
    pub map_name: String,
    /// What was played.
    pub matchtype_id: MatchTypeId,
    /// The ladder it counts for; null for custom games.
    #[schema(required)]
    pub leaderboard_id: Option<LeaderboardId>,
    /// How far it is.
    pub state: MatchState,
    /// The lobby's title.
    #[schema(required)]
    pub description: Option<String>,
    /// When it started; a lobby's is when it was first seen.
    pub started_at: Timestamp,
    /// When it ended.
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
    /// When its row last changed.
    pub updated_at: Timestamp,
    /// Who plays, by side, then account.
    pub players: Vec<MatchPlayerRead>,
    /// Whether the tournament's host excluded it: then it does not count. Absent when it counts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub excluded: bool,
}

/// One player's part in a match.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchPlayerRead {
    /// The account.
    pub profile_id: ProfileId,
    /// The side, -1 when unknown.
    pub team_id: SideId,
    /// What it played, -1 when unknown.
    pub civilization_id: CivilizationId,
    /// How it ended.
    #[schema(required)]
    pub outcome: Option<Outcome>,
    /// The rating before.
    #[schema(required)]
    pub old_rating: Option<i64>,
    /// The rating after.
    #[schema(required)]
    pub new_rating: Option<i64>,
    /// Experience gained.
    pub xp_gained: i64,
}

/// One match, flat with the time of the poll behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatchDetail {
    /// The latest successful poll behind the answer.
    #[serde(default)]
    pub last_polled_at: Option<Timestamp>,
    /// The match.
    #[serde(flatten)]
    pub r#match: MatchRead,
}

impl MatchRead {
    /// Creates the view of a stored match.
    #[must_use]
    pub fn new(stored: Match, state: MatchState, updated_at: Timestamp, excluded: bool) -> Self {
        let mut players: Vec<_> = stored.players.into_iter().map(MatchPlayerRead::from).collect();
        players.sort_by_key(|player| (player.team_id, player.profile_id));
        Self {
            match_id: stored.match_id,
            map_name: stored.map_name,
            matchtype_id: stored.matchtype_id,
            leaderboard_id: stored.leaderboard_id,
            state,
            description: stored.description,
            started_at: stored.started_at,
            completed_at: stored.completed_at,
            updated_at,
            players,
            excluded,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

impl From<MatchPlayer> for MatchPlayerRead {
    fn from(player: MatchPlayer) -> Self {
        Self {
            profile_id: player.profile_id,
            team_id: player.side.unwrap_or(SideId::UNKNOWN),
            civilization_id: player.civilization_id,
            outcome: player.outcome,
            old_rating: player.old_rating,
            new_rating: player.new_rating,
            xp_gained: player.xp_gained.unwrap_or(0),
        }
    }
}
