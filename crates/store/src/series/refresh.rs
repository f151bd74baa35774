//! Brings what is stored of a tournament's series in step with the facts.

use domain::{id::TournamentId, series};

use super::{facts, save};
use crate::{Error, Tx};

/// Computes which games belong to which series, and what follows for each, and stores what differs; tells whether
/// anything did that everybody may see. Whoever changes games, exclusions, rosters, teams or series calls it in the same transaction. The
/// tournament must be locked.
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
