//! Sessions of hosts. One that ends is deleted, so that those stored are those that are good.

use domain::{clock::Timestamp, id::UserId};
use uuid::Uuid;

use crate::{Connection, Error, Tx};

/// A host's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub user_id: UserId,
}

/// Begins a session; `false` when the host was removed. Of the host's sessions the newest `most` go on, and the others
/// end.
#[tracing::instrument(target = "trace", name = "store.sign_in.sessions.begin", skip_all)]
pub async fn begin(
    tx: &mut Tx,
    session: Session,
    now: Timestamp,
    expires_at: Timestamp,
    most: i64,
) -> Result<bool, Error> {
    let Session { id, user_id } = session;
    // Waits for whoever removes the host.
    let begun = sqlx::query!(
        "insert into host_sessions (id, user_id, created_at, expires_at)
        select $1, user_id, $3, $4 from hosts where user_id = $2 and removed_at is null for share",
        id,
        user_id.0,
        now.inner(),
        expires_at.inner(),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from host_sessions
        where
            user_id = $1
            and id in (
                select id
                from host_sessions
                where user_id = $1
                order by created_at desc, id = $2 desc
                offset $3
            )",
        user_id.0,
        id,
        most,
    )
    .execute(&mut **tx)
    .await?;
    Ok(begun.rows_affected() > 0)
}

/// Lets a session last until `expires_at`, unless it lasts until `enough` already; says whether it was changed.
#[tracing::instrument(target = "trace", name = "store.sign_in.sessions.renew", skip_all)]
pub async fn renew(
    connection: &mut Connection,
    id: Uuid,
    enough: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let renewed = sqlx::query!(
        "update host_sessions set expires_at = $3 where id = $1 and expires_at < $2",
        id,
        enough.inner(),
        expires_at.inner(),
    )
    .execute(connection)
    .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Ends a session.
#[tracing::instrument(target = "trace", name = "store.sign_in.sessions.end", skip_all)]
pub async fn end(connection: &mut Connection, id: Uuid) -> Result<(), Error> {
    sqlx::query!("delete from host_sessions where id = $1", id).execute(connection).await?;
    Ok(())
}

/// Ends all sessions of a host; says how many there were.
#[tracing::instrument(target = "trace", name = "store.sign_in.sessions.end_all", skip_all)]
pub async fn end_all(connection: &mut Connection, user: UserId) -> Result<u64, Error> {
    let ended = sqlx::query!("delete from host_sessions where user_id = $1", user.0).execute(connection).await?;
    Ok(ended.rows_affected())
}

/// All sessions, or the `most` that last the longest.
#[tracing::instrument(target = "trace", name = "store.sign_in.sessions.all", skip_all)]
pub async fn all(connection: &mut Connection, most: i64) -> Result<Vec<Session>, Error> {
    let rows = sqlx::query!("select id, user_id from host_sessions order by expires_at desc limit $1", most)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| Session { id: row.id, user_id: UserId(row.user_id) }).collect())
}
