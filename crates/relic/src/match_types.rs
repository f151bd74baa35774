//! Which kind of match counts for which ladder: built-in defaults, overridden by the catalogue.

use std::collections::BTreeMap;

use domain::{
    id::{LeaderboardId, MatchTypeId},
    reference::Catalogue,
};

/// Match type and ladder, as known in June 2026: death match, random map, battle royale and empire wars.
const BUILT_IN: [(i64, i64); 15] = [
    (2, 1),
    (60, 1),
    (3, 2),
    (4, 2),
    (5, 2),
    (61, 2),
    (6, 3),
    (7, 4),
    (8, 4),
    (9, 4),
    (10, 5),
    (26, 13),
    (27, 14),
    (28, 14),
    (29, 14),
];

/// Custom games; their ratings are of another, hidden scale.
pub(crate) const CUSTOM: MatchTypeId = MatchTypeId(0);

/// The map from match type to ladder. The default is built in, so that matches find their ladder before the first
/// catalogue is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchTypes(BTreeMap<MatchTypeId, LeaderboardId>);

impl Default for MatchTypes {
    fn default() -> Self {
        let pairs = BUILT_IN.map(|(kind, ladder)| (MatchTypeId(kind), LeaderboardId(ladder)));
        Self(BTreeMap::from(pairs))
    }
}

impl MatchTypes {
    /// Overrides these entries with a catalogue's.
    #[must_use]
    pub fn with(mut self, catalogue: &Catalogue) -> Self {
        self.0.extend(&catalogue.match_types);
        self
    }

    /// The ladder that a kind of match counts for; custom games (match type 0) never count.
    #[must_use]
    pub fn leaderboard(&self, kind: MatchTypeId) -> Option<LeaderboardId> {
        self.0.get(&kind).copied().filter(|_| kind != CUSTOM)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(pairs: &[(i64, i64)]) -> Catalogue {
        let pairs = pairs.iter().map(|&(kind, ladder)| (MatchTypeId(kind), LeaderboardId(ladder)));
        Catalogue { leaderboards: vec![], civilizations: vec![], match_types: pairs.collect() }
    }

    #[test]
    fn the_catalogue_overrides_the_built_in_match_types() {
        let types = MatchTypes::default().with(&catalogue(&[(6, 33), (120, 25)]));
        let ladder = |kind| types.leaderboard(MatchTypeId(kind));
        assert_eq!(ladder(6), Some(LeaderboardId(33)));
        assert_eq!(ladder(120), Some(LeaderboardId(25)));
        assert_eq!(ladder(29), Some(LeaderboardId(14)));
        assert_eq!(ladder(1), None);
    }

    #[test]
    fn custom_games_never_have_a_ladder() {
        let types = MatchTypes::default().with(&catalogue(&[(0, 3)]));
        assert_eq!(types.leaderboard(CUSTOM), None);
    }
}
