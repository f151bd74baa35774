//! The view cache: every public read, rendered once per change and kept until the next.

mod body;
mod body_version;
mod form;
mod marks;
mod render;
mod view;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use domain::clock::Timestamp;
use moka::sync::Cache;
use store::poll_status::PollTimes;

pub(crate) use body::{Body, Coding, Dated, NO_STORE, Policy};
pub(crate) use body_version::{BodyVersion, RenderedBytes};
pub(crate) use form::Form;
pub(crate) use marks::Marks;
pub(crate) use view::{Table, TournamentView, View};

use crate::{
    app::Parts,
    error::Error,
    fresh::{Cell, Freshness},
    measure,
};

/// What all rendered bodies together may take, in bytes. The least asked for go first.
const CAPACITY: u64 = 64 * 1024 * 1024;
/// What an entry costs beside its body.
const OVERHEAD: usize = 512;

/// A rendered view; no body means that what was asked for is not there.
pub(crate) type Rendered = Option<Body>;

/// The rendered views of one instance.
#[derive(Debug)]
pub(crate) struct Views {
    cells: Cache<View, Arc<Cell<Rendered>>>,
    marks: Marks,
    polled: RwLock<PollTimes>,
}

impl Default for Views {
    fn default() -> Self {
        let weight = |_: &View, cell: &Arc<Cell<Rendered>>| {
            let body = cell.last().and_then(|body| body.as_ref().as_ref().map(Body::weight));
            u32::try_from(OVERHEAD + body.unwrap_or(0)).unwrap_or(u32::MAX)
        };
        let cells = Cache::builder().max_capacity(CAPACITY).weigher(weight).build();
        Self { cells, marks: Marks::default(), polled: RwLock::default() }
    }
}

impl Views {
    pub(crate) fn marks(&self) -> &Marks {
        &self.marks
    }

    /// Notes when polls last succeeded, for bodies that tell.
    pub(crate) fn polled(&self, times: PollTimes) {
        *self.polled.write().unwrap_or_else(PoisonError::into_inner) = times;
    }

    /// The view as it is now: from memory, or rendered once for all who ask.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it was never rendered and the database is away.
    pub(crate) async fn get(&self, app: &Parts, view: &View) -> Result<(Arc<Rendered>, Freshness), Error> {
        let now = app.clock.now();
        let cell = self.cells.get_with_by_ref(view, Arc::default);
        let mut rendered = false;
        let (found, freshness) = cell
            .get(
                now,
                || self.marks.version(view),
                async || {
                    let started = Instant::now();
                    let made = render::render(&app.reads, view, now).await;
                    measure::rendered(view.name(), made.is_ok(), started.elapsed());
                    rendered = made.is_ok();
                    made
                },
            )
            .await?;
        if rendered {
            // Weighed anew.
            self.cells.insert(view.clone(), Arc::clone(&cell));
        } else {
            match freshness {
                Freshness::Fresh => measure::hit(view.name()),
                Freshness::Stale => measure::stale(view.name()),
            }
        }
        Ok((self.redated(&cell, found), freshness))
    }

    /// Whether any view was rendered.
    pub(crate) fn is_warm(&self) -> bool {
        self.cells.iter().any(|(_, cell)| cell.last().is_some())
    }

    /// The place of a view, once it was asked for.
    pub(crate) fn cell(&self, view: &View) -> Option<Arc<Cell<Rendered>>> {
        self.cells.get(view)
    }

    /// Whether a poll succeeded since that `body` should tell of.
    pub(crate) fn is_dated(&self, body: &Body) -> bool {
        body.later(&self.polled.read().unwrap_or_else(PoisonError::into_inner)).is_some()
    }

    /// `found`, or the same with a later date when its poll has long succeeded again without news.
    fn redated(&self, cell: &Cell<Rendered>, found: Arc<Rendered>) -> Arc<Rendered> {
        let polled = self.polled.read().unwrap_or_else(PoisonError::into_inner);
        let Some(later) = found.as_ref().as_ref().and_then(|body| body.redated(&polled)) else { return found };
        let later = Arc::new(Some(later));
        cell.amend(&found, Arc::clone(&later));
        later
    }
}

/// The instant at which a view changes by the clock alone.
type Until = Option<Timestamp>;
