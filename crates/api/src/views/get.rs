//! From a view to its body: from memory, or rendered once for all who ask.
//!
//! Renders are tasks of their own: who gives up ends none, and who has an older body to show does not wait for long.

use std::{sync::Arc, time::Instant};

use tokio::{task::JoinHandle, time::timeout};
use tracing::{Instrument as _, Span};

use super::{Rendered, View, Views, render};
use crate::{
    app::App,
    cache_entry::{CacheEntry, DEADLINE, Freshness, InFlight, Validity},
    error::Error,
    metrics,
    runtimes::{self, outcome},
};

/// A view as it was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) rendered: Arc<Rendered>,
    pub(crate) freshness: Freshness,
    /// Whether it was at hand: nobody waited for a render.
    pub(crate) is_hit: bool,
}

impl Found {
    /// Counts it as one of `view`.
    pub(crate) fn count(&self, view: &View) {
        match self.freshness {
            Freshness::Stale => metrics::stale(view.name()),
            Freshness::Fresh if self.is_hit => metrics::hit(view.name()),
            Freshness::Fresh => {}
        }
    }
}

impl Views {
    /// The view as it is now, or its last good body while that cannot be had. `budget` is asked before a render is
    /// begun.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it was never rendered and cannot be, or not in time; what `budget` says.
    pub(crate) async fn get(
        &self,
        app: &App,
        view: &View,
        budget: impl Fn() -> Result<(), Error>,
    ) -> Result<Found, Error> {
        let (now, asked) = (app.clock.now(), self.versions.version(view));
        let entry = self.entry_or_new(view).await;
        let usable = entry.usable(now, asked);
        let is_hit = usable.is_some();
        let (rendered, freshness) = match usable {
            Some(usable) => usable,
            None => {
                let entry = self.pinned.pin(view, || Arc::clone(&entry));
                let _waiting = view.tournament().map(|tournament| self.queue.wait(tournament));
                let start = |in_flight| {
                    budget()?;
                    Ok(spawn(app, view, &entry, in_flight))
                };
                entry.wait((now, asked), start, || self.queue.is_long()).await?
            }
        };
        Ok(Found { rendered: self.with_last_polled_at(&entry, rendered), freshness, is_hit })
    }

    /// The view rendered for this request alone, and kept by nobody.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be rendered, or not in time.
    pub(crate) async fn once(&self, app: &App, view: &View) -> Result<Found, Error> {
        let (app, view) = (app.clone(), view.clone());
        let task = runtimes::load(async move { render_counted(&app, &view).await.map(|(rendered, _)| rendered) });
        let rendered = timeout(DEADLINE, outcome(task)).await.map_err(|_| Error::Unavailable)??;
        Ok(Found { rendered: Arc::new(rendered), freshness: Freshness::Fresh, is_hit: false })
    }
}

/// Renders for all who wait, whether or not they still do.
fn spawn(
    app: &App,
    view: &View,
    entry: &Arc<CacheEntry<Rendered>>,
    in_flight: InFlight,
) -> JoinHandle<Result<(), Error>> {
    let (app, view) = (app.clone(), view.clone());
    // Until the render ends, though nobody waits for it any longer.
    let entry = app.views.pinned.pin(&view, || Arc::clone(entry));
    let task = async move {
        let _in_flight = in_flight;
        // Before anything is read.
        let version = app.views.versions.version(&view);
        match render_counted(&app, &view).await {
            Ok((rendered, until)) => {
                let validity = Validity { version, expires_at: until };
                let rendered = entry.put(rendered, validity);
                // Weighed anew.
                app.views.place(&view).insert(view.clone(), Arc::clone(&entry));
                if !view.is_chosen() {
                    // Nobody waits for that.
                    let (app, view) = (app.clone(), view.clone());
                    tokio::spawn(async move { app.views.packed.keep(&view, rendered, validity).await });
                }
                Ok(())
            }
            Err(error) => {
                entry.fail();
                Err(error)
            }
        }
    };
    runtimes::load(task.instrument(Span::current()))
}

async fn render_counted(app: &App, view: &View) -> Result<(Rendered, super::ExpiresAt), Error> {
    let _queued = app.views.queue.enter();
    let started = Instant::now();
    let made = render::render(app, view, app.clock.now()).await;
    metrics::rendered(view.name(), made.is_ok(), started.elapsed());
    Ok(made?)
}
