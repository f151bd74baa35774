//! Matches of a tournament's roster: finished ones, and those in the live snapshot.

mod list;
mod page;
mod row;

use domain::{
    id::{LeaderboardId, MatchId, ProfileId, TournamentId},
    matches::MatchState,
    view::matches::MatchRead,
};

pub use list::list;
pub use page::{Page, Position, page};

use crate::{Connection, Error, Snapshot};
use row::Row;

/// Which matches of a roster to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Only those in which this account played.
    pub profile_id: Option<ProfileId>,
    /// Only those on this ladder.
    pub leaderboard_id: Option<LeaderboardId>,
    /// Only those in this state.
    pub state: Option<MatchState>,
}

/// The matches of the live snapshot that a roster member is in now, newest started first.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.matches.live", skip_all)]
pub async fn live(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Vec<MatchRead>, Error> {
    let ids = sqlx::query_scalar!(
        "select distinct live.match_id
        from tournament_players entry
        join live_match_players live on live.profile_id = entry.profile_id
        join matches running on running.match_id = live.match_id
        where entry.tournament_id = $1 and running.completed_at is null",
        tournament.0,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    load(snapshot, tournament, &ids).await
}

/// One match, when a roster member plays or played in it.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.matches.one", skip_all)]
pub async fn one(snapshot: &mut Snapshot, tournament: TournamentId, id: MatchId) -> Result<Option<MatchRead>, Error> {
    if is_over(snapshot, tournament, id).await?.is_none() {
        return Ok(None);
    }
    Ok(load(snapshot, tournament, &[id.0]).await?.pop())
}

/// Whether a match is over; `None` unless a roster member plays or played in it.
#[tracing::instrument(target = "trace", name = "store.read.matches.is_over", skip_all)]
pub async fn is_over(
    connection: &mut Connection,
    tournament: TournamentId,
    id: MatchId,
) -> Result<Option<bool>, Error> {
    let found = sqlx::query_scalar!(
        r#"select played.completed_at is not null as "is_over!"
        from matches played
        where
            played.match_id = $2
            and exists (
                select
                from tournament_players entry
                where entry.tournament_id = $1
                    and (
                        exists (
                            select from match_players player
                            where player.match_id = $2 and player.profile_id = entry.profile_id
                        )
                        or exists (
                            select from live_match_players live
                            where live.match_id = $2 and live.profile_id = entry.profile_id
                        )
                    )
            )"#,
        tournament.0,
        id.0,
    );
    Ok(found.fetch_optional(connection).await?)
}

/// The newest `limit` matches of one account of a roster on any ladder, newest started first.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.matches.of_profile", skip_all)]
pub async fn of_profile(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    profile: ProfileId,
    limit: i64,
) -> Result<Vec<MatchRead>, Error> {
    let ids = sqlx::query_scalar!(
        "select match_id from match_players
        where profile_id = $1
        order by started_at desc, match_id
        limit $2",
        profile.0,
        limit,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    load(snapshot, tournament, &ids).await
}

/// The matches with these ids and all their players, newest started first, as `tournament` shows them.
#[tracing::instrument(target = "trace", name = "store.read.matches.load", skip_all)]
async fn load(snapshot: &mut Snapshot, tournament: TournamentId, ids: &[i64]) -> Result<Vec<MatchRead>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows =
        sqlx::query_file_as!(Row, "src/read/matches/load.sql", ids, tournament.0).fetch_all(&mut **snapshot).await?;
    rows.into_iter().map(MatchRead::try_from).collect()
}
