//! Invalidation versions: counters that nudges increment and views compare.

use std::collections::HashMap;

use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
};
use parking_lot::RwLock;

use super::{Subject, View};

/// One counter for each event.
type Counts = [u64; Event::ALL.len()];

/// The versions on which a tournament's facts depend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FactsVersions {
    pub(crate) facts: u64,
    pub(crate) presence: u64,
    pub(crate) stages: u64,
}

/// The counters. They only grow, so a sum of some of them stays the same only if each of them does.
#[derive(Debug, Default)]
pub(crate) struct InvalidationVersions(RwLock<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// Nudges of every scope.
    any: Counts,
    /// Nudges that concern all tournaments.
    all: Counts,
    /// Nudges that concern one tournament.
    of: HashMap<TournamentId, Counts>,
}

impl InvalidationVersions {
    /// Invalidates the views that a nudge makes out of date.
    pub(crate) fn invalidate(&self, event: Event, scope: &Scope) {
        let mut inner = self.0.write();
        let index = event as usize;
        inner.any[index] += 1;
        match scope.tournaments() {
            None => inner.all[index] += 1,
            Some(tournaments) => {
                for tournament in tournaments {
                    inner.of.entry(tournament).or_default()[index] += 1;
                }
            }
        }
    }

    /// Invalidates everything.
    pub(crate) fn invalidate_all(&self) {
        for event in Event::ALL {
            self.invalidate(event, &Scope::All);
        }
    }

    /// The version on which a view depends.
    pub(crate) fn version(&self, view: &View) -> u64 {
        let inner = self.0.read();
        let sum = |counts: &Counts| view.read.events.iter().map(|event| counts[*event as usize]).sum::<u64>();
        match view.subject {
            Subject::AllTournaments => sum(&inner.any),
            Subject::Catalogue => sum(&inner.all),
            Subject::Tournament(tournament) => sum(&inner.all) + inner.of.get(&tournament).map_or(0, sum),
        }
    }

    /// The versions on which a tournament's facts, its entries' presence, and whether it has stages and series depend.
    pub(crate) fn facts(&self, tournament: TournamentId) -> FactsVersions {
        let inner = self.0.read();
        let of = |event: Event| {
            inner.all[event as usize] + inner.of.get(&tournament).map_or(0, |counts| counts[event as usize])
        };
        // An account that is added to the roster may be present already.
        let (standings, live) = (of(Event::Standings), of(Event::Live));
        FactsVersions { facts: standings, presence: standings + live, stages: standings + of(Event::Series) }
    }

    /// The version on which the slug index depends.
    pub(crate) fn slug_index(&self) -> u64 {
        self.0.read().any[Event::Live as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{Choice, Read, Render};

    static LIVE: Read = Read { name: "live", events: &[Event::Live], render: NOTHING };
    static STANDINGS: Read = Read { name: "standings", events: &[Event::Standings, Event::Live], render: NOTHING };
    const NOTHING: Render = Render::Custom(|_, _, _| Box::pin(async { Ok((None, None)) }));

    #[test]
    fn a_nudge_invalidates_what_it_concerns_and_nothing_else() {
        let versions = InvalidationVersions::default();
        let standings = |id| View::of(TournamentId(id), &STANDINGS, Choice::None);
        let all = View::of_all(&LIVE, Subject::AllTournaments);
        let catalogue = View::of_all(&STANDINGS, Subject::Catalogue);
        let state = || [standings(1), standings(2), all, catalogue].map(|v| versions.version(&v));
        assert_eq!(state(), [0, 0, 0, 0]);
        versions.invalidate(Event::Standings, &Scope::one(TournamentId(1)));
        assert_eq!(state(), [1, 0, 0, 0]);
        versions.invalidate(Event::Live, &Scope::one(TournamentId(2)));
        assert_eq!(state(), [1, 1, 1, 0]);
        versions.invalidate(Event::Matches, &Scope::All);
        assert_eq!(state(), [1, 1, 1, 0], "standings follow finished matches by their own nudge");
        versions.invalidate(Event::Standings, &Scope::All);
        assert_eq!(state(), [2, 2, 1, 1]);
    }
}
