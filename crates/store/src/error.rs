//! Errors of the database, told apart by what a caller can do about them.

use crate::pool::WrongEncoding;

/// Why a read or a write failed. Whatever runs a statement may fail as [`Error::Unavailable`], [`Error::Contended`] and
/// [`Error::Refused`], and behind a pooler that was not declared as [`Error::Pooler`]: that is said here for all of
/// this crate. A function's `# Errors` names what it may fail as besides.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, or has no connection to spare; trying again may help.
    #[error("the database cannot serve right now: {0}")]
    Unavailable(#[source] DriverError),
    /// Another transaction was in the way: a deadlock, a lock that was not released in time, or a pause that was too
    /// long. This one was undone as a whole; trying again may help.
    #[error("another transaction was in the way: {0}")]
    Contended(#[source] DriverError),
    /// Another worker holds the lease; this one's write was refused.
    #[error("the worker's lease was lost to another worker")]
    Fenced,
    /// A name, slug or account is taken; holds the violated constraint's name.
    #[error("already exists: {0}")]
    UniqueViolation(String),
    /// Anything else the database refused.
    #[error("the database refused: {0}")]
    Refused(#[source] DriverError),
    /// The database cannot hold every name.
    #[error("the database is of no use: {0}")]
    Encoding(#[source] DriverError),
    /// A pooler mixes up sessions, to which prepared statements and settings belong.
    #[error("DATABASE_URL leads through a transaction pooler: set DATABASE_POOLER=transaction and LISTEN_DATABASE_URL")]
    Pooler,
    /// A row holds what the schema allows in none, and cannot be used: the database was damaged or changed by hand.
    #[error("the database holds {value:?} as {column}")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// What it holds.
        value: String,
    },
    /// The schema could not be brought up to date.
    #[error("cannot migrate the database: {0}")]
    Migration(#[source] MigrationError),
    /// The address of the database cannot be understood.
    #[error("DATABASE_URL is not the address of a Postgres database: {0}")]
    Address(String),
}

/// What the driver says of a statement or a connection.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct DriverError(sqlx::Error);

/// What the driver says of a migration.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct MigrationError(pub(crate) sqlx::migrate::MigrateError);

impl Error {
    pub(crate) fn corrupt(column: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self::Corrupt { column, value: value.to_string() }
    }

    /// Whether a table is not there: nobody has run the migrations yet.
    #[must_use]
    pub fn is_schema_missing(&self) -> bool {
        match self {
            Self::Unavailable(DriverError(sqlx::Error::Database(refusal))) => {
                refusal.code().as_deref() == Some("42P01")
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) if refusal.is_unique_violation() => {
                Self::UniqueViolation(refusal.constraint().unwrap_or_default().to_owned())
            }
            sqlx::Error::Database(refusal) if is_contention(refusal.code().as_deref()) => {
                Self::Contended(DriverError(error))
            }
            sqlx::Error::Database(refusal) if is_of_pooler(refusal.code().as_deref()) => Self::Pooler,
            sqlx::Error::Database(refusal) if is_passing(refusal.code().as_deref()) => {
                Self::Unavailable(DriverError(error))
            }
            sqlx::Error::Configuration(cause) if cause.is::<WrongEncoding>() => Self::Encoding(DriverError(error)),
            sqlx::Error::Database(_)
            | sqlx::Error::RowNotFound
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::Encode(_) => Self::Refused(DriverError(error)),
            _ => Self::Unavailable(DriverError(error)),
        }
    }
}

/// SQLSTATEs of transactions that were undone in favour of another: 40001 serialization failure, 40P01 deadlock, 55P03
/// lock time-out, 25P03 a pause within a transaction.
fn is_contention(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["40001", "40P01", "55P03", "25P03"].contains(&code))
}

/// SQLSTATEs of a prepared statement in somebody else's session: 26000 it does not exist, 42P05 it exists already.
fn is_of_pooler(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["26000", "42P05"].contains(&code))
}

/// SQLSTATEs that pass: 08 connection, 53 resources (too many connections), 57P operator (shutdown, start-up), 57014 a
/// statement that took too long, 25006 a standby or a database that is read-only for a while, 28 and 3D000 a password or
/// a database that is being changed, 42P01 a table that the migration under way has yet to make.
fn is_passing(code: Option<&str>) -> bool {
    let passing = ["08", "53", "57P", "57014", "25006", "28", "3D000", "42P01"];
    code.is_some_and(|code| passing.iter().any(|class| code.starts_with(class)))
}
