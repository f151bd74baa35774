//! Creates connections for the pool and decides which of them are still good.

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

/// How long a connection is used: the server's clock is looked at with each new one.
const MAX_AGE: Duration = Duration::from_secs(600);
/// The same while the server takes no writes: a new one may lead to one that does.
const MAX_AGE_READ_ONLY: Duration = Duration::from_secs(2);

/// Makes connections to one database with the same limits.
#[derive(Debug)]
pub(super) struct Manager {
    pub(super) options: Arc<PgConnectOptions>,
    limits: Limits,
    pooler: Pooler,
    pub(super) state: DatabaseState,
    pub(super) server: Server,
    /// Where connections belong, unless to whoever needs one first.
    runtime: Option<Handle>,
}

/// What the connections of a pool know of the server.
#[derive(Clone, Debug)]
pub(super) struct Server(Arc<Known>);

#[derive(Debug)]
struct Known {
    since: Instant,
    /// How often a connection fell silent or broke so far: idle ones most likely lead the same way.
    silences: AtomicU64,
    /// When a statement was last answered, in milliseconds after `since`; 0 is never.
    answered_at: AtomicU64,
    /// Connections that somebody has.
    in_use: AtomicUsize,
}

/// A connection that somebody has, counted until this is gone.
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
            silences: AtomicU64::new(0),
            answered_at: AtomicU64::new(0),
            in_use: AtomicUsize::new(0),
        }))
    }

    /// A connection fell silent or broke.
    pub(super) fn fell_silent(&self) {
        self.0.silences.fetch_add(1, Relaxed);
    }

    /// A statement was answered.
    pub(super) fn answered(&self) {
        self.0.answered_at.store(self.now(), Relaxed);
    }

    /// Whether a statement was answered within that time.
    pub(super) fn answered_within(&self, time: Duration) -> bool {
        let at = self.0.answered_at.load(Relaxed);
        at != 0 && u128::from(self.now() - at.min(self.now())) <= time.as_millis()
    }

    /// Somebody has a connection from now on.
    pub(super) fn used(&self) -> InUse {
        self.0.in_use.fetch_add(1, Relaxed);
        InUse(Arc::clone(&self.0))
    }

    /// How many connections somebody has. The pool's own count takes those who wait for one, too.
    pub(super) fn in_use(&self) -> usize {
        self.0.in_use.load(Relaxed)
    }

    fn silences(&self) -> u64 {
        self.0.silences.load(Relaxed)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.since.elapsed().as_millis()).unwrap_or(u64::MAX).max(1)
    }
}

/// A connection, and what whoever uses it has to know.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) connection: PgConnection,
    pub(super) limits: Limits,
    pub(super) pooler: Pooler,
    pub(super) server: Server,
    /// How many silences there had been when this one was made.
    silences: u64,
    made_at: Instant,
}

impl Manager {
    pub(super) fn new(options: Arc<PgConnectOptions>, limits: Limits, pooler: Pooler, state: DatabaseState) -> Self {
        Self { options, limits, pooler, state, server: Server::new(), runtime: None }
    }

    /// One of connections with other limits to the same database.
    pub(super) fn sibling(&self, limits: Limits) -> Self {
        Self::new(Arc::clone(&self.options), limits, self.pooler, self.state.clone())
    }

    /// The same of connections that belong to `runtime`.
    pub(super) fn on(self, runtime: Handle) -> Self {
        Self { runtime: Some(runtime), ..self }
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Made;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Made, sqlx::Error> {
        let (limits, pooler, server) = (self.limits, self.pooler, self.server.clone());
        let silences = server.silences();
        let options = Arc::clone(&self.options);
        let connect = async move {
            let mut connection = PgConnection::connect_with(&options).await?;
            let told = introduce(&mut connection, limits, pooler).await?;
            Ok::<_, sqlx::Error>((connection, told))
        };
        let (connection, told) = match &self.runtime {
            // Given up when nobody waits for it any longer.
            Some(runtime) => {
                let task = AbortOnDropHandle::new(runtime.spawn(connect));
                task.await.map_err(|error| sqlx::Error::Io(error.into()))??
            }
            None => connect.await?,
        };
        self.state.told(&told);
        Ok(Made { connection, limits, pooler, server, silences, made_at: Instant::now() })
    }

    async fn recycle(&self, made: &mut Made, _: &Metrics) -> RecycleResult<sqlx::Error> {
        let max_age = if self.state.is_read_only() { MAX_AGE_READ_ONLY } else { MAX_AGE };
        if made.made_at.elapsed() > max_age {
            return Err(RecycleError::message("it is old"));
        }
        if made.silences != self.server.silences() {
            return Err(RecycleError::message("another connection has fallen silent since this one was made"));
        }
        Ok(made.connection.ping().await?)
    }
}
