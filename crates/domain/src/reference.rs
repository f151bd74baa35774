//! The upstream's catalogue of ladders and civilizations.

use std::collections::BTreeMap;

use crate::id::{CivilizationId, LeaderboardId, MatchTypeId};

/// A ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaderboard {
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The upstream's internal name; code must not match on it.
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

/// The upstream's whole catalogue; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    /// The ladders.
    pub leaderboards: Vec<Leaderboard>,
    /// The civilizations.
    pub civilizations: Vec<Civilization>,
    /// The ladder that each kind of match counts for.
    pub match_types: BTreeMap<MatchTypeId, LeaderboardId>,
}
