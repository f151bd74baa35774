//! Watches over all connections and HTTP/2 streams: once a second it ends those that are overdue, and readers that keep
//! too much.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use slab::Slab;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::{
    activity::{Activity, Overdue},
    held,
    transfer::{Cut, Transfer},
};
use crate::measure;

type StreamHandle = futures_util::future::AbortHandle;

/// Watches over all connections.
#[derive(Debug)]
pub(crate) struct Guard {
    /// Seconds since the start, from 1 on.
    now: Arc<AtomicU32>,
    connections: Mutex<Slab<(Arc<Activity>, Option<AbortHandle>)>>,
    /// The open streams of HTTP/2 connections.
    streams: Mutex<Slab<(Arc<Transfer>, StreamHandle)>>,
}

impl Default for Guard {
    fn default() -> Self {
        Self { now: Arc::new(AtomicU32::new(1)), connections: Mutex::default(), streams: Mutex::default() }
    }
}

/// A connection that is watched over, until this is gone.
#[derive(Debug)]
pub(crate) struct Watched {
    guard: Arc<Guard>,
    key: usize,
    pub(crate) activity: Arc<Activity>,
}

/// An HTTP/2 stream that is watched over, until this is gone.
#[derive(Debug)]
pub(super) struct WatchedStream {
    guard: Arc<Guard>,
    key: usize,
    transfer: Arc<Transfer>,
}

/// Whose transfer it is.
#[derive(Clone, Copy, Debug)]
enum Sender {
    Connection(usize),
    Stream(usize),
}

impl Guard {
    /// Watches over a new connection.
    pub(crate) fn watch(self: &Arc<Self>) -> Watched {
        let activity = Arc::new(Activity::new(&self.now));
        let key = self.connections().insert((Arc::clone(&activity), None));
        Watched { guard: Arc::clone(self), key, activity }
    }

    /// Watches over a new HTTP/2 stream, which `handle` ends.
    pub(super) fn watch_stream(self: &Arc<Self>, handle: StreamHandle) -> WatchedStream {
        let transfer = Arc::new(Transfer::new(Arc::clone(&self.now)));
        let key = self.streams().insert((Arc::clone(&transfer), handle));
        WatchedStream { guard: Arc::clone(self), key, transfer }
    }

    /// Names the task to end when the connection is overdue.
    pub(crate) fn by(&self, key: usize, task: AbortHandle) {
        if let Some((_, handle)) = self.connections().get_mut(key) {
            *handle = Some(task);
        }
    }

    /// Ends overdue connections and streams until `stop`.
    pub(crate) async fn keep(&self, stop: CancellationToken) {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        while stop.run_until_cancelled(seconds.tick()).await.is_some() {
            let now = self.now.fetch_add(1, Relaxed) + 1;
            self.sweep_connections(now);
            self.sweep_streams(now);
            self.free_superseded();
        }
    }

    /// Ends the connections over which nothing is being answered.
    pub(crate) fn dismiss(&self) {
        for (_, (activity, task)) in self.connections().iter() {
            if let Some(task) = task.as_ref().filter(|_| activity.is_at_rest()) {
                task.abort();
            }
        }
    }

    fn sweep_connections(&self, now: u32) {
        for (_, (activity, task)) in self.connections().iter() {
            let (Some(why), Some(task)) = (activity.overdue(now), task) else { continue };
            tracing::debug!(?why, "a connection is closed");
            match why {
                Overdue::Idle => activity.end_idle(),
                Overdue::Cut(cut) => {
                    measure::cut(cut.name());
                    task.abort();
                }
                Overdue::NoRequest | Overdue::StillIdle => task.abort(),
            }
        }
    }

    fn sweep_streams(&self, now: u32) {
        for (_, (transfer, handle)) in self.streams().iter() {
            if let Some(why) = transfer.overdue(now) {
                tracing::debug!(?why, "a stream of an HTTP/2 connection is reset");
                measure::cut(why.name());
                handle.abort();
            }
        }
    }

    /// Cuts readers of superseded bodies when those take too much.
    fn free_superseded(&self) {
        let mut kept = Vec::new();
        for (key, (activity, _)) in self.connections().iter() {
            kept.extend(activity.transfer().superseded().into_iter().map(|held| (Sender::Connection(key), held)));
        }
        for (key, (transfer, _)) in self.streams().iter() {
            kept.extend(transfer.superseded().into_iter().map(|held| (Sender::Stream(key), held)));
        }
        for reader in held::to_cut(kept) {
            tracing::debug!(?reader, "a slow reader of a superseded body is cut");
            measure::cut(Cut::Superseded.name());
            match reader {
                Sender::Connection(key) => {
                    if let Some((_, Some(task))) = self.connections().get(key) {
                        task.abort();
                    }
                }
                Sender::Stream(key) => {
                    if let Some((_, handle)) = self.streams().get(key) {
                        handle.abort();
                    }
                }
            }
        }
    }

    fn connections(&self) -> MutexGuard<'_, Slab<(Arc<Activity>, Option<AbortHandle>)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn streams(&self) -> MutexGuard<'_, Slab<(Arc<Transfer>, StreamHandle)>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    /// What it is known by.
    pub(crate) fn key(&self) -> usize {
        self.key
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.guard.connections().try_remove(self.key);
    }
}

impl WatchedStream {
    pub(super) fn transfer(&self) -> &Arc<Transfer> {
        &self.transfer
    }
}

impl Drop for WatchedStream {
    fn drop(&mut self) {
        self.guard.streams().try_remove(self.key);
    }
}
