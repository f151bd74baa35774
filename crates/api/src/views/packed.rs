//! Rendered bodies, compressed: what had to leave the cache for others is asked for again without a render, while
//! nothing has changed.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Body, Rendered, View, body::PackedBody};
use crate::{
    cache_entry::{CacheEntry, Validity},
    runtimes,
};

/// What an entry costs beside its bytes.
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
    /// No bodies yet; later they take at most so many bytes.
    pub(super) fn new(capacity: u64) -> Self {
        let weight =
            |_: &View, packed: &Arc<Packed>| u32::try_from(OVERHEAD + packed.body.weight()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(capacity).weigher(weight).build())
    }

    /// Keeps what was rendered, compressed in the pool.
    pub(super) async fn keep(&self, view: &View, rendered: Arc<Rendered>, validity: Validity) {
        let packed = runtimes::render(move || rendered.as_ref().as_ref().and_then(Body::pack)).await;
        if let Some(body) = packed {
            self.0.insert(*view, Arc::new(Packed { body, validity }));
        }
    }

    /// An entry with what was kept of the view, else an empty one.
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
