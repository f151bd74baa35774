//! Brings the series of tournaments in step with the games that a poll stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::TournamentId;
use store::{Error, Tx, lease::Epoch, series};

use crate::Shared;

/// The tournaments whose series are to be brought in step by a later poll: a host was changing them, or another worker
/// may have stopped before it did.
#[derive(Debug, Default)]
pub struct LateSeries {
    epoch: Option<Epoch>,
    /// Each with the number of the last time it was added.
    tournaments: BTreeMap<TournamentId, u64>,
    added: u64,
}

impl LateSeries {
    /// Whether the tournaments with open series were taken up in this epoch.
    pub(crate) fn is_taken_up(&self, epoch: Epoch) -> bool {
        self.epoch == Some(epoch)
    }

    /// Begins an epoch with the tournaments that have `open` series.
    pub(crate) fn take_up(&mut self, epoch: Epoch, open: BTreeSet<TournamentId>) {
        self.epoch = Some(epoch);
        self.add(open);
    }

    fn add(&mut self, tournaments: BTreeSet<TournamentId>) {
        for tournament in tournaments {
            self.added += 1;
            self.tournaments.insert(tournament, self.added);
        }
    }
}

/// What one transaction brought in step.
pub(crate) struct SeriesRefresh {
    /// The tournaments whose series changed.
    pub(crate) changed: Vec<TournamentId>,
    late: BTreeMap<TournamentId, u64>,
    busy: BTreeSet<TournamentId>,
}

impl SeriesRefresh {
    /// Brings the series of these tournaments in step, and those that are late. Tournaments that a host is changing are
    /// left to a later poll.
    pub(crate) async fn run(late: &Shared<LateSeries>, tx: &mut Tx, concerned: &[TournamentId]) -> Result<Self, Error> {
        let late = late.with(|late| late.tournaments.clone());
        let wanted: BTreeSet<_> = late.keys().chain(concerned).copied().collect();
        if wanted.is_empty() {
            return Ok(Self { changed: Vec::new(), late, busy: BTreeSet::new() });
        }
        let (free, busy) = series::lock_free(tx, &wanted).await?;
        let mut changed = Vec::new();
        for tournament in free {
            if series::refresh(tx, tournament).await? {
                changed.push(tournament);
            }
        }
        Ok(Self { changed, late, busy })
    }

    /// Records, once it is committed, which tournaments are late.
    pub(crate) fn done(self, late: &Shared<LateSeries>) {
        late.with(|late| {
            // Those that another poll added meanwhile stay.
            late.tournaments.retain(|id, added| self.late.get(id) != Some(added));
            late.add(self.busy);
        });
    }
}
