//! Reads of tournaments.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{LeaderboardId, TournamentId, UserId},
    roster::Presentation,
    tournament::{Schedule, Tournament, Window},
};
use sqlx::types::Json;

use crate::{Connection, Error, Snapshot, columns::rank_by};

/// A tournament's slug, with what is needed to resolve `current`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TournamentAddress {
    /// Its name in URLs.
    pub slug: String,
    /// When it takes place.
    pub schedule: Schedule,
}

/// The addresses of all tournaments.
#[tracing::instrument(target = "trace", name = "store.read.tournaments.addresses", skip_all)]
pub async fn addresses(connection: &mut Connection) -> Result<Vec<TournamentAddress>, Error> {
    let rows = sqlx::query!("select id, slug, start_date, end_date, created_at from tournaments")
        .fetch_all(connection)
        .await?;
    let addresses = rows.into_iter().map(|row| TournamentAddress {
        slug: row.slug,
        schedule: Schedule {
            id: TournamentId(row.id),
            window: window(row.start_date, row.end_date),
            created_at: row.created_at.into(),
        },
    });
    Ok(addresses.collect())
}

/// A tournament's position in the order from the newest to the oldest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// When it was created.
    pub created_at: Timestamp,
    /// Its id, which decides between two created at the same instant.
    pub id: TournamentId,
}

/// The newest tournaments, at most `limit`; those older than `after` if it is given.
///
/// # Errors
/// [`Error::Corrupt`] when a tournament has a ranking number that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.tournaments.newest", skip_all)]
pub async fn newest(snapshot: &mut Snapshot, after: Option<Position>, limit: i64) -> Result<Vec<Tournament>, Error> {
    let (created_at, id) = after.map(|after| (after.created_at.inner(), after.id.0)).unzip();
    let rows = sqlx::query_file_as!(Row, "src/read/tournaments/newest.sql", created_at, id, limit)
        .fetch_all(&mut **snapshot)
        .await?;
    rows.into_iter().map(Tournament::try_from).collect()
}

/// The tournaments that a user owns, newest first.
///
/// # Errors
/// [`Error::Corrupt`] when a tournament has a ranking number that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.tournaments.owned_by", skip_all)]
pub async fn owned_by(connection: &mut Connection, user: UserId) -> Result<Vec<Tournament>, Error> {
    let rows = sqlx::query_file_as!(Row, "src/read/tournaments/owned_by.sql", user.0).fetch_all(connection).await?;
    rows.into_iter().map(Tournament::try_from).collect()
}

/// One tournament.
///
/// # Errors
/// [`Error::Corrupt`] when the tournament has a ranking number that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.tournaments.one", skip_all)]
pub async fn one(connection: &mut Connection, id: TournamentId) -> Result<Option<Tournament>, Error> {
    let row = sqlx::query_file_as!(Row, "src/read/tournaments/one.sql", id.0).fetch_optional(connection).await?;
    row.map(Tournament::try_from).transpose()
}

struct Row {
    id: i64,
    slug: String,
    name: String,
    leaderboard_id: i64,
    rank_by: String,
    start_date: Option<DateTime<Utc>>,
    end_date: Option<DateTime<Utc>>,
    prize_pool_cents: Option<i64>,
    host_stream_urls: Vec<String>,
    presentation: Json<Presentation>,
    host_stream_live: bool,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Tournament {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: TournamentId(row.id),
            slug: row.slug,
            name: row.name,
            leaderboard_id: LeaderboardId(row.leaderboard_id),
            rank_by: rank_by(&row.rank_by)?,
            window: window(row.start_date, row.end_date),
            prize_pool_cents: row.prize_pool_cents,
            host_stream_urls: row.host_stream_urls,
            presentation: row.presentation.0,
            host_stream_live: row.host_stream_live,
            created_at: row.created_at.into(),
        })
    }
}

fn window(start: Option<DateTime<Utc>>, end: Option<DateTime<Utc>>) -> Window {
    Window { start: start.map(Timestamp::from), end: end.map(Timestamp::from) }
}
