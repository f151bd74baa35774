//! Creates, changes and deletes tournaments.

use domain::{
    id::{LeaderboardId, TournamentId, UserId},
    roster::Presentation,
    tournament::{RankBy, Tournament, Window},
};
use sqlx::types::Json;

use crate::{Connection, Error, Tx, columns::time, read};

/// A tournament to create.
#[derive(Clone, Debug)]
pub struct NewTournament {
    /// Its name in URLs.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The ladder it is held on.
    pub leaderboard_id: LeaderboardId,
    /// The number by which entries are ranked.
    pub rank_by: RankBy,
    /// When matches count.
    pub window: Window,
    /// Prize money in hundredths of the currency's unit.
    pub prize_pool_cents: Option<i64>,
    /// The links to the hosts' broadcasts.
    pub host_stream_urls: Vec<String>,
    /// The frontends' own data.
    pub presentation: Presentation,
}

/// Creates a tournament. `creator` stays its creator, whoever owns it later.
///
/// # Errors
/// [`Error::UniqueViolation`] when the slug is taken.
#[tracing::instrument(target = "trace", name = "store.tournaments.create", skip_all)]
pub async fn create(tx: &mut Tx, new: &NewTournament, creator: UserId) -> Result<TournamentId, Error> {
    let id = sqlx::query_scalar!(
        "insert into tournaments (
            slug, name, leaderboard_id, rank_by, start_date, end_date, prize_pool_cents, host_stream_urls, presentation,
            created_by
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        returning id",
        new.slug,
        new.name,
        new.leaderboard_id.0,
        new.rank_by.as_str(),
        time(new.window.start),
        time(new.window.end),
        new.prize_pool_cents,
        &new.host_stream_urls,
        Json(&new.presentation) as _,
        creator.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(TournamentId(id))
}

/// Finds the tournament with that slug. Does not resolve `current`, which only reads accept.
///
/// # Errors
/// [`Error::Corrupt`] when it has a ranking number that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.tournaments.find", skip_all)]
pub async fn find(connection: &mut Connection, slug: &str) -> Result<Option<Tournament>, Error> {
    // The database rejects NUL as invalid text.
    let slug = Some(slug).filter(|slug| !slug.contains('\0'));
    let found = sqlx::query_scalar!("select id from tournaments where slug = $1", slug);
    match found.fetch_optional(&mut *connection).await? {
        Some(id) => read::tournaments::one(connection, TournamentId(id)).await,
        None => Ok(None),
    }
}

/// Finds the tournament with that slug, and locks it and everything that belongs to it against other changes until the
/// transaction ends.
///
/// # Errors
/// [`Error::Corrupt`] when it has a ranking number that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.tournaments.lock", skip_all)]
pub async fn lock(tx: &mut Tx, slug: &str) -> Result<Option<Tournament>, Error> {
    let Some(found) = find(tx, slug).await? else { return Ok(None) };
    sqlx::query!("select from tournaments where id = $1 for no key update", found.id.0)
        .fetch_optional(&mut **tx)
        .await?;
    // Read again, because the previous holder of the lock may have changed or deleted it.
    read::tournaments::one(tx, found.id).await
}

/// Saves everything of a tournament that can change.
#[tracing::instrument(target = "trace", name = "store.tournaments.update", skip_all)]
pub async fn update(tx: &mut Tx, tournament: &Tournament) -> Result<(), Error> {
    sqlx::query!(
        "update tournaments
        set name = $2, leaderboard_id = $3, rank_by = $4, start_date = $5, end_date = $6, prize_pool_cents = $7,
            host_stream_urls = $8, presentation = $9
        where id = $1",
        tournament.id.0,
        tournament.name,
        tournament.leaderboard_id.0,
        tournament.rank_by.as_str(),
        time(tournament.window.start),
        time(tournament.window.end),
        tournament.prize_pool_cents,
        &tournament.host_stream_urls,
        Json(&tournament.presentation) as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes a tournament with its roster, teams and owners. Matches stay.
#[tracing::instrument(target = "trace", name = "store.tournaments.delete", skip_all)]
pub async fn delete(tx: &mut Tx, id: TournamentId) -> Result<(), Error> {
    sqlx::query!("delete from tournaments where id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}

/// Whether games on a ladder change ratings, according to the upstream's catalogue; `None` before the first catalogue.
#[tracing::instrument(target = "trace", name = "store.tournaments.is_ranked", skip_all)]
pub async fn is_ranked(tx: &mut Tx, leaderboard: LeaderboardId) -> Result<Option<bool>, Error> {
    let ladder = sqlx::query!(
        r#"select
            exists (select from leaderboards) as "is_known!",
            exists (select from leaderboards where leaderboard_id = $1 and is_ranked) as "is_ranked!""#,
        leaderboard.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ladder.is_known.then_some(ladder.is_ranked))
}

/// How many existing tournaments a user created, whoever owns them now. Takes a lock until the transaction ends, so
/// that concurrent creations by the same user are counted one after the other.
#[tracing::instrument(target = "trace", name = "store.tournaments.created_by", skip_all)]
pub async fn created_by(tx: &mut Tx, user: UserId) -> Result<i64, Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", user.to_string()).execute(&mut **tx).await?;
    let created = sqlx::query_scalar!(
        // A version that does not store creators may still run beside this one.
        r#"select count(*) as "count!" from tournaments
        where created_by = $1
            or (
                created_by is null
                and $1 = (
                    select owner.user_id
                    from tournament_owners owner
                    where owner.tournament_id = tournaments.id
                    order by owner.created_at, owner.user_id
                    limit 1
                )
            )"#,
        user.0,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(created)
}
