//! The series of stages, as tables and pairings see them.

use std::collections::HashMap;

use domain::{
    id::{SeriesId, StageId},
    series::SeriesStatus,
    stages::{result::SeriesOutcome, side::Round, stage::StageSeries},
};

use crate::{
    Connection, Error,
    columns::{series_format, series_status, side, winner},
};

/// The series of these stages, by stage, each by round, then by id.
///
/// # Errors
/// [`Error::Corrupt`] when one has a value that the schema does not allow.
#[tracing::instrument(target = "trace", name = "store.read.stages.results.series", skip_all)]
pub(super) async fn series(
    connection: &mut Connection,
    stages: &[i64],
) -> Result<HashMap<StageId, Vec<StageSeries>>, Error> {
    let rows = sqlx::query!(
        r#"select
            id, stage_id as "stage_id!", round, first_entry_id, second_entry_id, first_team_id, second_team_id, best_of,
            play_all, status, first_score, second_score, winner, decided_at,
            exists (select from series_games game where game.series_id = series.id) as "has_games!"
        from series
        where stage_id = any($1)
        order by round, id"#,
        stages,
    )
    .fetch_all(connection)
    .await?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows {
        let status = series_status(&row.status)?;
        let winner = row.winner.map(winner).transpose()?;
        let outcome = match (status, winner) {
            (SeriesStatus::Walkover, Some(winner)) => SeriesOutcome::Walkover(winner),
            (SeriesStatus::Completed, Some(winner)) => SeriesOutcome::Won(winner),
            (SeriesStatus::Completed, None) => SeriesOutcome::Drawn,
            _ => SeriesOutcome::Undecided,
        };
        let games = |score: i16| u32::try_from(score).map_err(|_| Error::corrupt("first_score", &score));
        let round = row.round.map(|round| u16::try_from(round).map_err(|_| Error::corrupt("round", &round)));
        found.entry(StageId(row.stage_id)).or_default().push(StageSeries {
            id: SeriesId(row.id),
            round: round.transpose()?.map(Round),
            sides: [side(row.first_entry_id, row.first_team_id)?, side(row.second_entry_id, row.second_team_id)?],
            format: series_format(row.best_of, row.play_all)?,
            status,
            games: [games(row.first_score)?, games(row.second_score)?],
            outcome,
            decided_at: row.decided_at.map(Into::into),
            has_games: row.has_games,
        });
    }
    Ok(found)
}
