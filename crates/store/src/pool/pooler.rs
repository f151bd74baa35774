//! Support for a transaction pooler between us and the server.

use sqlx::{Execute, Postgres, SqlStr, postgres::PgArguments};

/// Whether connections lead directly to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pooler {
    /// They do, or a pooler gives each a session of its own.
    #[default]
    None,
    /// A pooler assigns each transaction any free session, like PgBouncer's `pool_mode = transaction`: nothing outlives
    /// a transaction, neither settings nor prepared statements.
    Transaction,
}

/// A statement that is prepared for a single use if prepared statements do not last.
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
