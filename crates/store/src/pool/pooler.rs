//! Detects a transaction pooler between us and the server.

use sqlx::{Execute, Postgres, SqlStr, postgres::PgArguments};

/// Whether connections lead to the server itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// They do, or a pooler gives each a session of its own.
    #[default]
    None,
    /// A pooler gives each transaction whichever session is free, as PgBouncer's `pool_mode = transaction` does: nothing
    /// outlives a transaction, neither settings nor prepared statements.
    Transaction,
}

/// A statement that is prepared only for this once, where prepared statements do not last.
pub(super) struct Prepared<E> {
    pub(super) statement: E,
    pub(super) pooler: Pooler,
}

impl<'q, E: Execute<'q, Postgres>> Execute<'q, Postgres> for Prepared<E> {
    fn sql(self) -> SqlStr {
        self.statement.sql()
    }

    fn statement(&self) -> Option<&sqlx::postgres::PgStatement> {
        self.statement.statement()
    }

    fn take_arguments(&mut self) -> Result<Option<PgArguments>, sqlx::error::BoxDynError> {
        self.statement.take_arguments()
    }

    fn persistent(&self) -> bool {
        self.pooler == Pooler::None && self.statement.persistent()
    }
}
