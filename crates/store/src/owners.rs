//! Owners of tournaments, and the users who may create one.

use domain::{
    clock::Timestamp,
    id::{TournamentId, UserId},
};

use crate::{Connection, Error, Pool, Tx};

/// An owner of a tournament.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user.
    pub user_id: UserId,
    /// Since when.
    pub created_at: Timestamp,
}

/// The owners, oldest first.
#[tracing::instrument(target = "trace", name = "store.owners.list", skip_all)]
pub async fn list(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<Owner>, Error> {
    let rows = sqlx::query!(
        "select user_id, created_at from tournament_owners where tournament_id = $1 order by created_at, user_id",
        tournament.0,
    )
    .fetch_all(connection)
    .await?;
    let owner = |(user_id, created_at)| Owner { user_id: UserId(user_id), created_at };
    Ok(rows.into_iter().map(|row| owner((row.user_id, row.created_at.into()))).collect())
}

/// Whether a user is an owner.
#[tracing::instrument(target = "trace", name = "store.owners.is_owner", skip_all)]
pub async fn is_owner(connection: &mut Connection, tournament: TournamentId, user: UserId) -> Result<bool, Error> {
    let found =
        sqlx::query!("select from tournament_owners where tournament_id = $1 and user_id = $2", tournament.0, user.0,)
            .fetch_optional(connection)
            .await?;
    Ok(found.is_some())
}

/// Adds an owner; `false` when the user already is one.
#[tracing::instrument(target = "trace", name = "store.owners.grant", skip_all)]
pub async fn grant(tx: &mut Tx, tournament: TournamentId, user: UserId) -> Result<bool, Error> {
    let added = sqlx::query!(
        "insert into tournament_owners (tournament_id, user_id, created_at) values ($1, $2, clock_timestamp())
        on conflict do nothing",
        tournament.0,
        user.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(added.rows_affected() > 0)
}

/// Removes an owner, unless it is the only one; returns whether it was removed. Two owners that remove each other
/// concurrently may both succeed, unless the tournament is locked.
#[tracing::instrument(target = "trace", name = "store.owners.revoke", skip_all)]
pub async fn revoke(tx: &mut Tx, tournament: TournamentId, user: UserId) -> Result<bool, Error> {
    let removed = sqlx::query!(
        "delete from tournament_owners
        where
            tournament_id = $1
            and user_id = $2
            and exists (select from tournament_owners other where other.tournament_id = $1 and other.user_id <> $2)",
        tournament.0,
        user.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(removed.rows_affected() > 0)
}

/// Whether a user is one of those who may create tournaments when that is restricted.
#[tracing::instrument(target = "trace", name = "store.owners.is_creator", skip_all)]
pub async fn is_creator(connection: &mut Connection, user: UserId) -> Result<bool, Error> {
    let found =
        sqlx::query!("select from tournament_creators where user_id = $1", user.0).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Allows a user to create tournaments; `false` when already allowed.
#[tracing::instrument(target = "trace", name = "store.owners.add_creator", skip_all)]
pub async fn add_creator(pool: &Pool, user: UserId) -> Result<bool, Error> {
    let added = sqlx::query!("insert into tournament_creators (user_id) values ($1) on conflict do nothing", user.0)
        .execute(pool)
        .await?;
    Ok(added.rows_affected() > 0)
}

/// Revokes that permission; `false` when the user did not have it.
#[tracing::instrument(target = "trace", name = "store.owners.remove_creator", skip_all)]
pub async fn remove_creator(pool: &Pool, user: UserId) -> Result<bool, Error> {
    let removed = sqlx::query!("delete from tournament_creators where user_id = $1", user.0).execute(pool).await?;
    Ok(removed.rows_affected() > 0)
}

/// All users with that permission, oldest first.
#[tracing::instrument(target = "trace", name = "store.owners.creators", skip_all)]
pub async fn creators(pool: &Pool) -> Result<Vec<Owner>, Error> {
    let rows = sqlx::query!("select user_id, created_at from tournament_creators order by created_at, user_id")
        .fetch_all(pool)
        .await?;
    let creator = |(user_id, created_at)| Owner { user_id: UserId(user_id), created_at };
    Ok(rows.into_iter().map(|row| creator((row.user_id, row.created_at.into()))).collect())
}
