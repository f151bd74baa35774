//! Counts the requests that currently wait for each tournament's views.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use domain::id::TournamentId;
use parking_lot::{Mutex, MutexGuard};

/// The number of waiting requests by tournament. Tournaments without any are not kept.
#[derive(Debug, Default)]
pub(super) struct Demand(Mutex<HashMap<TournamentId, Count>>);

/// The number of requests that wait for one tournament's views.
pub(super) type Count = Arc<AtomicUsize>;

/// A waiting request, counted until this is dropped.
#[derive(Debug)]
pub(crate) struct Waiting<'a> {
    demand: &'a Demand,
    tournament: TournamentId,
}

impl Demand {
    /// Counts a request.
    pub(super) fn wait(&self, tournament: TournamentId) -> Waiting<'_> {
        self.counts().entry(tournament).or_default().fetch_add(1, Ordering::Relaxed);
        Waiting { demand: self, tournament }
    }

    /// Returns the live count of requests that wait for a tournament's views; `None` while there are none.
    pub(super) fn of(&self, tournament: TournamentId) -> Option<Count> {
        self.counts().get(&tournament).cloned()
    }

    /// The count changes only under this lock: the last waiting request of a tournament removes it.
    fn counts(&self) -> MutexGuard<'_, HashMap<TournamentId, Count>> {
        self.0.lock()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut counts = self.demand.counts();
        if let Some(count) = counts.get(&self.tournament)
            && count.fetch_sub(1, Ordering::Relaxed) == 1
        {
            counts.remove(&self.tournament);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_wait_are_counted_and_a_tournament_nobody_waits_for_is_forgotten() {
        let demand = Demand::default();
        let count = || demand.of(TournamentId(1)).map(|count| count.load(Ordering::Relaxed));
        assert_eq!(count(), None);
        let (one, two) = (demand.wait(TournamentId(1)), demand.wait(TournamentId(1)));
        let _other = demand.wait(TournamentId(2));
        assert_eq!(count(), Some(2));
        drop(one);
        assert_eq!(count(), Some(1));
        drop(two);
        assert_eq!(count(), None);
        assert_eq!(demand.counts().len(), 1);
    }
}
