//! Brings what is stored of a tournament's series in step with the facts.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::{clock::Timestamp, id::TournamentId, series};

use super::{facts, save};
use crate::{Error, Pool, Tx};

/// How long after a series was decided its games may be corrected.
const CORRECTED_WITHIN: TimeDelta = TimeDelta::days(1);

/// The tournaments whose series a new leader refreshes, because the former one may have stopped before it did: those
/// with a series that is not decided, or was decided so recently that its games may still be corrected.
#[tracing::instrument(target = "trace", name = "store.series.refresh.tournaments_to_refresh", skip_all)]
pub async fn tournaments_to_refresh(pool: &Pool, now: Timestamp) -> Result<BTreeSet<TournamentId>, Error> {
    let ids = sqlx::query_scalar!(
        "select distinct tournament_id from series where status in ('scheduled', 'live') or decided_at > $1",
        (now - CORRECTED_WITHIN).inner(),
    )
    .fetch_all(pool)
    .await?;
    Ok(ids.into_iter().map(TournamentId).collect())
}

/// Computes which games belong to which series, and the status, score and winner of each, and stores what differs;
/// tells whether anything did that everybody may see. Whoever changes games, exclusions, rosters, teams or series calls
/// it in the same transaction. The tournament must be locked.
///
/// # Errors
/// [`Error::Corrupt`] when a series or a game has a value that the schema does not allow.
pub async fn refresh(tx: &mut Tx, tournament: TournamentId) -> Result<bool, Error> {
    if !exists(tx, tournament).await? {
        return Ok(false);
    }
    let facts = facts::load(tx, tournament).await?;
    let states = series::attribute(&facts.series, &facts.games);
    let changed = save::save(tx, tournament, &states, &facts.decisions).await?;
    if changed.is_empty() { Ok(false) } else { are_public(tx, changed.into_iter().collect()).await }
}

/// Whether any of these series is not one of a draft.
#[tracing::instrument(target = "trace", name = "store.series.refresh.are_public", skip_all)]
async fn are_public(tx: &mut Tx, series: Vec<i64>) -> Result<bool, Error> {
    let are_public = sqlx::query_scalar!(
        r#"select exists (
            select
            from series
            left join stages stage on stage.id = series.stage_id
            where series.id = any($1) and (series.stage_id is null or stage.is_public)
        ) as "are_public!""#,
        &series,
    );
    Ok(are_public.fetch_one(&mut **tx).await?)
}

/// Whether a tournament has any series.
#[tracing::instrument(target = "trace", name = "store.series.refresh.exists", skip_all)]
async fn exists(tx: &mut Tx, tournament: TournamentId) -> Result<bool, Error> {
    let exists = sqlx::query_scalar!(
        r#"select exists (select from series where tournament_id = $1) as "exists!""#,
        tournament.0,
    );
    Ok(exists.fetch_one(&mut **tx).await?)
}
