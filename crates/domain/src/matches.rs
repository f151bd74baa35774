//! Matches: finished ones from match histories, unfinished ones from the lobby list.

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

/// The name of a map whose name is not known.
pub const UNNAMED_MAP: &str = "Unknown";

/// A match as a match history reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The match.
    pub match_id: MatchId,
    /// The kind of match.
    pub matchtype_id: MatchTypeId,
    /// The ladder it counts for; `None` for custom games.
    pub leaderboard_id: Option<LeaderboardId>,
    /// The map's name.
    pub map_name: String,
    /// Whether the name is only a guess, which must not replace a known name.
    pub map_is_guess: bool,
    /// The lobby's title.
    pub description: Option<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; `None` while it is played.
    pub completed_at: Option<Timestamp>,
    /// The players.
    pub players: Vec<MatchPlayer>,
}

/// One player's part in a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchPlayer {
    /// The account.
    pub profile_id: ProfileId,
    /// Their civilization, -1 when the upstream does not report it.
    pub civilization_id: CivilizationId,
    /// Whether the civilization is only a guess, which must not replace a known one.
    pub civilization_is_guess: bool,
    /// The side they were on, if the upstream reports it.
    pub side: Option<SideId>,
    /// How it ended for them, if the upstream reports it.
    pub outcome: Option<Outcome>,
    /// The rating before the match.
    pub old_rating: Option<i64>,
    /// The rating after the match.
    pub new_rating: Option<i64>,
    /// Experience gained, if the upstream reports it.
    pub xp_gained: Option<i64>,
}
