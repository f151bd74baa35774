//! The schema's versions, embedded, each with its way back.

use sqlx::migrate::Migrator;

use crate::{Error, Pool, pool};

/// The migrations in `migrations/`.
pub static MIGRATOR: Migrator = sqlx::migrate!("../../migrations");

/// Brings the schema up to date. Safe to run from several processes at once: the first takes a lock.
///
/// # Errors
/// [`Error::Migration`] when one fails; those before it stay.
pub async fn run(pool: &Pool) -> Result<(), Error> {
    let one = of_one(pool);
    let migrated = MIGRATOR.run(&one).await;
    one.close().await;
    Ok(migrated?)
}

/// Takes the schema back to `version`, 0 being the empty database.
///
/// # Errors
/// [`Error::Migration`] when one fails; those undone before it stay undone.
pub async fn revert_to(pool: &Pool, version: i64) -> Result<(), Error> {
    let one = of_one(pool);
    let reverted = MIGRATOR.undo(&one, version).await;
    one.close().await;
    Ok(reverted?)
}

/// A connection to close afterwards: a migration that fails leaves its lock on the connection, which in
/// the pool would keep everybody else out.
fn of_one(pool: &Pool) -> Pool {
    pool::connect_lazily(pool.connect_options().as_ref().clone(), 1)
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
