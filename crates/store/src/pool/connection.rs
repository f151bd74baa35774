//! A connection in use. Every statement on it has a deadline, because it offers no other way to run one.

mod executor;
mod usage;

use futures_util::{
    FutureExt as _, StreamExt as _, TryFutureExt as _, TryStreamExt as _,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, SqlSafeStr as _};
use tokio::time::Instant;

use super::{Pooled, activity::InUse, manager::Made, pooler::Pooler, timed::unanswered};
use usage::Usage;

/// A connection of a [`super::Pool`], returned when dropped. It is closed instead, at once and without telling the
/// server, when it is within a transaction, or a statement is unfinished or broke it.
#[derive(Debug)]
pub struct Connection {
    pooled: Option<Pooled>,
    usage: Usage,
    in_use: Option<InUse>,
}

impl Connection {
    pub(super) fn new(pooled: Pooled, in_use: InUse) -> Self {
        let usage = Usage { is_unsound: false, transaction_ends: None };
        Self { pooled: Some(pooled), usage, in_use: Some(in_use) }
    }

    /// Whether the connection is usable as far as is known.
    pub(super) fn is_sound(&self) -> bool {
        !self.usage.is_unsound
    }

    /// Whether a transaction has begun and not ended.
    pub(super) fn is_in_transaction(&self) -> bool {
        self.usage.transaction_ends.is_some()
    }

    /// Begins a transaction with `statement`. Its time is limited, until [`Connection::end`].
    ///
    /// # Errors
    /// The driver's.
    pub(super) async fn begin(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        let timeouts = self.pooled.as_ref().map(|made| made.timeouts);
        self.usage.transaction_ends = timeouts.map(|timeouts| Instant::now() + timeouts.transaction);
        // Behind a transaction pooler, settings of a session do not last.
        let set = timeouts.filter(|_| self.pooler() == Pooler::Transaction).map(|timeouts| timeouts.of_transaction());
        let begin = format!("{statement};{}", set.unwrap_or_default());
        self.execute(sqlx::raw_sql(AssertSqlSafe(begin))).await?;
        Ok(())
    }

    /// Ends the transaction with `statement`.
    ///
    /// # Errors
    /// The driver's.
    pub(super) async fn end(&mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        self.execute(sqlx::raw_sql(statement.into_sql_str())).await?;
        self.usage.transaction_ends = None;
        Ok(())
    }

    fn pooler(&self) -> Pooler {
        self.pooled.as_ref().map(|made| made.pooler).unwrap_or_default()
    }

    /// Whether a statement needs a transaction of its own: it takes several messages, which a pooler may send to
    /// different sessions.
    fn needs_transaction(&self) -> bool {
        self.pooler() == Pooler::Transaction && !self.is_in_transaction()
    }

    /// Ends a transaction of a single statement: commits if that succeeded, else rolls back.
    async fn end_single<T>(&mut self, ended: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        match ended {
            Ok(answer) => self.end("commit").await.map(|()| answer),
            Err(error) => {
                if self.is_sound() {
                    // If this fails, the connection is closed.
                    let _ = self.end("rollback").await;
                }
                Err(error)
            }
        }
    }

    /// Moves the connection out of a transaction that is dropped.
    pub(super) fn take(&mut self) -> Self {
        let usage = Usage { is_unsound: self.usage.is_unsound, transaction_ends: self.usage.transaction_ends };
        Self { pooled: self.pooled.take(), usage, in_use: self.in_use.take() }
    }

    /// The connection to run a statement on, marked as unusable until the statement ends well, and the statement's
    /// deadline.
    ///
    /// # Errors
    /// [`sqlx::Error::PoolClosed`] when the connection broke before.
    fn start(&mut self) -> Result<(&mut Made, &mut Usage, Instant), sqlx::Error> {
        let Self { pooled, usage, .. } = self;
        let made = pooled.as_mut().filter(|_| !usage.is_unsound).ok_or(sqlx::Error::PoolClosed)?;
        usage.is_unsound = true;
        let answer = Instant::now() + made.timeouts.answer();
        let deadline = usage.transaction_ends.map_or(answer, |ends| ends.min(answer));
        Ok((made, usage, deadline))
    }

    /// Runs a statement that has a single answer.
    fn single_answer<'e, T: Send + 'e>(
        &'e mut self,
        ask: impl FnOnce(&'e mut PgConnection) -> BoxFuture<'e, Result<T, sqlx::Error>> + Send + 'e,
    ) -> BoxFuture<'e, Result<T, sqlx::Error>> {
        async move {
            let (Made { connection, activity, .. }, usage, deadline) = self.start()?;
            let sent_at = Instant::now();
            let answer = tokio::time::timeout_at(deadline, ask(connection)).await;
            let answer = answer.unwrap_or_else(|_| Err(unanswered(sent_at)));
            usage.ended(activity, answer.as_ref().err());
            answer
        }
        .boxed()
    }
}

/// The rows of `all`, once they are all there.
pub(super) fn at_once<'e, T: Send + 'e>(
    all: impl Future<Output = Result<Vec<T>, sqlx::Error>> + Send + 'e,
) -> BoxStream<'e, Result<T, sqlx::Error>> {
    stream::once(all.map_ok(|rows| stream::iter(rows.into_iter().map(Ok)))).try_flatten().boxed()
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(pooled) = self.pooled.take()
            && (self.usage.is_unsound || self.usage.transaction_ends.is_some())
        {
            drop(Pooled::take(pooled));
        }
    }
}
