//! The cache of compressed bodies: a view that the main cache evicted is restored from here without a render, while
//! nothing has changed.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Body, Rendered, View, body::PackedBody};
use crate::{
    cache_entry::{CacheEntry, Validity},
    runtimes,
};

/// The bytes that an entry takes besides its body's bytes.
const OVERHEAD: usize = 1_024;

/// Compressed bodies by view.
#[derive(Debug)]
pub(super) struct PackedBodies(Cache<View, Arc<Packed>>);

#[derive(Debug)]
struct Packed {
    body: PackedBody,
    validity: Validity,
}

impl PackedBodies {
    /// Creates an empty cache of at most `capacity` bytes.
    pub(super) fn new(capacity: u64) -> Self {
        let weight =
            |_: &View, packed: &Arc<Packed>| u32::try_from(OVERHEAD + packed.body.weight()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(capacity).weigher(weight).build())
    }

    /// Keeps a rendered body, compressed in the thread pool.
    pub(super) async fn keep(&self, view: &View, rendered: Arc<Rendered>, validity: Validity) {
        let packed = runtimes::render(move || rendered.as_ref().as_ref().and_then(Body::pack)).await;
        if let Some(body) = packed {
            self.0.insert(*view, Arc::new(Packed { body, validity }));
        }
    }

    /// Returns an entry with the body that is kept of the view, otherwise an empty one.
    pub(super) async fn entry(&self, view: &View) -> Arc<CacheEntry<Rendered>> {
        let entry = Arc::<CacheEntry<Rendered>>::default();
        if let Some(packed) = self.0.get(view) {
            let (validity, is_long) = (packed.validity, packed.body.is_long_to_unpack());
            let unpack = move || packed.body.unpack();
            let unpacked = if is_long { runtimes::compress(unpack).await } else { unpack() };
            if let Some(body) = unpacked {
                entry.put(Some(body), validity);
            }
        }
        entry
    }
}
