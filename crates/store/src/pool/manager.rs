//! Creates connections for the pool and decides which of them can be reused.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use deadpool::managed::{Metrics, RecycleError, RecycleResult};
use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};
use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

use super::{DatabaseState, Limits, Pooler, introduction::introduce};

/// How long a connection is used: each new one reads the server's clock.
const MAX_AGE: Duration = Duration::from_secs(600);
/// The same while the server accepts no writes: a new connection may reach a server that does.
const MAX_AGE_READ_ONLY: Duration = Duration::from_secs(2);

/// Makes connections to one database with the same limits.
#[derive(Debug)]
pub(super) struct Manager {
    pub(super) options: Arc<PgConnectOptions>,
    limits: Limits,
    pooler: Pooler,
    pub(super) state: DatabaseState,
    pub(super) server: Server,
    /// The runtime that connections belong to; by default the one of their first user.
    runtime: Option<Handle>,
}

/// What the connections of a pool know about the server.
#[derive(Clone, Debug)]
pub(super) struct Server(Arc<Known>);

#[derive(Debug)]
struct Known {
    since: Instant,
    /// How often a connection timed out or broke so far: idle ones are then probably dead too.
    broken_connections: AtomicU64,
    /// When a statement was last answered, in milliseconds after `since`; 0 is never.
    answered_at: AtomicU64,
    /// Connections in use.
    in_use: AtomicUsize,
}

/// A connection in use, counted until this is dropped.
#[derive(Debug)]
pub(super) struct InUse(Arc<Known>);

impl Drop for InUse {
    fn drop(&mut self) {
        self.0.in_use.fetch_sub(1, Relaxed);
    }
}

impl Server {
    pub(super) fn new() -> Self {
        Self(Arc::new(Known {
            since: Instant::now(),
            broken_connections: AtomicU64::new(0),
            answered_at: AtomicU64::new(0),
            in_use: AtomicUsize::new(0),
        }))
    }

    /// Records that a connection timed out or broke.
    pub(super) fn note_broken_connection(&self) {
        self.0.broken_connections.fetch_add(1, Relaxed);
    }

    /// Records that a statement was answered.
    pub(super) fn answered(&self) {
        self.0.answered_at.store(self.now(), Relaxed);
    }

    /// Whether a statement was answered within that time.
    pub(super) fn answered_within(&self, time: Duration) -> bool {
        let at = self.0.answered_at.load(Relaxed);
        at != 0 && u128::from(self.now() - at.min(self.now())) <= time.as_millis()
    }

    /// Counts a connection as in use.
    pub(super) fn used(&self) -> InUse {
        self.0.in_use.fetch_add(1, Relaxed);
        InUse(Arc::clone(&self.0))
    }

    /// How many connections are in use. The pool's own count includes callers that wait for one.
    pub(super) fn in_use(&self) -> usize {
        self.0.in_use.load(Relaxed)
    }

    fn broken_connections(&self) -> u64 {
        self.0.broken_connections.load(Relaxed)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}

/// A connection, with what its user needs to know.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) connection: PgConnection,
    pub(super) limits: Limits,
    pub(super) pooler: Pooler,
    pub(super) server: Server,
    /// The value of `broken_connections` when this one was made.
    broken_connections: u64,
    made_at: Instant,
}

impl Manager {
    pub(super) fn new(options: Arc<PgConnectOptions>, limits: Limits, pooler: Pooler, state: DatabaseState) -> Self {
        Self { options, limits, pooler, state, server: Server::new(), runtime: None }
    }

    /// A manager of connections with other limits to the same database.
    pub(super) fn sibling(&self, limits: Limits) -> Self {
        Self::new(Arc::clone(&self.options), limits, self.pooler, self.state.clone())
    }

    /// The same, with connections that belong to `runtime`.
    pub(super) fn on(self, runtime: Handle) -> Self {
        Self { runtime: Some(runtime), ..self }
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Made;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Made, sqlx::Error> {
        let (limits, pooler, server) = (self.limits, self.pooler, self.server.clone());
        let broken_connections = server.broken_connections();
        let options = Arc::clone(&self.options);
        let connect = async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            let introduction = introduce(&mut connection, limits, pooler).await?;
            Ok::<_, sqlx::Error>((connection, introduction))
        };
        let (connection, introduction) = match &self.runtime {
            // Cancelled when nobody waits for it any longer.
            Some(runtime) => {
                let task = AbortOnDropHandle::new(runtime.spawn(connect));
                task.await.map_err(|error| sqlx::Error::Io(error.into()))??
            }
            None => connect.await?,
        };
        self.state.record(&introduction);
        Ok(Made { connection, limits, pooler, server, broken_connections, made_at: Instant::now() })
    }

    async fn recycle(&self, made: &mut Made, _: &Metrics) -> RecycleResult<sqlx::Error> {
        let max_age = if self.state.is_read_only() { MAX_AGE_READ_ONLY } else { MAX_AGE };
        if made.made_at.elapsed() > max_age {
            return Err(RecycleError::message("it is old"));
        }
        if made.broken_connections != self.server.broken_connections() {
            return Err(RecycleError::message("another connection has fallen silent since this one was made"));
        }
        Ok(made.connection.ping().await?)
    }
}
