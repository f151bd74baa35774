//! Reads the pages of exports, which are too large for the cache.

use std::sync::Arc;

use domain::id::TournamentId;
use store::{
    Snapshot,
    read::matches::{self, Filter, Page, Position},
};
use tokio::{sync::oneshot, time::timeout};
use tracing::{Instrument as _, Span};

use super::{RenderError, Views};
use crate::{
    cache_entry::{DEADLINE, EntryError},
    runtimes,
};

impl Views {
    /// Reads a page of matches; `None` when there is no such tournament. It is read in a task of its own, which needs
    /// nothing of its client: the connection is in use only as long as the database takes.
    ///
    /// # Errors
    /// Why reading failed, or [`EntryError::RecentlyFailed`] when it takes too long.
    pub(crate) async fn matches_page(
        self: &Arc<Self>,
        tournament: TournamentId,
        filter: Filter,
        after: Option<Position>,
    ) -> Result<Option<Page>, EntryError<RenderError>> {
        let (views, (sender, receiver)) = (Arc::clone(self), oneshot::channel());
        let task = async move {
            let _connection = views.queue.export_connection(tournament).await;
            // A client that gave up meanwhile needs no page.
            if !sender.is_closed() {
                let _ = sender.send(views.read_matches(tournament, filter, after).await);
            }
        };
        runtimes::load(task.instrument(Span::current()));
        match timeout(DEADLINE, receiver).await {
            Ok(Ok(page)) => Ok(page?),
            // It takes too long, or the task panicked.
            Ok(Err(_)) | Err(_) => Err(EntryError::RecentlyFailed),
        }
    }

    async fn read_matches(
        &self,
        tournament: TournamentId,
        filter: Filter,
        after: Option<Position>,
    ) -> Result<Option<Page>, RenderError> {
        let mut snapshot = Snapshot::take(&self.context.pool).await?;
        let page = matches::page(&mut snapshot, tournament, filter, after).await;
        snapshot.end().await;
        Ok(page?)
    }
}
