//! What renders wait for: connections that read.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::app::READ_CONNECTIONS;

/// Connections that renders use at a time; one more is left to look addresses up, and for health.
const RENDERING: usize = READ_CONNECTIONS - 1;
/// Of these, how many what single clients chose may use at a time: others' renders never wait for all of those.
const CHOSEN: usize = 1;
/// So many renders take about a second.
const LONG: usize = 200;

/// The renders under way, and those that wait.
#[derive(Debug)]
pub(crate) struct RenderQueue {
    connections: Semaphore,
    chosen: Semaphore,
    length: AtomicUsize,
}

impl Default for RenderQueue {
    fn default() -> Self {
        Self { connections: Semaphore::new(RENDERING), chosen: Semaphore::new(CHOSEN), length: AtomicUsize::new(0) }
    }
}

/// A render, counted until this is gone.
#[derive(Debug)]
pub(crate) struct Queued<'a>(&'a RenderQueue);

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.length.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The right to use a connection that reads.
#[derive(Debug)]
pub(crate) struct Connection<'a> {
    _any: Option<SemaphorePermit<'a>>,
    _chosen: Option<SemaphorePermit<'a>>,
}

impl RenderQueue {
    /// Counts a render.
    pub(super) fn enter(&self) -> Queued<'_> {
        self.length.fetch_add(1, Ordering::Relaxed);
        Queued(self)
    }

    /// Whether whoever has something else to show should not wait.
    pub(super) fn is_long(&self) -> bool {
        self.length.load(Ordering::Relaxed) >= LONG
    }

    /// Waits for a connection, in order; what a single client chose waits for others of its kind first.
    pub(super) async fn connection(&self, is_chosen: bool) -> Connection<'_> {
        // Neither is ever closed.
        let chosen = if is_chosen { self.chosen.acquire().await.ok() } else { None };
        Connection { _any: self.connections.acquire().await.ok(), _chosen: chosen }
    }
}
