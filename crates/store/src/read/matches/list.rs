//! Lists matches: one statement for each shape of filter, each bounded by an index.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::{
    id::{LeaderboardId, ProfileId, TournamentId},
    matches::MatchState,
    view::matches::MatchRead,
};

use super::{Filter, load};
use crate::{Error, Snapshot, columns::state};

/// A match to list.
pub(super) struct Row {
    pub(super) match_id: i64,
    pub(super) started_at: DateTime<Utc>,
}

/// The newest `limit` matches in which a linked roster member plays or played, newest started first. Without a state in
/// the filter, lobbies are left out, because they have not started.
///
/// # Errors
/// [`Error::Corrupt`] when a match has a state, or a player an outcome, that the schema does not allow.
pub async fn list(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    filter: Filter,
    limit: i64,
) -> Result<Vec<MatchRead>, Error> {
    let mut rows = Vec::new();
    if filter.state.is_none_or(|state| state == MatchState::Completed) {
        rows = finished(snapshot, tournament, filter, limit).await?;
    }
    if filter.state != Some(MatchState::Completed) {
        rows.extend(unfinished(snapshot, tournament, filter).await?);
    }
    rows.sort_unstable_by_key(|row| (Reverse(row.started_at), row.match_id));
    rows.truncate(usize::try_from(limit).unwrap_or(0));
    let ids: Vec<_> = rows.iter().map(|row| row.match_id).collect();
    load(snapshot, tournament, &ids).await
}

#[tracing::instrument(target = "trace", name = "store.read.matches.list.finished", skip_all)]
async fn finished(
    snapshot: &mut Snapshot,
    TournamentId(tournament): TournamentId,
    filter: Filter,
    limit: i64,
) -> Result<Vec<Row>, Error> {
    let on = &mut **snapshot;
    let rows = match (filter.profile_id, filter.leaderboard_id) {
        (None, None) => {
            sqlx::query_file_as!(Row, "src/read/matches/finished_of_roster.sql", tournament, limit).fetch_all(on).await
        }
        (None, Some(LeaderboardId(ladder))) => {
            let file = sqlx::query_file_as!(
                Row,
                "src/read/matches/finished_of_roster_on_ladder.sql",
                tournament,
                ladder,
                limit
            );
            file.fetch_all(on).await
        }
        (Some(ProfileId(profile)), None) => {
            let file =
                sqlx::query_file_as!(Row, "src/read/matches/finished_of_account.sql", tournament, profile, limit);
            file.fetch_all(on).await
        }
        (Some(ProfileId(profile)), Some(LeaderboardId(ladder))) => {
            let file = sqlx::query_file_as!(
                Row,
                "src/read/matches/finished_of_account_on_ladder.sql",
                tournament,
                profile,
                ladder,
                limit
            );
            file.fetch_all(on).await
        }
    };
    Ok(rows?)
}

/// The unfinished matches, which are few.
#[tracing::instrument(target = "trace", name = "store.read.matches.list.unfinished", skip_all)]
pub(super) async fn unfinished(
    snapshot: &mut Snapshot,
    TournamentId(tournament): TournamentId,
    filter: Filter,
) -> Result<Vec<Row>, Error> {
    let wanted = filter.state.unwrap_or(MatchState::InProgress);
    let rows = sqlx::query_file!("src/read/matches/unfinished.sql", tournament).fetch_all(&mut **snapshot).await?;
    let mut listed = Vec::new();
    for row in rows {
        if state(&row.state)? == wanted
            && filter.leaderboard_id.is_none_or(|ladder| row.leaderboard_id == Some(ladder.0))
            && filter.profile_id.is_none_or(|profile| row.profiles.contains(&profile.0))
        {
            listed.push(Row { match_id: row.match_id, started_at: row.started_at });
        }
    }
    Ok(listed)
}
