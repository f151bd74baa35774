//! The view cache: renders every public read once per change and keeps it until the next change.
//!
//! Its parts have separate size limits, so that views one client chooses do not evict views everybody reads: the views
//! that every tournament has, the views that clients choose among many, and the variants cut from either. The first
//! part's views are kept compressed too, and longer that way.

mod body;
mod content_encoding;
mod content_type;
mod facts;
mod get;
mod invalidation;
mod keyset_pages;
mod packed;
mod page_layout;
mod page_matches;
mod pinned;
mod policy;
mod queue;
mod read_context;
mod render;
mod representation;
mod stages_layout;
mod view;

use std::{sync::Arc, time::Duration};

use domain::clock::Timestamp;
use moka::sync::Cache;
use parking_lot::RwLock;
use store::poll_status::PollTimes;

pub(crate) use body::{Body, Cut, LastPolled, OnDemand, Superset, Uncompressed};
pub(crate) use content_encoding::ContentEncoding;
pub(crate) use content_type::{ContentType, may_be_framed};
pub(crate) use get::{FoundView, NotRendered};
pub(crate) use invalidation::InvalidationVersions;
pub use page_layout::{IndexFacts, LAST_POLLED, Layout, PageFacts, RenderedPage};
pub use page_matches::{PageMatches, ShownMatches};
pub(crate) use policy::{MaxAge, Policy};
pub(crate) use read_context::ReadContext;
pub(crate) use render::RenderError;
pub(crate) use representation::Representation;
pub use stages_layout::{StagesFacts, StagesLayout};
pub(crate) use view::{Choice, Read, Render, Rendering, Subject, Table, TableChoice, View};

use crate::{cache_entry::CacheEntry, runtimes};
use facts::FactsCache;
use packed::PackedBodies;
use pinned::Pinned;
use queue::RenderQueue;

/// Connections that all viewers' reads share.
pub const READ_CONNECTIONS: usize = 4;

/// The percentage of the views' memory for bodies that every tournament has. The least requested are evicted first.
const COMMON: u64 = 15;
/// The percentage for these bodies in compressed form.
const PACKED: u64 = 35;
/// The percentage for bodies that clients chose.
const CHOSEN: u64 = 10;
/// The percentage for variants of bodies.
const VARIANTS: u64 = 5;
/// The percentage for the facts that bodies are rendered from.
const FACTS: u64 = 35;
/// Variants are dropped after this time without a request, because nobody requests the variants of a replaced body.
const VARIANTS_IDLE: Duration = Duration::from_secs(120);
/// The bytes that an entry takes besides its body.
const OVERHEAD: usize = 512;

/// A rendered view. `None` means that the requested thing does not exist.
pub(crate) type Rendered = Option<Body>;

/// The rendered views of one instance.
#[derive(Debug)]
pub(crate) struct Views {
    context: ReadContext,
    common: Cache<View, Arc<CacheEntry<Rendered>>>,
    packed: PackedBodies,
    chosen: Cache<View, Arc<CacheEntry<Rendered>>>,
    /// The key is the id of the body they are cut from, and the number of the variant.
    variants: Cache<(u64, u64), Arc<Body>>,
    facts: FactsCache,
    queue: RenderQueue,
    pinned: Pinned<View, CacheEntry<Rendered>>,
    polled: RwLock<PollTimes>,
}

impl Views {
    /// Creates an empty cache of at most `capacity` bytes.
    pub(crate) fn new(capacity: u64, context: ReadContext) -> Self {
        let part = |percentage| capacity * percentage / 100;
        let weight = |bytes: usize| u32::try_from(OVERHEAD + bytes).unwrap_or(u32::MAX);
        let of_entry = move |_: &View, entry: &Arc<CacheEntry<Rendered>>| {
            weight(entry.last().and_then(|body| body.as_ref().as_ref().map(Body::weight)).unwrap_or(0))
        };
        let entries = |capacity| Cache::builder().max_capacity(capacity).weigher(of_entry).build();
        let variants = Cache::builder()
            .max_capacity(part(VARIANTS))
            .weigher(move |_: &(u64, u64), body: &Arc<Body>| weight(body.weight()))
            .time_to_idle(VARIANTS_IDLE)
            .build();
        Self {
            context,
            common: entries(part(COMMON)),
            packed: PackedBodies::new(part(PACKED)),
            chosen: entries(part(CHOSEN)),
            variants,
            facts: FactsCache::new(part(FACTS)),
            queue: RenderQueue::default(),
            pinned: Pinned::default(),
            polled: RwLock::default(),
        }
    }

    /// Stores when polls last succeeded, for bodies that show it.
    pub(crate) fn set_poll_times(&self, times: PollTimes) {
        *self.polled.write() = times;
    }

