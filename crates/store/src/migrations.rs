//! The schema's versions, embedded, each with its way back.

use std::time::Duration;

use sqlx::{
    Executor as _, PgPool, SqlSafeStr as _,
    migrate::{MigrateError, Migrator},
    postgres::PgPoolOptions,
};

use crate::{Error, Pool};

/// The migrations in `migrations/`.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// How long a run may take in all: an index over a large table takes minutes.
const RUN: Duration = Duration::from_secs(15 * 60);
/// How long the server may take to accept the connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Another process that migrates is waited for this long, and one that is paused while it does is cut off after it.
const PATIENCE: &str = "set lock_timeout = '30s'; set idle_in_transaction_session_timeout = '20s';
    set idle_session_timeout = '20s'";

/// Brings the schema up to date. Safe to run from several processes at once: the first takes a lock.
///
/// # Errors
/// [`Error::Encoding`] for a database that cannot hold every name; [`Error::Migration`] when one fails, the run takes longer than 15 minutes, or there is no connection; those before
/// it stay.
pub async fn run(pool: &Pool) -> Result<(), Error> {
    // Refuses a database of no use before anything is written to it.
    drop(pool.acquire().await?);
    let own = own_connection(pool);
    let migrated = within(MIGRATOR.run(&own)).await;
    close(&own).await;
    migrated
}

/// Takes the schema back to `version`, 0 being the empty database.
///
/// # Errors
/// As [`run`]; those undone before it stay undone.
pub async fn revert_to(pool: &Pool, version: i64) -> Result<(), Error> {
    let own = own_connection(pool);
    let reverted = within(MIGRATOR.undo(&own, version)).await;
    close(&own).await;
    reverted
}

/// A connection to close afterwards: a migration that fails leaves its lock on it. It is of the driver's own pool,
/// which alone the migrator takes.
fn own_connection(pool: &Pool) -> PgPool {
    let options = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT).after_connect(|connection, _| {
        Box::pin(async move { connection.execute(sqlx::raw_sql(PATIENCE.into_sql_str())).await.map(|_| ()) })
    });
    options.connect_lazy_with(pool.options().clone())
}

/// Closes it, without waiting for a server that does not answer.
async fn close(own: &PgPool) {
    let _ = tokio::time::timeout(CONNECT, own.close()).await;
}

async fn within(run: impl Future<Output = Result<(), MigrateError>>) -> Result<(), Error> {
    Ok(tokio::time::timeout(RUN, run).await.unwrap_or_else(|_| Err(MigrateError::Execute(too_late())))?)
}

fn too_late() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
}

/// Whether a failed migration may go through later: the database was away, and no migration was at fault.
#[must_use]
pub fn may_pass(error: &Error) -> bool {
    use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
    let cause = match error {
        Error::Unavailable(_) => return true,
        Error::Migration(Execute(cause) | ExecuteMigration(cause, _)) => cause,
        _ => return false,
    };
    matches!(cause, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_))
}
