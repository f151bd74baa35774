//! Spawns the streams of an HTTP/2 connection so that each can be ended by itself: hyper does not poll a body while a
//! chunk of it waits for room in the client's window, but a stream whose window stays closed has to end too.

use std::sync::Arc;

use futures_util::future::{AbortHandle, Abortable};

use crate::{activity::Activity, connection_reaper::ConnectionReaper, transfer::Transfer};

tokio::task_local! {
    /// The transfer of the stream that this task serves.
    static TRANSFER: Arc<Transfer>;
}

/// The transfer of the HTTP/2 stream that is being answered; none outside of one.
pub(crate) fn current_transfer() -> Option<Arc<Transfer>> {
    TRANSFER.try_with(Arc::clone).ok()
}

/// Spawns one connection's streams.
#[derive(Clone, Debug)]
pub(crate) struct StreamExecutor {
    pub(crate) reaper: Arc<ConnectionReaper>,
    pub(crate) activity: Arc<Activity>,
}

impl<F> hyper::rt::Executor<F> for StreamExecutor
where
    F: Future<Output = ()> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let (handle, registration) = AbortHandle::new_pair();
        let watched = self.reaper.watch_stream(handle);
        // The connection is not idle while a stream is open.
        let answering = self.activity.answer();
        let transfer = Arc::clone(watched.transfer());
        // Dropping the stream resets it, and leaves the rest of its connection alone.
        let stream = Abortable::new(stream, registration);
        tokio::spawn(TRANSFER.scope(transfer, async move {
            let _guards = (watched, answering);
            let _ = stream.await;
        }));
    }
}
