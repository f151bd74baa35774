//! How the pool makes connections, and which of them are still good.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use deadpool::managed::{Metrics, RecycleError, RecycleResult};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, postgres::PgConnectOptions};

use super::Limits;

/// Makes connections to one database with the same limits.
#[derive(Debug)]
pub(super) struct Manager {
    options: Arc<PgConnectOptions>,
    limits: Limits,
    pub(super) server: Server,
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
    pub(super) server: Server,
    /// How many silences there had been when this one was made.
    made_at: u64,
}

impl Manager {
    pub(super) fn new(options: Arc<PgConnectOptions>, limits: Limits) -> Self {
        Self { options, limits, server: Server::new() }
    }
}

impl deadpool::managed::Manager for Manager {
    type Type = Made;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Made, sqlx::Error> {
        let made_at = self.server.silences();
        let mut connection = PgConnection::connect_with(&self.options).await?;
        connection.execute(sqlx::raw_sql(AssertSqlSafe(self.limits.set_up()))).await?;
        Ok(Made { connection, limits: self.limits, server: self.server.clone(), made_at })
    }

    async fn recycle(&self, made: &mut Made, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if made.made_at != self.server.silences() {
            return Err(RecycleError::message("another connection has fallen silent since this one was made"));
        }
        Ok(made.connection.ping().await?)
    }
}
