//! The activity of a pool: connections in use, when the server last answered, and how often a connection broke.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

/// The activity of the connections of one pool; clones share it.
#[derive(Clone, Debug)]
pub(super) struct PoolActivity(Arc<Counters>);

#[derive(Debug)]
struct Counters {
    since: Instant,
    /// How often a connection timed out or broke so far: idle ones are then probably dead too.
    broken_connections: AtomicU64,
    /// When a statement was last answered, in milliseconds after `since`; 0 is never.
    answered_at: AtomicU64,
    /// Connections in use.
    in_use: AtomicUsize,
}

/// A connection in use, counted until this is dropped.
#[derive(Debug)]
pub(super) struct InUse(Arc<Counters>);

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.in_use.fetch_sub(1, Relaxed);
    }
}

impl PoolActivity {
    pub(super) fn new() -> Self {
        Self(Arc::new(Counters {
            since: Instant::now(),
            broken_connections: AtomicU64::new(0),
            answered_at: AtomicU64::new(0),
            in_use: AtomicUsize::new(0),
        }))
    }

    /// Records that a connection timed out or broke.
    pub(super) fn note_broken_connection(&self) {
        self.0.broken_connections.fetch_add(1, Relaxed);
    }

    /// Records that a statement was answered.
    pub(super) fn answered(&self) {
        self.0.answered_at.store(self.now(), Relaxed);
    }

    /// Whether a statement was answered within that time.
    pub(super) fn answered_within(&self, time: Duration) -> bool {
        let at = self.0.answered_at.load(Relaxed);
        at != 0 && u128::from(self.now() - at.min(self.now())) <= time.as_millis()
    }

    /// Counts a connection as in use.
    pub(super) fn used(&self) -> InUse {
        self.0.in_use.fetch_add(1, Relaxed);
        InUse(Arc::clone(&self.0))
    }

    /// How many connections are in use. The pool's own count includes callers that wait for one.
    pub(super) fn in_use(&self) -> usize {
        self.0.in_use.load(Relaxed)
    }

    pub(super) fn broken_connections(&self) -> u64 {
        self.0.broken_connections.load(Relaxed)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}
