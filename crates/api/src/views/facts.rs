//! The cache of tournaments' facts: they are loaded in one snapshot once per change, whichever table needs them first,
//! and all tables share them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use domain::{clock::Timestamp, id::TournamentId};
use moka::sync::Cache;
use parking_lot::Mutex as SyncMutex;
use store::{
    Error, Snapshot,
    read::facts::{FactParts, LoadedFacts, load},
};
use tokio::sync::{Mutex, MutexGuard};

use super::{RenderError, Views, invalidation::FactsVersions, pinned::Pinned};
use crate::cache_entry::{EntryError, PAUSE_AFTER_FAILURE};

/// The bytes that an entry takes besides its facts.
const OVERHEAD: usize = 512;

/// The facts of one instance's tournaments.
#[derive(Debug)]
pub(crate) struct FactsCache {
    entries: Cache<TournamentId, Arc<Entry>>,
    pinned: Pinned<TournamentId, Entry>,
}

/// One tournament's facts. The task that loads them holds the lock; the others wait for it and read what it loaded.
#[derive(Debug, Default)]
struct Entry {
    kept: Mutex<Kept>,
    /// What the waiting tasks need: the task that loads, loads it for all of them.
    wanted: SyncMutex<Need>,
    bytes: AtomicUsize,
}

#[derive(Debug, Default)]
struct Kept {
    loaded: Option<LoadedFacts>,
    /// The invalidation versions under which they were loaded, read before loading.
    versions: FactsVersions,
    /// When they expire without a nudge: at the end of the tournament's window.
    until: Option<Timestamp>,
    failed_at: Option<Instant>,
}

/// The facts that a view needs of a tournament.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Need {
    pub(crate) parts: FactParts,
    /// Whether it needs the entries' presence.
    pub(crate) presence: bool,
    /// Whether it shows that there are stages or series.
    pub(crate) stages: bool,
}

impl FactsCache {
    /// Creates an empty cache of at most `capacity` bytes, which evicts the least requested facts first.
    pub(super) fn new(capacity: u64) -> Self {
        let weight = |_: &TournamentId, entry: &Arc<Entry>| {
            u32::try_from(OVERHEAD + entry.bytes.load(Ordering::Relaxed)).unwrap_or(u32::MAX)
        };
        let entries = Cache::builder().max_capacity(capacity).weigher(weight).build();
        Self { entries, pinned: Pinned::default() }
    }

    /// Returns the facts of a tournament at `now`, for a view that a single client chose or for any other; `None` when
    /// there is no such tournament.
    ///
    /// # Errors
    /// [`EntryError::Failed`] when loading fails, [`EntryError::RecentlyFailed`] when it failed less than a second ago.
    pub(super) async fn get(
        &self,
        views: &Views,
        id: TournamentId,
        (need, is_chosen): (Need, bool),
        now: Timestamp,
    ) -> Result<Option<LoadedFacts>, EntryError<RenderError>> {
        let entry = self.pinned.pin(&id, || self.entries.get_with(id, Arc::default));
        let mut turn = None;
        let mut kept = loop {
            // Whoever loads for all leaves out what chosen views need that still wait for their turn.
            let may_want = !is_chosen || turn.is_some();
            let kept = if may_want { entry.lock(need).await } else { entry.kept.lock().await };
            let versions = views.context.versions.facts(id);
            if let Some(current) = kept.current(versions, now).filter(|known| kept.has(known, versions, need)) {
                return Ok(Some(current.clone()));
            }
            if kept.failed_at.is_some_and(|at| at.elapsed() < PAUSE_AFTER_FAILURE) {
                return Err(EntryError::RecentlyFailed);
            }
            if !is_chosen || turn.is_some() {
                break kept;
            }
            // Wait without the lock, so that views that everybody reads do not wait for the turns of chosen ones.
            drop(kept);
            turn = Some(views.queue.chosen_turn().await);
        };
        let connection = views.queue.connection_in_turn(Some(id), turn).await;
        let loaded = kept.load(views, id, entry.take_wanted(need), now).await;
        drop(connection);
        kept.failed_at = loaded.is_err().then(Instant::now);
        let loaded = loaded.map_err(RenderError::Load)?;
        entry.bytes.store(loaded.as_ref().map_or(0, LoadedFacts::bytes), Ordering::Relaxed);
        // Inserted again, so that the cache weighs it again.
        self.entries.insert(id, Arc::clone(&entry));
        Ok(loaded)
    }
}

impl Entry {
    /// Locks the facts. If another task holds the lock, it is told what this one needs.
    async fn lock(&self, need: Need) -> MutexGuard<'_, Kept> {
        if let Ok(kept) = self.kept.try_lock() {
            return kept;
        }
        {
            let mut wanted = self.wanted.lock();
            *wanted = wanted.union(need);
        }
        self.kept.lock().await
    }

    /// Returns the union of `need` and of what the tasks that began to wait since the last call need.
    fn take_wanted(&self, need: Need) -> Need {
        std::mem::take(&mut *self.wanted.lock()).union(need)
    }
}

impl Need {
    fn union(self, other: Self) -> Self {
        Self {
            parts: self.parts.union(other.parts),
            presence: self.presence || other.presence,
            stages: self.stages || other.stages,
        }
    }
}

impl Kept {
    /// Returns the facts unless they are out of date.
    fn current(&self, versions: FactsVersions, now: Timestamp) -> Option<&LoadedFacts> {
        let is_current = self.versions.facts == versions.facts && self.until.is_none_or(|until| now < until);
        self.loaded.as_ref().filter(|_| is_current)
    }

    fn has(&self, known: &LoadedFacts, versions: FactsVersions, need: Need) -> bool {
        need.parts.are_in(&known.facts)
            && (!need.presence || self.versions.presence == versions.presence)
            && (!need.stages || self.versions.stages == versions.stages)
    }

    /// Loads what is missing, all of it from one snapshot.
    async fn load(
        &mut self,
        views: &Views,
        id: TournamentId,
        need: Need,
        now: Timestamp,
    ) -> Result<Option<LoadedFacts>, Error> {
        // Read the versions before the data: changes that are committed in between may be read or not, and count as not
        // read.
        let versions = views.context.versions.facts(id);
        let mut snapshot = Snapshot::take(&views.context.pool).await?;
        let mut known = self.current(versions, now).cloned();
        let FactsVersions { mut presence, mut stages, .. } = self.versions;
        if let Some(facts) = known.take_if(|known| !need.parts.are_in(&known.facts)) {
            known = facts.complete(&mut snapshot, need.parts).await?;
        }
        let loaded = match known {
            Some(mut known) => {
                if need.presence && presence != versions.presence {
                    presence = versions.presence;
                    known = known.with_presence(&mut snapshot).await?;
                }
                if need.stages && stages != versions.stages {
                    stages = versions.stages;
                    known = known.with_stages(&mut snapshot).await?;
                }
                Some(known)
            }
            None => {
                (presence, stages) = (versions.presence, versions.stages);
                load(&mut snapshot, id, now, need.parts, self.loaded.as_ref()).await?
            }
        };
        snapshot.end().await;
        let end = loaded.as_ref().and_then(|loaded| loaded.facts.tournament_facts.tournament.window.end);
        *self = Self {
            loaded: loaded.clone(),
            versions: FactsVersions { facts: versions.facts, presence, stages },
            until: end.filter(|&end| now < end),
            failed_at: None,
        };
        Ok(loaded)
    }
}
