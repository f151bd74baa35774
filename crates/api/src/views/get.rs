//! Finds a view's body: in memory, or by one render for all requests that wait for it.
//!
//! Renders are separate tasks: a cancelled request does not end one, and a request with an older body to show does not
//! wait for long.

use std::{sync::Arc, time::Instant};

use tokio::{task::JoinHandle, time::timeout};
use tracing::{Instrument as _, Span};

use super::{ExpiresAt, RenderError, Rendered, View, Views, render};
use crate::{
    cache_entry::{CacheEntry, DEADLINE, EntryError, Freshness, InFlight, Validity},
    metrics,
    runtimes::{self, outcome},
};

/// Why a view was not rendered.
#[derive(Debug)]
pub(crate) enum NotRendered<E> {
    /// The request may not start a render.
    Refused(E),
    /// Rendering failed.
    Failed(EntryError<RenderError>),
}

/// A view's body, with how it was found.
#[derive(Debug)]
pub(crate) struct FoundView {
    pub(crate) rendered: Arc<Rendered>,
    pub(crate) freshness: Freshness,
    /// Whether no render was needed.
    pub(crate) is_hit: bool,
}

impl FoundView {
    /// Counts the finding in the metrics of `view`.
    pub(crate) fn count(&self, view: &View) {
        match self.freshness {
            Freshness::Stale => metrics::stale(view.read.name),
            Freshness::Fresh if self.is_hit => metrics::hit(view.read.name),
            Freshness::Fresh => {}
        }
    }
}

impl Views {
    /// Returns the current view, or its last good body when the current one is not available in time. Calls `budget`
    /// before it starts a render.
    ///
    /// # Errors
    /// When there is no older body: why rendering failed, or [`EntryError::RecentlyFailed`] when it is not ready in
    /// time. The error of `budget`, in any case.
    pub(crate) async fn get<E: Send + 'static>(
        self: &Arc<Self>,
        view: &View,
        budget: impl Fn() -> Result<(), E>,
    ) -> Result<FoundView, EntryError<NotRendered<E>>> {
        let (now, asked) = (self.context.clock.now(), self.context.versions.version(view));
        let entry = self.entry_or_new(view).await;
        let usable = entry.usable(now, asked);
        let is_hit = usable.is_some();
        let (rendered, freshness) = match usable {
            Some(usable) => usable,
            None => {
                let entry = self.pinned.pin(view, || Arc::clone(&entry));
                let _waiting = view.tournament().map(|tournament| self.queue.wait(tournament));
                let start = |in_flight| {
                    budget().map_err(NotRendered::Refused)?;
                    Ok(self.spawn(view, &entry, in_flight))
                };
                entry.wait((now, asked), start, || self.queue.is_long()).await?
            }
        };
        Ok(FoundView { rendered: self.with_last_polled_at(&entry, rendered), freshness, is_hit })
    }

    /// Renders the view for this request alone, without caching it.
    ///
    /// # Errors
    /// Why rendering failed, or [`EntryError::RecentlyFailed`] when it is not ready in time.
    pub(crate) async fn render_uncached(self: &Arc<Self>, view: &View) -> Result<FoundView, EntryError<RenderError>> {
        let (views, view) = (Arc::clone(self), *view);
        let task = runtimes::load(async move { views.render_counted(&view).await.map(|(rendered, _)| rendered) });
        let rendered = timeout(DEADLINE, outcome(task)).await.map_err(|_| EntryError::RecentlyFailed)??;
        Ok(FoundView { rendered: Arc::new(rendered), freshness: Freshness::Fresh, is_hit: false })
    }

    /// Starts a render for all requests that wait, which goes on when they are cancelled.
    fn spawn<E: Send + 'static>(
        self: &Arc<Self>,
        view: &View,
        entry: &Arc<CacheEntry<Rendered>>,
        in_flight: InFlight,
    ) -> JoinHandle<Result<(), NotRendered<E>>> {
        let (views, view) = (Arc::clone(self), *view);
        // Pins the entry until the render ends, even if no request waits for it any longer.
        let entry = self.pinned.pin(&view, || Arc::clone(entry));
        let task = async move {
            let _in_flight = in_flight;
            // Read the version before the data.
            let version = views.context.versions.version(&view);
            match views.render_counted(&view).await {
                Ok((rendered, until)) => {
                    views.store_rendered(&view, &entry, rendered, Validity { version, expires_at: until });
                    Ok(())
                }
                Err(error) => {
                    entry.fail();
                    Err(NotRendered::Failed(error))
                }
            }
        };
        runtimes::load(task.instrument(Span::current()))
    }

    /// Stores the rendered body in the cache, and starts to compress it for the packed cache.
    fn store_rendered(
        self: &Arc<Self>,
        view: &View,
        entry: &Arc<CacheEntry<Rendered>>,
        rendered: Rendered,
        validity: Validity,
    ) {
        let rendered = entry.put(rendered, validity);
        // Inserted again, so that the cache weighs it again.
        self.place(view).insert(*view, Arc::clone(entry));
        if !view.is_chosen() {
            // In a task of its own, because no request has to wait for this.
            let (views, view) = (Arc::clone(self), *view);
            tokio::spawn(async move { views.packed.keep(&view, rendered, validity).await });
        }
    }

    async fn render_counted(&self, view: &View) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
        let _queued = self.queue.enter();
        let started = Instant::now();
        let made = render::render(self, view, self.context.clock.now()).await;
        metrics::rendered(view.read.name, made.is_ok(), started.elapsed());
        made
    }
}
