//! The versions of rendered bodies that unfinished responses keep.

use std::{
    net::IpAddr,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use parking_lot::MutexGuard;

use super::Transfer;
use crate::BodyVersion;

/// A body that is read during fewer than this many of the reaper's checks is not counted as kept by a slow reader.
/// Moments are rounded down, so this is between one and two seconds.
const QUICK: u32 = 2;

/// A body's version that an unfinished response keeps.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The client of the response.
    pub(crate) client: IpAddr,
    /// Since when.
    pub(crate) since: u32,
    pub(crate) version: Arc<BodyVersion>,
}

impl Transfer {
    /// Keeps a version for `client` until the returned guard is dropped.
    pub(crate) fn hold(self: &Arc<Self>, client: IpAddr, version: &Arc<BodyVersion>) -> Hold {
        self.held().push(Held { client, since: self.now(), version: Arc::clone(version) });
        Hold { transfer: Arc::clone(self), version: Arc::clone(version) }
    }

    /// The superseded versions that have been kept for [`QUICK`]: readers that finish sooner are not slow, however many
    /// there are at once.
    pub(crate) fn superseded(&self) -> Vec<Held> {
        if self.pending.load(Relaxed) == 0 {
            return Vec::new();
        }
        let now = self.now();
        let is_slow = |held: &&Held| now.saturating_sub(held.since) >= QUICK && held.version.held_by_readers() > 0;
        self.held().iter().filter(is_slow).cloned().collect()
    }

    fn held(&self) -> MutexGuard<'_, Vec<Held>> {
        self.held.lock()
    }
}

/// A version that a response keeps.
#[derive(Debug)]
pub(crate) struct Hold {
    transfer: Arc<Transfer>,
    version: Arc<BodyVersion>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut held = self.transfer.held();
        if let Some(index) = held.iter().position(|held| Arc::ptr_eq(&held.version, &self.version)) {
            held.swap_remove(index);
        }
    }
}
