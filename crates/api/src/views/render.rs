//! Renders views: loads facts in one snapshot, computes the view with a pure function, and serializes it once.

use std::{io, sync::Arc};

use domain::{clock::Timestamp, id::TournamentId, nudge::Event};
use store::{
    Error, Snapshot,
    read::{
        facts::{FactParts, LoadedFacts},
        tournaments::newest,
    },
};

use super::{Choice, ExpiresAt, IndexFacts, Layout, Render, Rendered, ShownMatches, Table, View, Views, facts::Need};
use crate::{cache_entry::EntryError, runtimes};

/// How many tournaments the page of them all shows, at most: as many as the first page of their list.
const MOST_LISTED: i64 = 500;

/// Why a view could not be rendered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenderError {
    /// Its data could not be read.
    #[error(transparent)]
    Load(#[from] Error),
    /// Its body could not be written.
    #[error("cannot write a body: {0}")]
    Write(#[from] io::Error),
}

/// Renders `view` as of now, and returns the time at which it expires without a nudge.
#[tracing::instrument(target = "trace", name = "api.views.render", skip_all, fields(view = view.read.name))]
pub(super) async fn render(
    views: &Views,
    view: &View,
    now: Timestamp,
) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
    match view.read.render {
        Render::Table(table) => views.table(view, table, now).await,
        Render::Page(layout, matches) => views.page(view, (layout, matches), now).await,
        Render::Picture(layout) => views.page(view, (layout, ShownMatches::None), now).await,
        Render::Stages(layout) => Ok(views.stages_page(view, layout, now).await?),
        Render::Index(index) => {
            let read = async |snapshot: &mut Snapshot| Ok(newest(snapshot, None, MOST_LISTED).await?);
            let tournaments = views.in_snapshot(view, read).await?;
            let base_url = Arc::clone(&views.context.base_url);
            let body = move || IndexFacts { tournaments: &tournaments, now, base_url: &base_url }.body(index);
            Ok(runtimes::render(body).await)
        }
        Render::Snapshot(render) => {
            let rendered = views.in_snapshot(view, async |snapshot| render(snapshot, view).await).await;
            Ok((rendered?, None))
        }
        Render::Custom(render) => render(views, view, now).await,
    }
}

impl Views {
    /// Returns the facts of a tournament with `parts`; `None` when there is no such tournament.
    ///
    /// # Errors
    /// [`RenderError::Load`], or [`EntryError::RecentlyFailed`].
    pub(crate) async fn facts(
        &self,
        id: TournamentId,
        parts: FactParts,
        is_chosen: bool,
        now: Timestamp,
    ) -> Result<Option<LoadedFacts>, EntryError<RenderError>> {
        self.facts.get(self, id, (Need { parts, ..Need::default() }, is_chosen), now).await
    }

    /// The address of a tournament's page; empty if the service does not know its own.
    pub(crate) fn tournament_url(&self, slug: &str) -> String {
        match &*self.context.base_url {
            "" => String::new(),
            base_url => format!("{base_url}/t/{slug}"),
        }
    }

    /// Waits until a connection is free for `view`, and calls `read` with a snapshot.
    ///
    /// # Errors
    /// [`RenderError::Load`], or the error of `read`.
    pub(crate) async fn in_snapshot<T>(
        &self,
        view: &View,
        read: impl AsyncFnOnce(&mut Snapshot) -> Result<T, RenderError>,
    ) -> Result<T, RenderError> {
        let _connection = self.queue.connection(view.tournament(), view.is_chosen()).await;
        let mut snapshot = Snapshot::take(&self.context.pool).await?;
        let made = read(&mut snapshot).await;
        snapshot.end().await;
        made
    }

    async fn table(
        &self,
        view: &View,
        table: Table,
        now: Timestamp,
    ) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
        let Some(id) = view.tournament() else { return Ok((None, None)) };
        let need = Need { parts: table.parts, presence: table.is_live, ..Need::default() };
        let Some(loaded) = self.facts.get(self, id, (need, view.is_chosen()), now).await? else {
            return Ok((None, None));
        };
        let expires_at = table.expires_at(&loaded.facts.tournament_facts.tournament.window, now);
        // The tables of a long event can take many milliseconds.
        let body = runtimes::render(move || (table.body)(&loaded).transpose()).await;
        Ok((body.map_err(RenderError::Write)?, expires_at))
    }

    async fn page(
        &self,
        view: &View,
        (layout, matches): (Layout, ShownMatches),
        now: Timestamp,
    ) -> Result<(Rendered, ExpiresAt), EntryError<RenderError>> {
        let Some(id) = view.tournament() else { return Ok((None, None)) };
        let stages = view.read.events.contains(&Event::Series);
        let need = Need { parts: layout.parts, presence: layout.is_live, stages };
        let Some(loaded) = self.facts.get(self, id, (need, view.is_chosen()), now).await? else {
            return Ok((None, None));
        };
        let entry = if let Choice::Entry(entry) = view.choice { Some(entry) } else { None };
        let matches = self.page_matches(view, matches, &loaded.facts.tournament_facts, entry).await?;
        let base_url = Arc::clone(&self.context.base_url);
        let make = move || layout.body(&loaded, (entry, &matches), &base_url, now);
        let is_picture = matches!(view.read.render, Render::Picture(_));
        Ok(if is_picture { runtimes::draw(make).await } else { runtimes::render(make).await })
    }
}
