//! Bodies that had to leave the cache, compressed: asked for again while nothing has changed, they need no render.

use std::sync::Arc;

use moka::sync::Cache;

use super::{Rendered, View, body::PackedBody, pool};
use crate::cache_entry::{CacheEntry, Validity};

/// What an entry costs beside its bytes.
const OVERHEAD: usize = 1_024;
/// Longer bodies are unpacked in the pool.
const LONG: usize = 256 * 1_024;

/// Compressed bodies by view. Clones share them.
#[derive(Clone, Debug)]
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

    /// Keeps the value of a cell that leaves the cache. It is compressed aside.
    pub(super) fn keep(&self, view: Arc<View>, cell: &Arc<CacheEntry<Rendered>>) {
        let Some((rendered, validity)) = cell.last_with_validity() else { return };
        let packed = self.0.clone();
        pool::spawn(move || {
            let Some(body) = rendered.as_ref() else { return };
            if packed.get(view.as_ref()).is_some_and(|known| known.body.is_of(body) && known.validity == validity) {
                return;
            }
            if let Some(body) = body.pack() {
                packed.insert(view.as_ref().clone(), Arc::new(Packed { body, validity }));
            }
        });
    }

    /// A cell with what was kept of the view, else an empty one.
    pub(super) async fn cell(&self, view: &View) -> Arc<CacheEntry<Rendered>> {
        let cell = Arc::<CacheEntry<Rendered>>::default();
        if let Some(packed) = self.0.get(view) {
            let validity = packed.validity;
            let unpack = move || packed.body.unpack();
            let is_long = self.0.get(view).is_some_and(|packed| packed.body.len() > LONG);
            let unpacked = if is_long { pool::run(unpack).await } else { unpack() };
            if let Some(body) = unpacked {
                cell.put(Some(body), validity);
            }
        }
        cell
    }
}
