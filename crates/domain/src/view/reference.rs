//! Views of reference data.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    id::{CivilizationId, LeaderboardId},
    reference::{Civilization, Leaderboard},
};

/// A ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LeaderboardRead {
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The upstream's internal name.
    pub name: String,
    /// Whether games on it move ratings.
    pub is_ranked: bool,
}

impl From<Leaderboard> for LeaderboardRead {
    fn from(leaderboard: Leaderboard) -> Self {
        Self { leaderboard_id: leaderboard.leaderboard_id, name: leaderboard.name, is_ranked: leaderboard.is_ranked }
    }
}

/// A civilization.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CivilizationRead {
    /// The civilization.
    pub civilization_id: CivilizationId,
    /// Its English name.
    pub name: String,
}

impl From<Civilization> for CivilizationRead {
    fn from(civilization: Civilization) -> Self {
        Self { civilization_id: civilization.civilization_id, name: civilization.name }
    }
}
