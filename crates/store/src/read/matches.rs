//! Matches of a tournament's roster: finished ones, and those in the live snapshot.

mod list;
mod row;

use domain::{
    id::{LeaderboardId, MatchId, ProfileId, TournamentId},
    matches::MatchState,
    view::matches::MatchRead,
};

pub use list::list;

use crate::{Error, Snapshot};
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
    load(snapshot, &ids).await
}

/// One match, when a roster member plays or played in it.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.matches.one", skip_all)]
pub async fn one(snapshot: &mut Snapshot, tournament: TournamentId, id: MatchId) -> Result<Option<MatchRead>, Error> {
    let is_ours = sqlx::query_scalar!(
        r#"select exists (
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
        ) as "is_ours!""#,
        tournament.0,
        id.0,
    )
    .fetch_one(&mut **snapshot)
    .await?;
    if !is_ours {
        return Ok(None);
    }
    Ok(load(snapshot, &[id.0]).await?.pop())
}

/// The newest `limit` matches of one account on any ladder, newest started first.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.matches.of_profile", skip_all)]
pub async fn of_profile(snapshot: &mut Snapshot, profile: ProfileId, limit: i64) -> Result<Vec<MatchRead>, Error> {
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
    load(snapshot, &ids).await
}

/// The matches with these ids and all their players, newest started first.
#[tracing::instrument(target = "trace", name = "store.read.matches.load", skip_all)]
async fn load(snapshot: &mut Snapshot, ids: &[i64]) -> Result<Vec<MatchRead>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_file_as!(Row, "src/read/matches/load.sql", ids).fetch_all(&mut **snapshot).await?;
    rows.into_iter().map(MatchRead::try_from).collect()
}
