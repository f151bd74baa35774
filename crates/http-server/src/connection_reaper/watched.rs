//! Guards: a connection or stream is checked by the reaper until its guard is dropped.

use std::sync::Arc;

use super::{ConnectionReaper, StreamHandle};
use crate::{activity::Activity, transfer::Transfer};

/// A connection that the reaper checks until this is dropped.
#[derive(Debug)]
pub(crate) struct Watched {
    reaper: Arc<ConnectionReaper>,
    key: usize,
    pub(crate) activity: Arc<Activity>,
}

/// An HTTP/2 stream that the reaper checks until this is dropped.
#[derive(Debug)]
pub(crate) struct WatchedStream {
    reaper: Arc<ConnectionReaper>,
    key: usize,
    transfer: Arc<Transfer>,
}

impl ConnectionReaper {
    /// Starts to check a new connection.
    pub(crate) fn watch(self: &Arc<Self>) -> Watched {
        let activity = Arc::new(Activity::new(&self.now));
        let key = self.connections().insert((Arc::clone(&activity), None));
        Watched { reaper: Arc::clone(self), key, activity }
    }

    /// Starts to check a new HTTP/2 stream, which `handle` ends.
    pub(crate) fn watch_stream(self: &Arc<Self>, handle: StreamHandle) -> WatchedStream {
        let transfer = Arc::new(Transfer::new(Arc::clone(&self.now)));
        let key = self.streams().insert((Arc::clone(&transfer), handle));
        WatchedStream { reaper: Arc::clone(self), key, transfer }
    }
}

impl Watched {
    /// The key of the connection.
    pub(crate) fn key(&self) -> usize {
        self.key
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.reaper.connections().try_remove(self.key);
    }
}

impl WatchedStream {
    pub(crate) fn transfer(&self) -> &Arc<Transfer> {
        &self.transfer
    }
}

impl Drop for WatchedStream {
    fn drop(&mut self) {
        self.reaper.streams().try_remove(self.key);
    }
}
