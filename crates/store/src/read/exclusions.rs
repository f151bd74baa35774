//! The matches that a tournament's host excluded.

use std::collections::HashSet;

use domain::{
    id::{MatchId, TournamentId, UserId},
    view::exclusions::ExclusionRead,
};

use crate::{Error, Snapshot};

/// The excluded matches.
#[tracing::instrument(target = "trace", name = "store.read.exclusions.matches", skip_all)]
pub async fn matches(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<HashSet<MatchId>, Error> {
    let ids = sqlx::query_scalar!("select match_id from match_exclusions where tournament_id = $1", tournament.0)
        .fetch_all(&mut **snapshot)
        .await?;
    Ok(ids.into_iter().map(MatchId).collect())
}

/// The excluded matches with their reasons, the latest exclusion first.
#[tracing::instrument(target = "trace", name = "store.read.exclusions.list", skip_all)]
pub async fn list(snapshot: &mut Snapshot, tournament: TournamentId) -> Result<Vec<ExclusionRead>, Error> {
    let rows = sqlx::query!(
        "select match_id, reason, excluded_by, excluded_at
        from match_exclusions
        where tournament_id = $1
        order by excluded_at desc, match_id",
        tournament.0,
    )
    .fetch_all(&mut **snapshot)
    .await?;
    let exclusions = rows.into_iter().map(|row| ExclusionRead {
        match_id: MatchId(row.match_id),
        reason: row.reason,
        excluded_by: UserId(row.excluded_by),
        excluded_at: row.excluded_at.into(),
    });
    Ok(exclusions.collect())
}
