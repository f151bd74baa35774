//! Hosts of the built-in sign-in, whom operators add and remove.

use std::collections::HashMap;

use domain::{clock::Timestamp, id::UserId, name::Name};

use crate::{Connection, Error, Tx};

/// A host who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Who.
    pub user_id: UserId,
    /// What operators call them.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Sessions that have neither ended nor expired.
    pub sessions: i64,
}

/// The hosts who may sign in, the longest-standing first. Who adds or removes one locks them before ([`lock`]).
#[tracing::instrument(target = "trace", name = "store.sign_in.hosts.list", skip_all)]
pub async fn list(connection: &mut Connection, now: Timestamp) -> Result<Vec<Host>, Error> {
    let rows = sqlx::query!(
        r#"select
            host.user_id,
            host.name,
            host.created_at,
            (
                select count(*)
                from host_sessions session
                where session.user_id = host.user_id and session.expires_at > $1
            ) as "sessions!"
        from hosts host
        where host.removed_at is null
        order by host.created_at, host.user_id"#,
        now.inner(),
    )
    .fetch_all(connection)
    .await?;
    let host = |(user_id, name, created_at, sessions)| Host { user_id: UserId(user_id), name, created_at, sessions };
    Ok(rows.into_iter().map(|row| host((row.user_id, row.name, row.created_at.into(), row.sessions))).collect())
}

/// Keeps others from adding and removing hosts until the transaction ends.
#[tracing::instrument(target = "trace", name = "store.sign_in.hosts.lock", skip_all)]
pub async fn lock(tx: &mut Tx) -> Result<(), Error> {
    sqlx::query!("lock table hosts in share row exclusive mode").execute(&mut **tx).await?;
    Ok(())
}

/// Adds a host.
///
/// # Errors
/// [`Error::UniqueViolation`] when there is one of that name.
#[tracing::instrument(target = "trace", name = "store.sign_in.hosts.add", skip_all)]
pub async fn add(tx: &mut Tx, user: UserId, name: &Name, now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "insert into hosts (user_id, name, created_at) values ($1, $2, $3)",
        user.0,
        name.as_str(),
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a host sign in no longer: ends their sessions, and their link leads nowhere.
#[tracing::instrument(target = "trace", name = "store.sign_in.hosts.remove", skip_all)]
pub async fn remove(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<(), Error> {
    // In the same order as a sign-in, which uses up the link before it locks the host: otherwise the two could
    // deadlock.
    sqlx::query!("delete from sign_in_links where user_id = $1", user.0).execute(&mut **tx).await?;
    // Before the sessions, because whoever begins one waits for it.
    sqlx::query!("update hosts set removed_at = $2 where user_id = $1", user.0, now.inner()).execute(&mut **tx).await?;
    sqlx::query!("delete from host_sessions where user_id = $1", user.0).execute(&mut **tx).await?;
    Ok(())
}

/// The names of those of `users` who are hosts, or were.
#[tracing::instrument(target = "trace", name = "store.sign_in.hosts.names", skip_all)]
pub async fn names(connection: &mut Connection, users: &[UserId]) -> Result<HashMap<UserId, String>, Error> {
    let users: Vec<_> = users.iter().map(|user| user.0).collect();
    let rows =
        sqlx::query!("select user_id, name from hosts where user_id = any($1)", &users).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.user_id), row.name)).collect())
}
