//! The catalogue: ladders and civilizations, as the upstream names them.

use std::collections::BTreeMap;

use crate::id::{CivilizationId, LeaderboardId, MatchTypeId};

/// A ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaderboard {
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The upstream's internal name, not meant to be matched on.
    pub name: String,
    /// Whether games on it move ratings.
    pub is_ranked: bool,
}

/// A civilization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Civilization {
    /// The civilization.
    pub civilization_id: CivilizationId,
    /// Its English name.
    pub name: String,
}

/// Everything the upstream's catalogue tells; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// The ladders.
    pub leaderboards: Vec<Leaderboard>,
    /// The civilizations.
    pub civilizations: Vec<Civilization>,
    /// Which kind of match counts for which ladder.
    pub match_types: BTreeMap<MatchTypeId, LeaderboardId>,
}
