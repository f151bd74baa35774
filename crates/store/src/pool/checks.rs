//! Checks of the database that a process makes at its start.

use sqlx::{Executor as _, Row as _, SqlSafeStr as _};

use super::{Connection, Pool};
use crate::Error;

/// Whether connections lead through a transaction pooler, which assigns each transaction any free session: then two
/// connections share a session, or one changes its session.
pub async fn shares_sessions(pool: &Pool) -> Result<bool, Error> {
    let (mut first, mut second) = (pool.acquire().await?, pool.acquire().await?);
    let (before, other, after) = (session(&mut first).await?, session(&mut second).await?, session(&mut first).await?);
    Ok(before == other || before != after)
}

/// The server process of a connection's session, queried without a prepared statement.
async fn session(connection: &mut Connection) -> Result<String, Error> {
    let row = connection.fetch_one(sqlx::raw_sql("select pg_backend_pid()::text as session".into_sql_str())).await?;
    Ok(row.try_get("session")?)
}

/// How many concurrent connections this role may have; `None` for a superuser, who has no limit.
#[tracing::instrument(target = "trace", name = "store.pool.checks.allowed_connections", skip_all)]
pub async fn allowed_connections(pool: &Pool) -> Result<Option<i64>, Error> {
    let allowed = sqlx::query_scalar!(
        "select least(
            nullif(role.rolconnlimit, -1),
            nullif(base.datconnlimit, -1),
            current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        )
        from pg_roles role, pg_database base
        where role.rolname = current_user and not role.rolsuper and base.datname = current_database()"
    )
    .fetch_optional(pool)
    .await?;
    Ok(allowed.flatten().map(i64::from))
}
