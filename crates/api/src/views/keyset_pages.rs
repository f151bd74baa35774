//! Keyset pagination: reads later pages of long lists, which are not cached because each client asks for its own.

use std::sync::Arc;

use domain::{id::TournamentId, tournament::Tournament};
use store::{
    Snapshot,
    read::{
        matches::{self, Filter, Page, Position},
        tournaments,
    },
};
use tokio::{
    sync::oneshot::{self, Sender},
    time::timeout,
};
use tracing::{Instrument as _, Span};

use super::{RenderError, Views};
use crate::{
    cache_entry::{DEADLINE, EntryError},
    runtimes,
};

impl Views {
    /// Reads a page of matches; `None` when there is no such tournament.
    ///
    /// # Errors
    /// Why reading failed, or [`EntryError::RecentlyFailed`] when it takes over ten seconds.
    pub(crate) async fn matches_page(
        self: &Arc<Self>,
        tournament: TournamentId,
        filter: Filter,
        after: Option<Position>,
    ) -> Result<Option<Page>, EntryError<RenderError>> {
        let views = Arc::clone(self);
        in_task(|sender| async move {
            let _connection = views.queue.export_connection(tournament).await;
            if !sender.is_closed() {
                let _ = sender.send(views.read_matches(tournament, filter, after).await);
            }
        })
        .await
    }

    /// Reads the newest tournaments, at most `limit`; those older than `after` if it is given.
    ///
    /// # Errors
    /// Why reading failed, or [`EntryError::RecentlyFailed`] when it takes over ten seconds.
    pub(crate) async fn tournaments_page(
        self: &Arc<Self>,
        after: Option<tournaments::Position>,
        limit: i64,
    ) -> Result<Vec<Tournament>, EntryError<RenderError>> {
        let views = Arc::clone(self);
        in_task(|sender| async move {
            let _connection = views.queue.connection(None, true).await;
            if !sender.is_closed() {
                let _ = sender.send(views.read_tournaments(after, limit).await);
            }
        })
        .await
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

    async fn read_tournaments(
        &self,
        after: Option<tournaments::Position>,
        limit: i64,
    ) -> Result<Vec<Tournament>, RenderError> {
        let mut snapshot = Snapshot::take(&self.context.pool).await?;
        let page = tournaments::newest(&mut snapshot, after, limit).await;
        snapshot.end().await;
        Ok(page?)
    }
}

/// Runs a read in a task of its own, which needs nothing of its client: the connection is in use only as long as the
/// database takes. A closed sender means that the client gave up and needs no page.
async fn in_task<T, Task>(
    read: impl FnOnce(Sender<Result<T, RenderError>>) -> Task,
) -> Result<T, EntryError<RenderError>>
where
    T: Send + 'static,
    Task: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    runtimes::load(read(sender).instrument(Span::current()));
    match timeout(DEADLINE, receiver).await {
        Ok(Ok(page)) => Ok(page?),
        // It takes too long, or the task panicked.
        Ok(Err(_)) | Err(_) => Err(EntryError::RecentlyFailed),
    }
}
