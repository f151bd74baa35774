//! A pool of Postgres connections: few, made on demand, and with a time limit on everything.
//!
//! The server enforces time-outs on each connection ([`Timeouts`]). On our side every statement also has a deadline
//! ([`Connection`]), because a server that does not answer enforces nothing. A connection that missed its deadline is
//! closed instead of returned, and so are the idle ones made before that.

mod activity;
mod address;
mod checks;
mod connection;
mod database_state;
mod manager;
mod pooler;
mod setup;
mod single_statement;
mod timed;
mod timeouts;
mod transaction;

use std::{sync::Arc, time::Duration};

use deadpool::managed::{Object, PoolError, TimeoutType};
use sqlx::postgres::PgConnectOptions;
use tokio::runtime::Handle;

pub use address::{ConnectOptions, options};
pub use checks::{allowed_connections, shares_sessions};
pub use connection::Connection;
pub use database_state::DatabaseState;
pub use pooler::Pooler;
pub use timeouts::Timeouts;
pub use transaction::{Snapshot, Tx};

use crate::Error;
use manager::Manager;

pub(crate) use setup::WrongEncoding;

/// How long to wait for a free connection.
const WAIT: Duration = Duration::from_secs(3);
/// How long the server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an idle connection may take to answer before it is replaced.
const PING: Duration = Duration::from_millis(500);

/// A pool of connections with the same time-outs; clones share it.
#[derive(Clone, Debug)]
pub struct Pool {
    connections: deadpool::managed::Pool<Manager>,
}

/// How many connections a pool has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize {
    /// Connections in use. A caller that waits for a connection has none.
    pub used: usize,
    /// Idle connections.
    pub idle: usize,
    /// The most connections the pool may have.
    pub most: usize,
}

impl Pool {
    /// Creates a pool of at most `most` connections. It connects on first use, so that start-up never waits for the
    /// database.
    #[must_use]
    pub fn new(options: ConnectOptions, pooler: Pooler, most: usize, timeouts: Timeouts) -> Self {
        Self::with(Manager::new(Arc::new(options.0), timeouts, pooler, DatabaseState::default()), most)
    }

    fn with(manager: Manager, most: usize) -> Self {
        let builder = deadpool::managed::Pool::builder(manager)
            .max_size(most)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CONNECT))
            .recycle_timeout(Some(PING))
            .runtime(deadpool::Runtime::Tokio1);
        #[expect(clippy::expect_used, reason = "start-up; only a missing runtime can fail")]
        let connections = builder.build().expect("a pool with a runtime");
        Self { connections }
    }

    /// Another pool of at most `most` connections to the same database, so that its users do not wait for those of this
    /// one.
    #[must_use]
    pub fn sibling(&self, most: usize, timeouts: Timeouts) -> Self {
        Self::with(self.manager().sibling(timeouts), most)
    }

    /// Like [`Pool::sibling`], but its connections belong to `runtime`, whose threads handle their I/O wherever they
    /// are first used.
    #[must_use]
    pub fn sibling_on(&self, runtime: &Handle, most: usize, timeouts: Timeouts) -> Self {
        Self::with(self.manager().sibling(timeouts).on(runtime.clone()), most)
    }

    fn manager(&self) -> &Manager {
        self.connections.manager()
    }

    /// The last known state of the database server.
    #[must_use]
    pub fn database_state(&self) -> &DatabaseState {
        &self.manager().state
    }

    /// The options for connecting to the same database.
    pub(crate) fn options(&self) -> &PgConnectOptions {
        &self.manager().options
    }

    /// How many connections there are.
    #[must_use]
    pub fn size(&self) -> PoolSize {
        let status = self.connections.status();
        let used = self.manager().activity.in_use();
        PoolSize { used, idle: status.size.saturating_sub(used), most: status.max_size }
    }

    /// Whether the server answered a statement on one of these connections within that time.
    #[must_use]
    pub fn answered_within(&self, time: Duration) -> bool {
        self.manager().activity.answered_within(time)
    }

    /// A connection, for statements that need no transaction.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when none was free, or could be made, within 3 s each.
    pub async fn acquire(&self) -> Result<Connection, Error> {
        Ok(self.connection().await?)
    }

    /// Begins a transaction that writes. It is rolled back when dropped.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no connection, or it fails.
    pub async fn begin(&self) -> Result<Tx, Error> {
        Tx::begin(self.connection().await?).await
    }

    async fn connection(&self) -> Result<Connection, sqlx::Error> {
        let taken = self.connections.get().await;
        Ok(Connection::new(taken.map_err(failure)?, self.manager().activity.used()))
    }
}

/// A connection from the pool.
type Pooled = Object<Manager>;

/// The driver's error, or one that names the deadline that passed.
fn failure(error: PoolError<sqlx::Error>) -> sqlx::Error {
    match error {
        PoolError::Backend(error) => error,
        PoolError::Timeout(TimeoutType::Wait) => timed::too_late("every connection of the pool is in use", WAIT),
        PoolError::Timeout(TimeoutType::Create | TimeoutType::Recycle) => {
            timed::too_late("the server accepts no connection", CONNECT)
        }
        PoolError::Closed | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => sqlx::Error::PoolClosed,
    }
}

/// Creates a pool for writes, of at most `most` connections directly to the server.
#[must_use]
pub fn connect_lazily(options: ConnectOptions, most: u32) -> Pool {
    connect_through(options, Pooler::None, most)
}

/// The same, with connections through a pooler.
#[must_use]
pub fn connect_through(options: ConnectOptions, pooler: Pooler, most: u32) -> Pool {
    Pool::new(options, pooler, usize::try_from(most).unwrap_or(usize::MAX), Timeouts::WRITES)
}
