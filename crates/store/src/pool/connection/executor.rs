//! Runs the driver's statements on a connection.

use futures_util::{
    FutureExt as _, StreamExt as _, TryStreamExt as _,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use sqlx::{
    Describe, Either, Execute, Executor, Postgres, SqlStr,
    postgres::{PgQueryResult, PgRow, PgStatement, PgTypeInfo},
};

use super::{Connection, at_once};
use crate::pool::{pooler::Prepared, timed::TimedRows};

impl<'c> Executor<'c> for &'c mut Connection {
    type Database = Postgres;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, Result<Either<PgQueryResult, PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        if self.needs_transaction() {
            let all = async move {
                self.begin("begin").await?;
                let rows = self.fetch_many(query).try_collect().await;
                self.end_single(rows).await
            };
            return at_once(all);
        }
        let (made, usage, deadline) = match self.start() {
            Ok(started) => started,
            Err(error) => return stream::once(async { Err(error) }).boxed(),
        };
        let activity = made.activity.clone();
        let rows = made.connection.fetch_many(Prepared { statement: query, pooler: made.pooler });
        let ended = move |error: Option<&sqlx::Error>| usage.ended(&activity, error);
        TimedRows::new(rows, deadline, ended).boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<PgRow>, sqlx::Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Postgres>,
    {
        let pooler = self.pooler();
        let statement = Prepared { statement: query, pooler };
        if !self.needs_transaction() {
            return self.single_answer(move |connection| connection.fetch_optional(statement));
        }
        let all = async move {
            self.begin("begin").await?;
            let row = self.single_answer(move |connection| connection.fetch_optional(statement)).await;
            self.end_single(row).await
        };
        all.boxed()
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [PgTypeInfo],
    ) -> BoxFuture<'e, Result<PgStatement, sqlx::Error>>
    where
        'c: 'e,
    {
        self.single_answer(move |connection| connection.prepare_with(sql, parameters))
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Postgres>, sqlx::Error>>
    where
        'c: 'e,
    {
        self.single_answer(move |connection| connection.describe(sql))
    }
}
