//! What can go wrong with the database, told apart by what a caller can do about it.

/// Why a read or a write failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, or has no connection to spare; trying again may help.
    #[error("the database cannot serve right now: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Another worker holds the lease; this one's write was refused.
    #[error("the worker's lease was lost to another worker")]
    Fenced,
    /// A name, slug or account is taken; holds the violated constraint's name.
    #[error("already exists: {0}")]
    Taken(String),
    /// Anything else the database refused.
    #[error("the database refused: {0}")]
    Refused(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("cannot migrate the database: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The address of the database cannot be understood.
    #[error("DATABASE_URL is not the address of a Postgres database: {0}")]
    Address(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(refusal) if refusal.is_unique_violation() => {
                Self::Taken(refusal.constraint().unwrap_or_default().to_owned())
            }
            sqlx::Error::Database(refusal) if is_passing(refusal.code().as_deref()) => Self::Unavailable(error),
            sqlx::Error::Database(_)
            | sqlx::Error::RowNotFound
            | sqlx::Error::ColumnDecode { .. }
            | sqlx::Error::Decode(_)
            | sqlx::Error::Encode(_) => Self::Refused(error),
            _ => Self::Unavailable(error),
        }
    }
}

/// SQLSTATEs that pass: 08 connection, 53 resources (too many connections), 57P operator (shutdown, start-up),
/// 57014 a statement that took too long, 42P01 a table that the migration under way has yet to make.
fn is_passing(code: Option<&str>) -> bool {
    code.is_some_and(|code| ["08", "53", "57P", "57014", "42P01"].iter().any(|class| code.starts_with(class)))
}
