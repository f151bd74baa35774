//! Matches that a tournament's host excludes, so that they do not count.

use domain::id::{MatchId, TournamentId, UserId};

use crate::{Error, Tx};

/// The reason for which a match is excluded; `None` when it is not.
#[tracing::instrument(target = "trace", name = "store.exclusions.reason", skip_all)]
pub async fn reason(tx: &mut Tx, tournament: TournamentId, id: MatchId) -> Result<Option<String>, Error> {
    let found = sqlx::query_scalar!(
        "select reason from match_exclusions where tournament_id = $1 and match_id = $2",
        tournament.0,
        id.0,
    );
    Ok(found.fetch_optional(&mut **tx).await?)
}

/// How many matches are excluded. Only while the tournament is locked does the number stay.
#[tracing::instrument(target = "trace", name = "store.exclusions.count", skip_all)]
pub async fn count(tx: &mut Tx, tournament: TournamentId) -> Result<usize, Error> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from match_exclusions where tournament_id = $1"#,
        tournament.0,
    );
    Ok(usize::try_from(count.fetch_one(&mut **tx).await?).unwrap_or(usize::MAX))
}

/// Excludes a match, or replaces the reason for which it is excluded.
#[tracing::instrument(target = "trace", name = "store.exclusions.put", skip_all)]
pub async fn put(
    tx: &mut Tx,
    tournament: TournamentId,
    id: MatchId,
    (reason, user): (&str, UserId),
) -> Result<(), Error> {
    sqlx::query!(
        "insert into match_exclusions (tournament_id, match_id, reason, excluded_by, excluded_at)
        values ($1, $2, $3, $4, clock_timestamp())
        on conflict (tournament_id, match_id) do update
        set reason = excluded.reason, excluded_by = excluded.excluded_by, excluded_at = excluded.excluded_at",
        tournament.0,
        id.0,
        reason,
        user.0,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets a match count again; `false` when it was not excluded.
#[tracing::instrument(target = "trace", name = "store.exclusions.remove", skip_all)]
pub async fn remove(tx: &mut Tx, tournament: TournamentId, id: MatchId) -> Result<bool, Error> {
    let removed =
        sqlx::query!("delete from match_exclusions where tournament_id = $1 and match_id = $2", tournament.0, id.0,);
    Ok(removed.execute(&mut **tx).await?.rows_affected() > 0)
}