    /// The address at which the service is found, without a slash at its end; empty if it is not configured.
    pub(crate) fn base_url(&self) -> &str {
        &self.context.base_url
    }

    /// Whether any view was rendered.
    pub(crate) fn is_warm(&self) -> bool {
        self.common.iter().any(|(_, entry)| entry.last().is_some())
    }

    /// Returns the cache entry of a view that was requested before.
    pub(crate) fn entry(&self, view: &View) -> Option<Arc<CacheEntry<Rendered>>> {
        self.place(view).get(view).or_else(|| self.pinned.get(view))
    }

    /// Returns the cache entry of a view, filled with the compressed copy if there is one.
    async fn entry_or_new(&self, view: &View) -> Arc<CacheEntry<Rendered>> {
        if let Some(entry) = self.entry(view) {
            return entry;
        }
        let entry = if view.is_chosen() { Arc::default() } else { self.packed.entry(view).await };
        self.place(view).get_with_by_ref(view, || entry)
    }

    fn place(&self, view: &View) -> &Cache<View, Arc<CacheEntry<Rendered>>> {
        if view.is_chosen() { &self.chosen } else { &self.common }
    }

    /// Whether a poll behind `body` has succeeded since, late enough to update `last_polled_at`.
    pub(crate) fn has_newer_poll(&self, body: &Body) -> bool {
        body.has_newer_poll(&self.polled.read())
    }

    /// Returns `found`, with a later `last_polled_at` when its poll has succeeded again some time ago without a change.
    fn with_last_polled_at(&self, entry: &CacheEntry<Rendered>, found: Arc<Rendered>) -> Arc<Rendered> {
        let polled = self.polled.read();
        let later = match found.as_ref().as_ref().map(|body| body.with_last_polled_at(&polled)).transpose() {
            Ok(later) => later.flatten(),
            Err(error) => {
                tracing::error!(%error, "cannot write a body's last_polled_at");
                None
            }
        };
        let Some(later) = later else { return found };
        let later = Arc::new(Some(later));
        entry.amend(&found, Arc::clone(&later));
        later
    }

    /// Returns the variant of `rendered` that `cut` selects, or `None` when that is `rendered` itself. Calls `budget`
    /// before it makes a new variant.
    ///
    /// # Errors
    /// The error of `budget`; [`RenderError::Write`] when the variant cannot be made.
    pub(crate) async fn variant<E: From<RenderError>>(
        &self,
        rendered: &Arc<Rendered>,
        cut: Cut,
        budget: impl FnOnce() -> Result<(), E>,
    ) -> Result<Option<Arc<Body>>, E> {
        let Some((body, variant)) = rendered.as_ref().as_ref().and_then(|body| Some((body, body.variant(cut)?))) else {
            return Ok(None);
        };
        let key = (body.id(), variant as u64);
        if let Some(known) = self.variants.get(&key) {
            return Ok(Some(known));
        }
        budget()?;
        let rendered = Arc::clone(rendered);
        let made = runtimes::render(move || rendered.as_ref().as_ref().map(|body| body.cut(cut)).transpose()).await;
        let made = made.map_err(RenderError::Write)?.map(Arc::new);
        if let Some(made) = &made {
            self.variants.insert(key, Arc::clone(made));
        }
        Ok(made)
    }
}

/// When a view expires without a nudge, because what it shows depends on the time.
type ExpiresAt = Option<Timestamp>;

#[cfg(test)]
mod tests {
    use domain::clock::Clock;

    use super::*;

    static READ: Read =
        Read { name: "nothing", events: &[], render: Render::Custom(|_, _, _| Box::pin(async { Ok((None, None)) })) };
    const VIEW: View = View::of_all(&READ, Subject::Catalogue);

    /// A clock that is never read.
    #[derive(Debug)]
    struct Never;

    impl Clock for Never {
        fn now(&self) -> Timestamp {
            unreachable!("nothing is rendered")
        }
    }

    #[tokio::test]
    async fn a_view_that_is_waited_for_has_one_entry_though_the_cache_has_no_room() {
        let options = store::pool::options("postgres://localhost/never-asked").unwrap();
        let pool = store::pool::connect_lazily(options, 1);
        let versions = Arc::new(InvalidationVersions::default());
        let views = Views::new(0, ReadContext { pool, clock: Arc::new(Never), versions, base_url: "".into() });
        let entry = async || {
            let entry = views.entry_or_new(&VIEW).await;
            views.common.run_pending_tasks();
            entry
        };
        assert!(!Arc::ptr_eq(&entry().await, &entry().await), "nothing is kept");
        let pin = views.pinned.pin(&VIEW, Arc::default);
        assert!(Arc::ptr_eq(&entry().await, &pin) && Arc::ptr_eq(&entry().await, &pin));
    }
}
