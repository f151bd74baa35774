//! Errors of the database, distinguished by what a caller can do about them.

use crate::pool::WrongEncoding;

/// Why a read or a write failed. Every function that runs a statement can return [`Error::Unavailable`],
/// [`Error::Contended`] and [`Error::Refused`], behind an undeclared pooler [`Error::Pooler`], and if it makes a
/// connection to a database that is not UTF-8 [`Error::Encoding`]. A function's `# Errors` section lists only its
/// further errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is unreachable, or has no connection to spare; a retry may help.
    #[error("the database cannot serve right now: {0}")]
    Unavailable(#[source] DriverError),
    /// Another transaction was in the way: a deadlock, a lock that was not released in time, or a pause that was too
    /// long. This transaction was rolled back; a retry may help.
    #[error("another transaction was in the way: {0}")]
    Contended(#[source] DriverError),
    /// Another worker holds the lease, so this worker's write was refused.
    #[error("the worker's lease was lost to another worker")]
    Fenced,
    /// A name, slug or account is taken; holds the violated constraint's name.
    #[error("already exists: {0}")]
    UniqueViolation(String),
    /// A row that another one refers to is missing, or cannot be deleted; holds the violated constraint's name.
    #[error("still in use, or does not exist: {0}")]
    ForeignKeyViolation(String),
    /// The database refused for another reason.
    #[error("the database refused: {0}")]
    Refused(#[source] DriverError),
    /// The database's encoding cannot store every name.
    #[error("the database cannot be used: {0}")]
    Encoding(#[source] DriverError),
    /// A transaction pooler mixes up the sessions that prepared statements and settings belong to.
    #[error("DATABASE_URL leads through a transaction pooler: set DATABASE_POOLER=transaction and LISTEN_DATABASE_URL")]
    Pooler,
    /// A row has a value that the schema does not allow: the database was damaged or changed by hand.
    #[error("the database was damaged or changed by hand: {column} is {value:?}")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// Its value.
        value: String,
    },
    /// A migration failed.
    #[error("cannot migrate the database: {0}")]
    Migration(#[source] MigrationError),
    /// The database URL is invalid.
    #[error("DATABASE_URL is not the address of a Postgres database: {0}")]
    Address(String),
}

/// The driver's error of a statement or a connection.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct DriverError(sqlx::Error);

/// The driver's error of a migration.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct MigrationError(pub(crate) sqlx::migrate::MigrateError);

impl Error {
    pub(crate) fn corrupt(column: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self::Corrupt { column, value: value.to_string() }
    }

    /// Whether a table does not exist, because the migrations have not run yet.
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
            sqlx::Error::Database(refusal) if refusal.is_foreign_key_violation() => {
                Self::ForeignKeyViolation(refusal.constraint().unwrap_or_default().to_owned())
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

/// SQLSTATEs of transactions that were rolled back in favour of another: 40001 serialization failure, 40P01 deadlock,
/// 55P03 lock time-out, 25P03 a pause within a transaction.
fn is_contention(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["40001", "40P01", "55P03", "25P03"].contains(&code))
}

/// SQLSTATEs of a prepared statement in another session: 26000 it does not exist, 42P05 it exists already.
fn is_of_pooler(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["26000", "42P05"].contains(&code))
}

/// SQLSTATEs of temporary failures: 08 connection, 53 resources (too many connections), 57P operator (shutdown,
/// start-up), 57014 a statement that took too long, 25006 a standby or a temporarily read-only database, 28 and 3D000 a
/// password or a database that is being changed, 42P01 a table that a running migration has yet to create.
fn is_passing(code: Option<&str>) -> bool {
    let passing = ["08", "53", "57P", "57014", "25006", "28", "3D000", "42P01"];
    code.is_some_and(|code| passing.iter().any(|class| code.starts_with(class)))
}
