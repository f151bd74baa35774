//! A nudge tells that answers changed, and for which tournaments. It carries no data: clients read the answers again.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    clock::Timestamp,
    id::{NudgeId, TournamentId},
};

/// The family of answers that changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Event {
    /// Answers about players, ratings, records, the roster and its teams.
    Standings,
    /// Answers about the live snapshot, broadcasts, and the tournament itself.
    Live,
    /// Answers about finished matches.
    Matches,
    /// Answers about stages, their tables and series.
    Series,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 4] = [Self::Standings, Self::Live, Self::Matches, Self::Series];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standings => "standings",
            Self::Live => "live",
            Self::Matches => "matches",
            Self::Series => "series",
        }
    }

    /// The event with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }
}

/// The tournaments that a nudge concerns: all, or at least one. No value stands for none, so that "no tournament" is
/// never mistaken for "all tournaments".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every tournament.
    All,
    /// Only these tournaments.
    Only(TournamentSet),
}

/// A non-empty set of tournaments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TournamentSet(BTreeSet<TournamentId>);

impl Scope {
    /// The scope of these tournaments; `None` when there are none, because then there is nobody to nudge.
    #[must_use]
    pub fn only(tournaments: impl IntoIterator<Item = TournamentId>) -> Option<Self> {
        let set: BTreeSet<_> = tournaments.into_iter().collect();
        (!set.is_empty()).then_some(Self::Only(TournamentSet(set)))
    }

    /// The scope of one tournament.
    #[must_use]
    pub fn one(tournament: TournamentId) -> Self {
        Self::Only(TournamentSet(BTreeSet::from([tournament])))
    }

    /// Whether the scope includes viewers of `tournament`.
    #[must_use]
    pub fn concerns(&self, tournament: TournamentId) -> bool {
        match self {
            Self::All => true,
            Self::Only(set) => set.0.contains(&tournament),
        }
    }

    /// The number of tournaments that the scope names; 0 when it means all of them.
    #[must_use]
    pub fn named(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Only(set) => set.0.len(),
        }
    }

    /// The tournaments in ascending order; `None` stands for all of them.
    #[must_use]
    pub fn tournaments(&self) -> Option<Vec<TournamentId>> {
        match self {
            Self::All => None,
            Self::Only(set) => Some(set.0.iter().copied().collect()),
        }
    }
}

/// A committed nudge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nudge {
    /// Its position in the order of commits.
    pub id: NudgeId,
    /// What changed.
    pub event: Event,
    /// When a poll saw the change, or a host or an operator made it.
    pub polled_at: Timestamp,
    /// When it was written to the outbox, by the database's clock: a moment before its commit.
    pub published_at: Timestamp,
    /// The tournaments concerned.
    pub scope: Scope,
}

/// The `data` of a frame on the event stream.
#[derive(Debug, Serialize)]
pub struct NudgeData {
    /// When a poll saw the change, or a host or an operator made it.
    pub polled_at: Timestamp,
    /// The tournaments concerned; null means all of them.
    pub tournament_ids: Option<Vec<TournamentId>>,
}

impl From<&Nudge> for NudgeData {
    fn from(nudge: &Nudge) -> Self {
        Self { polled_at: nudge.polled_at, tournament_ids: nudge.scope.tournaments() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_not_everybody() {
        assert_eq!(Scope::only([]), None);
        let scope = Scope::only([TournamentId(2), TournamentId(1)]).unwrap();
        assert!(scope.concerns(TournamentId(1)) && !scope.concerns(TournamentId(3)));
        assert_eq!(scope.tournaments(), Some(vec![TournamentId(1), TournamentId(2)]));
        assert_eq!(Scope::All.tournaments(), None);
    }
}
