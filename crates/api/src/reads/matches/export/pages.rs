//! The body of an export: pages that are read one after another, each when the client has taken those before it.

use std::{io, sync::Arc};

use bytes::Bytes;
use domain::{id::TournamentId, view::matches::MatchRead};
use futures_util::{Stream, stream::try_unfold};
use http_server::{BodyVersion, ClientPermit, ReaderBytes};
use store::read::matches::{Filter, Position};

use super::COLUMNS;
use crate::{
    app::App,
    error::Error,
    reads::exports::{Format, write_lines},
    runtimes,
    views::{RenderError, Views},
};

/// The memory for each reader, in bytes: a page that is being sent, and the next one.
const KEPT_FOR_READER: usize = 1024 * 1024;

/// The pages of a tournament's matches in one format.
pub(super) struct MatchPages {
    views: Arc<Views>,
    tournament: TournamentId,
    filter: Filter,
    format: Format,
}

/// A page as it is sent, and where the next one begins.
pub(super) type WrittenPage = (Bytes, Option<Position>);

impl MatchPages {
    pub(super) fn new(app: &App, tournament: TournamentId, filter: Filter, format: Format) -> Self {
        Self { views: Arc::clone(&app.views), tournament, filter, format }
    }

    /// Reads the page after `after`, or the first one; `None` when there is no such tournament any more.
    ///
    /// # Errors
    /// [`Error::Unavailable`], or [`Error::Internal`].
    pub(super) async fn read(&self, after: Option<Position>) -> Result<Option<WrittenPage>, Error> {
        let Some(page) = self.views.matches_page(self.tournament, self.filter, after).await? else { return Ok(None) };
        let (format, is_first) = (self.format, after.is_none());
        let bytes = runtimes::render(move || written(&page.rows, format, is_first)).await;
        Ok(Some((bytes.map_err(RenderError::Write)?.into(), page.next)))
    }
}

fn written(rows: &[MatchRead], format: Format, is_first: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match format {
        Format::Csv => {
            if is_first {
                COLUMNS.write_names(&mut bytes)?;
            }
            COLUMNS.write_rows(&mut bytes, rows)?;
        }
        Format::Json | Format::Ndjson => write_lines(&mut bytes, rows)?,
    }
    Ok(bytes)
}

/// An export that is being sent.
pub(super) struct Export {
    pages: MatchPages,
    /// The page to send next.
    ready: Bytes,
    /// Where the one after it begins.
    next: Option<Position>,
    kept: ReaderBytes,
    _permit: ClientPermit,
}

impl Export {
    pub(super) fn new(pages: MatchPages, (ready, next): WrittenPage, permit: ClientPermit) -> Self {
        Self { pages, ready, next, kept: ReaderBytes::new(KEPT_FOR_READER), _permit: permit }
    }

    /// The body version under which its memory is counted.
    pub(super) fn version(&self) -> Arc<BodyVersion> {
        Arc::clone(self.kept.version())
    }

    /// The pages. An error ends the connection, so that what was sent does not look complete.
    pub(super) fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        try_unfold(self, Self::step)
    }

    async fn step(mut self) -> io::Result<Option<(Bytes, Self)>> {
        while self.ready.is_empty() {
            let Some(after) = self.next else { return Ok(None) };
            let page = self.pages.read(Some(after)).await;
            let page = page.and_then(|page| page.ok_or(Error::NotFound("the tournament was deleted")));
            (self.ready, self.next) = page.map_err(|error| {
                tracing::warn!(error = error.detail(), "an export of matches ends early");
                io::Error::other(error.detail().to_owned())
            })?;
        }
        Ok(Some((std::mem::take(&mut self.ready), self)))
    }
}
