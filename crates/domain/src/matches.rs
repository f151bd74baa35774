//! Matches: finished ones from the histories, unfinished ones from the lobby list.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, LeaderboardId, MatchId, MatchTypeId, ProfileId, SideId},
};

/// How a match ended for one player.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Won.
    Win,
    /// Lost.
    Loss,
}

/// How far a match is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchState {
    /// A lobby that waits for its players.
    Staging,
    /// Being played.
    InProgress,
    /// Over: it has a completion time.
    Completed,
}

impl MatchState {
    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staging => "staging",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
        }
    }
}

/// What a map is called of which no name is known.
pub const UNNAMED_MAP: &str = "Unknown";

/// A match as a history tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The match.
    pub match_id: MatchId,
    /// What was played.
    pub matchtype_id: MatchTypeId,
    /// The ladder it counts for; `None` for custom games.
    pub leaderboard_id: Option<LeaderboardId>,
    /// The map's name.
    pub map_name: String,
    /// Whether the name is second best: it replaces none that is known.
    pub map_is_guess: bool,
    /// The lobby's title.
    pub description: Option<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; `None` while it is played.
    pub completed_at: Option<Timestamp>,
    /// Who played.
    pub players: Vec<MatchPlayer>,
}

/// One player's part in a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchPlayer {
    /// The account.
    pub profile_id: ProfileId,
    /// What it played, -1 when not told.
    pub civilization_id: CivilizationId,
    /// Whether the civilization is second best: it replaces none that is known.
    pub civilization_is_guess: bool,
    /// The side it was on, when told.
    pub side: Option<SideId>,
    /// How it ended, when told.
    pub outcome: Option<Outcome>,
    /// The rating before the match.
    pub old_rating: Option<i64>,
    /// The rating after the match.
    pub new_rating: Option<i64>,
    /// Experience gained, when told.
    pub xp_gained: Option<i64>,
}
