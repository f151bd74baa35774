//! Listens for the outbox's notifications. A listener that fails or stays silent is replaced, while queries of the
//! outbox go on.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::{task::JoinHandle, time::Instant};

use crate::{
    nudges::{self, Hint},
    pool::ConnectOptions,
};

/// How many consecutive queries may find unannounced nudges before the listener is replaced: a query may overtake a
/// hint.
const UNANNOUNCED: u32 = 2;
/// How long to wait before retrying a failed listener.
const LISTENER_PAUSE: Duration = Duration::from_secs(5);

/// The listener of one feed.
#[derive(Debug)]
pub(super) struct Listener {
    options: PgConnectOptions,
    current: Option<PgListener>,
    /// Consecutive queries that found nudges without a hint.
    unannounced: u32,
    /// A listener that is being made concurrently, because that may take long and the queries must not wait.
    coming: Option<JoinHandle<Option<PgListener>>>,
    due: Instant,
}

impl Listener {
    /// Listens through `options`, once renewed.
    pub(super) fn new(options: ConnectOptions) -> Self {
        Self { options: options.0, current: None, unannounced: 0, coming: None, due: Instant::now() }
    }

    /// Starts to make a listener, unless there is one or the last try just failed.
    pub(super) async fn renew(&mut self) {
        if let Some(coming) = self.coming.take_if(|coming| coming.is_finished()) {
            self.current = coming.await.ok().flatten();
        }
        if self.current.is_none() && self.coming.is_none() && Instant::now() >= self.due {
            self.due = Instant::now() + LISTENER_PAUSE;
            self.coming = Some(tokio::spawn(listener(self.options.clone())));
        }
    }

    /// Waits for the listener that is being made, for that time at most.
    pub(super) async fn wait(&mut self, time: Duration) {
        if let Some(coming) = &mut self.coming
            && let Ok(made) = tokio::time::timeout(time, coming).await
        {
            self.current = made.ok().flatten();
            self.coming = None;
        }
    }

    /// The next hint; `None` when one came that cannot be trusted, or the listener was lost.
    pub(super) async fn hint(&mut self) -> Option<Hint> {
        let Some(listening) = &mut self.current else { return std::future::pending().await };
        let received = listening.try_recv().await;
        self.unannounced = 0;
        match received {
            Ok(Some(notification)) => Hint::read(notification.payload()),
            Ok(None) | Err(_) => {
                self.current = None;
                None
            }
        }
    }

    /// Records that a query found nudges without a hint. Replaces a listener that stays silent although there are
    /// nudges: its connection is dead.
    pub(super) fn note_unannounced(&mut self) {
        if self.current.is_some() {
            self.unannounced += 1;
        }
        if self.unannounced > UNANNOUNCED {
            tracing::warn!(
                "queries found nudges without a notification: reconnecting the listener; meanwhile nudges are up to \
                 1 s late"
            );
            self.current = None;
            self.unannounced = 0;
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(coming) = &self.coming {
            coming.abort();
        }
    }
}

/// Makes a listener for the outbox's notifications, if possible.
async fn listener(listen: PgConnectOptions) -> Option<PgListener> {
    // Each has its own pool: the driver's listener requires one, and returns a silent connection to it without a
    // deadline.
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(LISTENER_PAUSE).connect_lazy_with(listen);
    let made = async {
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(nudges::CHANNEL).await?;
        Ok::<_, sqlx::Error>(listener)
    };
    match tokio::time::timeout(LISTENER_PAUSE, made).await {
        Ok(Ok(listener)) => return Some(listener),
        Ok(Err(error)) => tracing::debug!(%error, "cannot listen for nudges; looking every second"),
        Err(_) => tracing::debug!("listening for nudges took too long; looking every second"),
    }
    None
}
