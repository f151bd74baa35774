//! Connections: few, made on demand, and never waited for longer than a viewer would.

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    Acquire as _, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use crate::Error;

/// The pool of connections.
pub type Pool = PgPool;

/// A transaction that writes.
pub type Write<'a> = Transaction<'a, Postgres>;

/// How long to wait for a connection before the database counts as away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long an idle connection is kept beyond the one that always stays.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);

/// Reads the address of a database. The predecessor's `postgresql+asyncpg://` means the same here.
///
/// # Errors
/// [`Error::Address`] when it is no such address.
pub fn options(url: &str) -> Result<PgConnectOptions, Error> {
    let url = url.trim().replacen("postgresql+asyncpg://", "postgresql://", 1);
    let expected = || Error::Address("expected postgres://user:password@host/name".into());
    // sqlx would take any other database's for one.
    if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        return Err(expected());
    }
    // What it says may repeat the address, password included.
    PgConnectOptions::from_str(&url).map_err(|_| expected())
}

/// A pool of at most `max_connections`; connects when first used, so that a start never waits for the database.
#[must_use]
pub fn connect_lazily(options: PgConnectOptions, max_connections: u32) -> Pool {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(IDLE_TIMEOUT)
        .connect_lazy_with(options)
}

/// One connection of its own to the database of `pool`. What is read through it waits for one another, and so a
/// crowd of readers needs no more.
#[must_use]
pub fn single(pool: &Pool) -> Pool {
    connect_lazily(PgConnectOptions::clone(&pool.connect_options()), 1)
}

/// A statement that takes longer is given up: it waits for a lock, and everything that is read waits for it.
const BEGIN_SNAPSHOT: &str = "begin isolation level repeatable read read only; set local statement_timeout = '3s'";

/// A read-only transaction in which every statement sees the same moment.
#[derive(Debug)]
pub struct Snapshot(pub(crate) Transaction<'static, Postgres>);

impl Snapshot {
    /// Takes one.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn take(pool: &Pool) -> Result<Self, Error> {
        Ok(Self(pool.begin_with(BEGIN_SNAPSHOT).await?))
    }
}

/// How long a write may pause; the database cuts off one that hangs, and undoes it.
pub(crate) const PAUSE_LIMIT: &str = "10s";

/// Begins a transaction that writes.
///
/// # Errors
/// [`Error::Unavailable`] when the database is away.
pub async fn begin(pool: &Pool) -> Result<Write<'static>, Error> {
    let mut tx = pool.begin().await?;
    sqlx::query!("select set_config('idle_in_transaction_session_timeout', $1, true)", PAUSE_LIMIT)
        .fetch_one(&mut *tx)
        .await?;
    Ok(tx)
}

/// Begins one within another, which can be undone alone.
///
/// # Errors
/// When the database does.
pub async fn nest<'a>(outer: &'a mut Write<'_>) -> Result<Write<'a>, Error> {
    Ok(outer.begin().await?)
}

/// Ends a transaction for good.
///
/// # Errors
/// When the database does; then it is undone.
pub async fn commit(tx: Write<'_>) -> Result<(), Error> {
    Ok(tx.commit().await?)
}

/// Undoes a transaction.
///
/// # Errors
/// When the database does.
pub async fn undo(tx: Write<'_>) -> Result<(), Error> {
    Ok(tx.rollback().await?)
}
