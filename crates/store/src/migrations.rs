//! The schema's migrations, embedded, each with its way back.

mod server_versions;

use std::{collections::BTreeSet, time::Duration};

use sqlx::{
    Executor as _, PgConnection, PgPool, SqlSafeStr as _,
    migrate::{Migrate as _, MigrateError, Migrator},
    postgres::PgPoolOptions,
};

use crate::{Error, MigrationError, Pool};

pub use server_versions::for_server;

/// The migrations in `migrations/`.
static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// The table of applied migrations, under the migrator's own name.
const RECORD: &str = "_sqlx_migrations";

/// The time limit of a whole run: an index over a large table takes minutes.
const RUN: Duration = Duration::from_secs(15 * 60);
/// The time limit for connecting.
const CONNECT: Duration = Duration::from_secs(5);
/// How long to wait for another process that migrates, after which time a paused one is cut off, and how long a
/// statement may take, whatever the role's own limit is: as long as the run.
const TIMEOUTS: &str = "set lock_timeout = '30s'; set idle_in_transaction_session_timeout = '20s';
    set idle_session_timeout = '20s'; set statement_timeout = '15min'";

/// How long a statement of a migration waits for a lock: whoever uses the table meanwhile waits behind it.
const LOCK: &str = "set lock_timeout = '5s'";

/// A migration that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The schema's version after it.
    pub version: i64,
    /// The description in its file name.
    pub description: &'static str,
}

impl std::fmt::Display for Migration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { version, description } = self;
        write!(f, "{version:04} {description}")
    }
}

/// The versions of all migrations, in order.
pub(crate) fn versions_known() -> BTreeSet<i64> {
    MIGRATOR.iter().map(|migration| migration.version).collect()
}

/// The version of an up-to-date schema.
#[must_use]
pub fn latest() -> Option<i64> {
    MIGRATOR.iter().map(|migration| migration.version).max()
}

/// Brings the schema up to date and returns the applied migrations. Safe to run from several processes at once: the
/// first takes a lock, and only that one returns what it applied.
///
/// # Errors
/// [`Error::Encoding`] for a database whose encoding cannot store every name; [`Error::Migration`] when a migration
/// fails, the run takes longer than 15 minutes, or there is no connection; earlier migrations stay applied.
pub async fn run(pool: &Pool) -> Result<Vec<Migration>, Error> {
    // Rejects an unsuitable database before anything is written to it.
    drop(pool.acquire().await?);
    let own = own_connection(pool);
    let migrated = within(apply(&own)).await;
    close(&own).await;
    migrated
}

async fn apply(own: &PgPool) -> Result<Vec<Migration>, MigrateError> {
    let mut connection = own.acquire().await?;
    // The migrator takes the same lock once more. A lock left behind by an error ends with the connection.
    connection.lock().await?;
    connection.execute(sqlx::raw_sql(LOCK.into_sql_str())).await?;
    let before = versions(&mut connection).await?;
    // Not `run`: it borrows the connection generically, and the compiler cannot prove that such a future is `Send`.
    for_server(server_version(&mut connection).await?).run_direct(None, &mut *connection, false).await?;
    let after = versions(&mut connection).await?;
    connection.unlock().await?;
    let applied = MIGRATOR.iter().filter(|migration| !migration.migration_type.is_down_migration());
    let applied =
        applied.filter(|migration| after.contains(&migration.version) && !before.contains(&migration.version));
    Ok(applied.map(|applied| Migration { version: applied.version, description: &applied.description }).collect())
}

/// The server's version, as in `server_version_num`.
#[tracing::instrument(target = "trace", name = "store.migrations.server_version", skip_all)]
async fn server_version(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar!(r#"select current_setting('server_version_num')::int as "version!""#)
        .fetch_one(connection)
        .await
}

/// The versions that the database has.
async fn versions(connection: &mut PgConnection) -> Result<BTreeSet<i64>, MigrateError> {
    connection.ensure_migrations_table(RECORD).await?;
    let applied = connection.list_applied_migrations(RECORD).await?;
    Ok(applied.into_iter().map(|migration| migration.version).collect())
}

/// A pool of one connection to close afterwards, because a failed migration leaves its lock on it. It is the driver's
/// own pool, the only kind that the migrator takes.
fn own_connection(pool: &Pool) -> PgPool {
    let options = PgPoolOptions::new().max_connections(1).acquire_timeout(CONNECT).after_connect(|connection, _| {
        Box::pin(async move { connection.execute(sqlx::raw_sql(TIMEOUTS.into_sql_str())).await.map(|_| ()) })
    });
    options.connect_lazy_with(pool.options().clone())
}

/// Closes it, without waiting for a server that does not answer.
async fn close(own: &PgPool) {
    let _ = tokio::time::timeout(CONNECT, own.close()).await;
}

async fn within<T>(run: impl Future<Output = Result<T, MigrateError>>) -> Result<T, Error> {
    let ran = tokio::time::timeout(RUN, run).await.unwrap_or_else(|_| Err(MigrateError::Execute(too_late())));
    ran.map_err(|error| Error::Migration(MigrationError(error)))
}

fn too_late() -> sqlx::Error {
    sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())
}

/// Whether a retry of a failed migration may succeed: the database was away or took no writes, or another transaction
/// was in the way, such as that of a process that migrates. No migration was at fault.
#[must_use]
pub fn may_pass(error: &Error) -> bool {
    use MigrateError::{Execute, ExecuteMigration};
    let cause = match error {
        Error::Unavailable(_) => return true,
        Error::Migration(MigrationError(Execute(cause) | ExecuteMigration(cause, _))) => cause,
        _ => return false,
    };
    match cause {
        sqlx::Error::Database(refusal) => refusal.code().is_some_and(|code| passes(&code)),
        other => matches!(
            other,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::Tls(_) | sqlx::Error::Protocol(_)
        ),
    }
}

/// SQLSTATEs of failures that are no migration's: 08 connection, 53 resources, 57P operator (shutdown, start-up), 25006
/// a standby or a read-only database, 25P03 a pause, 40 deadlocks and the like, 55P03 a lock that was not released.
fn passes(code: &str) -> bool {
    ["08", "53", "57P", "25006", "25P03", "40", "55P03"].iter().any(|class| code.starts_with(class))
}

/// Whether a migration was refused because the schema is of a newer version of the service, with whose schema this one
/// works: a migration was applied that comes after all that this executable knows.
#[must_use]
pub fn is_of_newer(error: &Error) -> bool {
    match error {
        Error::Migration(MigrationError(MigrateError::VersionMissing(version))) => latest() < Some(*version),
        _ => false,
    }
}
