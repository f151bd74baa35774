//! Brings the series of tournaments in step with the games that a poll stored.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::TournamentId;
use store::{Error, Tx, lease::Epoch, series};

use crate::Shared;

/// How many pending tournaments one transaction brings in step: their hosts wait until it ends.
const AT_ONCE: usize = 20;

/// The tournaments whose series are to be brought in step by a later poll: a host was changing them, it failed, or
/// another worker may have stopped before it did.
#[derive(Debug, Default)]
pub struct PendingRefreshes {
    epoch: Option<Epoch>,
    /// Each with the number of the last time it was added.
    tournaments: BTreeMap<TournamentId, u64>,
    added: u64,
    /// Those that failed when they were last tried.
    failing: BTreeSet<TournamentId>,
}

impl PendingRefreshes {
    /// Whether the tournaments to refresh were restored in this epoch.
    pub(crate) fn is_restored_in(&self, epoch: Epoch) -> bool {
        self.epoch == Some(epoch)
    }

    /// Begins an epoch: all these `tournaments` are pending.
    pub(crate) fn restore(&mut self, epoch: Epoch, tournaments: BTreeSet<TournamentId>) {
        self.epoch = Some(epoch);
        self.add(tournaments);
    }

    fn add(&mut self, tournaments: BTreeSet<TournamentId>) {
        for tournament in tournaments {
            self.added += 1;
            self.tournaments.insert(tournament, self.added);
        }
    }

    /// Those that wait for longest.
    fn next(&self) -> BTreeMap<TournamentId, u64> {
        let mut waiting: Vec<_> = self.tournaments.iter().map(|(id, added)| (*id, *added)).collect();
        waiting.sort_unstable_by_key(|(_, added)| *added);
        waiting.into_iter().take(AT_ONCE).collect()
    }

    /// Whether a tournament that fails did not fail before.
    fn fails_anew(&mut self, tournament: TournamentId) -> bool {
        self.failing.insert(tournament)
    }
}

/// What one transaction brought in step. Dropping it makes those that it left pending, also when the commit's answer was
/// lost: then the next poll no longer finds what changed.
pub(crate) struct SeriesRefresh<'a> {
    pending: &'a Shared<PendingRefreshes>,
    /// The tournaments whose series changed.
    pub(crate) changed: Vec<TournamentId>,
    tried: BTreeMap<TournamentId, u64>,
    in_step: BTreeSet<TournamentId>,
    /// A host is changing these, or they failed.
    left: BTreeSet<TournamentId>,
}

impl<'a> SeriesRefresh<'a> {
    /// Brings the series of these tournaments in step, and those that are pending. Tournaments that a host is changing,
    /// and those that fail, are left to a later poll.
    pub(crate) async fn run(
        pending: &'a Shared<PendingRefreshes>,
        tx: &mut Tx,
        concerned: &[TournamentId],
    ) -> Result<Self, Error> {
        let tried = pending.with(|pending| pending.next());
        let wanted: BTreeSet<_> = tried.keys().chain(concerned).copied().collect();
        let mut run = Self { pending, changed: Vec::new(), tried, in_step: BTreeSet::new(), left: BTreeSet::new() };
        if wanted.is_empty() {
            return Ok(run);
        }
        let (free, busy) = series::lock_unless_busy(tx, &wanted).await?;
        run.left = busy;
        for tournament in free {
            match refresh(tx, tournament).await? {
                Ok(is_changed) => {
                    run.in_step.insert(tournament);
                    run.changed.extend(is_changed.then_some(tournament));
                }
                Err(error) => {
                    run.left.insert(tournament);
                    report(pending, tournament, &error);
                }
            }
        }
        Ok(run)
    }

    /// Records, once it is committed, which tournaments are no longer pending.
    pub(crate) fn done(self) {
        self.pending.with(|pending| {
            // Those that another poll added meanwhile stay.
            pending.tournaments.retain(|id, added| self.tried.get(id) != Some(added));
            pending.failing.retain(|id| !self.in_step.contains(id));
        });
    }
}

impl Drop for SeriesRefresh<'_> {
    fn drop(&mut self) {
        let left = std::mem::take(&mut self.left);
        self.pending.with(|pending| pending.add(left));
    }
}

/// Brings one tournament's series in step. If that fails, it is undone alone: everybody else's games are stored.
///
/// # Errors
/// The outer error is one of the whole transaction, the inner one the tournament's own.
async fn refresh(tx: &mut Tx, tournament: TournamentId) -> Result<Result<bool, Error>, Error> {
    tx.savepoint().await?;
    let refreshed = series::refresh(tx, tournament).await;
    match &refreshed {
        Ok(_) => tx.release_savepoint().await?,
        // Fails when the connection did: then the transaction is over.
        Err(_) => tx.rollback_to_savepoint().await?,
    }
    Ok(refreshed)
}

/// Logs why a tournament's series are not in step, as a warning the first time.
fn report(pending: &Shared<PendingRefreshes>, tournament: TournamentId, error: &Error) {
    if pending.with(|pending| pending.fails_anew(tournament)) {
        tracing::warn!(
            tournament = tournament.0,
            %error,
            "the series of a tournament could not be updated from its games; it is tried again"
        );
    } else {
        tracing::debug!(tournament = tournament.0, %error, "the series of a tournament failed again");
    }
}
