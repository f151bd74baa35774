//! Ends overdue connections and HTTP/2 streams, once a second for all of them, and slow readers that keep too much.

mod watched;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
    time::Duration,
};

use parking_lot::{Mutex, MutexGuard};
use slab::Slab;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use watched::Watched;

use crate::metrics;
use crate::{
    activity::{Activity, Overdue},
    held,
    transfer::{Cut, Transfer},
};

type StreamHandle = futures_util::future::AbortHandle;

/// Checks all connections.
#[derive(Debug)]
pub(crate) struct ConnectionReaper {
    /// Seconds since the start, from 1 on.
    now: Arc<AtomicU32>,
    connections: Mutex<Slab<(Arc<Activity>, Option<AbortHandle>)>>,
    /// The open streams of HTTP/2 connections.
    streams: Mutex<Slab<(Arc<Transfer>, StreamHandle)>>,
}

impl Default for ConnectionReaper {
    fn default() -> Self {
        Self { now: Arc::new(AtomicU32::new(1)), connections: Mutex::default(), streams: Mutex::default() }
    }
}

/// Identifies what sends a transfer.
#[derive(Clone, Copy, Debug)]
enum Sender {
    Connection(usize),
    Stream(usize),
}

impl ConnectionReaper {
    /// Sets the task to abort when the connection is overdue.
    pub(crate) fn set_task(&self, key: usize, task: AbortHandle) {
        if let Some((_, handle)) = self.connections().get_mut(key) {
            *handle = Some(task);
        }
    }

    /// Ends overdue connections and streams until `stop` is cancelled.
    pub(crate) async fn run(&self, stop: CancellationToken) {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        while stop.run_until_cancelled(seconds.tick()).await.is_some() {
            let now = self.now.fetch_add(1, Relaxed) + 1;
            self.end_overdue_connections(now);
            self.end_overdue_streams(now);
            self.end_readers_of_superseded();
        }
    }

    /// Ends the connections that answer no request.
    pub(crate) fn close_idle(&self) {
        for (_, (activity, task)) in self.connections().iter() {
            if let Some(task) = task.as_ref().filter(|_| activity.is_at_rest()) {
                task.abort();
            }
        }
    }

    fn end_overdue_connections(&self, now: u32) {
        for (_, (activity, task)) in self.connections().iter() {
            let (Some(why), Some(task)) = (activity.overdue(now), task) else { continue };
            tracing::debug!(?why, "a connection is closed");
            match why {
                Overdue::Idle => activity.end_idle(),
                Overdue::Cut(cut) => {
                    metrics::cut(cut.name());
                    task.abort();
                }
                Overdue::NoRequest | Overdue::StillIdle => task.abort(),
            }
        }
    }

    fn end_overdue_streams(&self, now: u32) {
        for (_, (transfer, handle)) in self.streams().iter() {
            if let Some(why) = transfer.overdue(now) {
                tracing::debug!(?why, "a stream of an HTTP/2 connection is reset");
                metrics::cut(why.name());
                handle.abort();
            }
        }
    }

    /// Cuts readers of superseded bodies when those take too much memory.
    fn end_readers_of_superseded(&self) {
        let mut kept = Vec::new();
        for (key, (activity, _)) in self.connections().iter() {
            kept.extend(activity.transfer().superseded().into_iter().map(|held| (Sender::Connection(key), held)));
        }
        for (key, (transfer, _)) in self.streams().iter() {
            kept.extend(transfer.superseded().into_iter().map(|held| (Sender::Stream(key), held)));
        }
        for reader in held::to_cut(kept) {
            tracing::debug!(?reader, "a slow reader of a superseded body is cut");
            metrics::cut(Cut::Superseded.name());
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
        self.connections.lock()
    }

    fn streams(&self) -> MutexGuard<'_, Slab<(Arc<Transfer>, StreamHandle)>> {
        self.streams.lock()
    }
}
