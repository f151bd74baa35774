//! Transactions that write, and read-only snapshots.

use std::ops::{Deref, DerefMut};

use sqlx::{Executor as _, SqlSafeStr as _};
use tokio::runtime::Handle;

use super::{Connection, Pool};
use crate::Error;

/// A transaction that writes. It is rolled back when dropped before its commit.
#[derive(Debug)]
pub struct Tx {
    connection: Connection,
}

impl Tx {
    pub(super) async fn begin(connection: Connection) -> Result<Self, Error> {
        Self::begin_with(connection, "begin").await
    }

    async fn begin_with(mut connection: Connection, statement: &'static str) -> Result<Self, Error> {
        connection.begin(statement).await?;
        Ok(Self { connection })
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection failed: then it is unknown whether it was committed.
    pub async fn commit(mut self) -> Result<(), Error> {
        Ok(self.connection.end("commit").await?)
    }

    /// Rolls the transaction back.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection failed; then the server rolls it back.
    pub async fn rollback(mut self) -> Result<(), Error> {
        Ok(self.connection.end("rollback").await?)
    }

    /// Sets the savepoint for [`Tx::rollback_to_savepoint`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection failed.
    pub async fn savepoint(&mut self) -> Result<(), Error> {
        self.simple("savepoint here").await
    }

    /// Rolls back to the last [`Tx::savepoint`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection failed.
    pub async fn rollback_to_savepoint(&mut self) -> Result<(), Error> {
        self.simple("rollback to savepoint here").await
    }

    /// Forgets the last [`Tx::savepoint`]; what was done since stays.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the connection failed.
    pub async fn release_savepoint(&mut self) -> Result<(), Error> {
        self.simple("release savepoint here").await
    }

    /// Runs a statement without parameters, in one message and without a prepared statement.
    async fn simple(&mut self, statement: &'static str) -> Result<(), Error> {
        self.connection.execute(sqlx::raw_sql(statement.into_sql_str())).await?;
        Ok(())
    }
}

impl Deref for Tx {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.connection.is_in_transaction() || !self.connection.is_sound() {
            return;
        }
        // Without a runtime, the connection is dropped within its transaction, which closes it.
        let Ok(runtime) = Handle::try_current() else { return };
        let mut connection = self.connection.take();
        runtime.spawn(async move {
            // If this fails, the connection is closed.
            let _ = connection.end("rollback").await;
        });
    }
}

/// A read-only transaction in which every statement sees the same moment.
#[derive(Debug)]
pub struct Snapshot(Tx);

impl Snapshot {
    /// Begins a snapshot.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no connection, or it fails.
    pub async fn take(pool: &Pool) -> Result<Self, Error> {
        let connection = pool.acquire().await?;
        Ok(Self(Tx::begin_with(connection, "begin isolation level repeatable read read only").await?))
    }

    /// Ends the snapshot and returns the connection at once. A dropped snapshot returns it a moment later.
    pub async fn end(mut self) {
        // If this fails, the connection is closed.
        let _ = self.0.connection.end("rollback").await;
    }
}

impl Deref for Snapshot {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}
