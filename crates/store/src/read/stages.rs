//! Stages with their participants, rounds, and what hosts decided about them.

mod parts;
mod results;
mod settings;

use std::collections::HashMap;

use domain::{
    document::CurrentStage,
    id::{StageId, TournamentId},
    stages::stage::Stage,
};

use crate::{Connection, Error};
use settings::Row;

/// Which stages of a tournament to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageFilter {
    /// Only this one.
    pub stage: Option<StageId>,
    /// Also those that only owners see.
    pub with_drafts: bool,
}

/// The stages that pass the filter, oldest first.
///
/// # Errors
/// [`Error::Corrupt`] when one has a value that the schema does not allow.
pub async fn list(
    connection: &mut Connection,
    tournament: TournamentId,
    filter: StageFilter,
) -> Result<Vec<Stage>, Error> {
    let rows = rows(connection, tournament, filter).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut participants = parts::participants(connection, &ids).await?;
    let mut rounds = parts::rounds(connection, &ids).await?;
    let mut adjustments = parts::adjustments(connection, &ids).await?;
    let mut ties = parts::ties(connection, &ids).await?;
    let mut series = results::series(connection, &ids).await?;
    let stage = |row: Row| {
        let id = StageId(row.id);
        Ok(Stage {
            id,
            started_at: row.started_at.map(Into::into),
            participants: taken(&mut participants, id),
            rounds: taken(&mut rounds, id),
            adjustments: taken(&mut adjustments, id),
            ties: taken(&mut ties, id),
            series: taken(&mut series, id),
            settings: row.settings()?,
        })
    };
    rows.into_iter().map(stage).collect()
}

/// One stage, drafts included.
///
/// # Errors
/// [`Error::Corrupt`] when it has a value that the schema does not allow.
pub async fn one(connection: &mut Connection, tournament: TournamentId, id: StageId) -> Result<Option<Stage>, Error> {
    let filter = StageFilter { stage: Some(id), with_drafts: true };
    Ok(list(connection, tournament, filter).await?.pop())
}

/// The stages of a tournament as their hosts set them up, drafts included, oldest first.
///
/// # Errors
/// [`Error::Corrupt`] when one has a value that the schema does not allow.
pub async fn list_set_up(connection: &mut Connection, tournament: TournamentId) -> Result<Vec<CurrentStage>, Error> {
    let rows = rows(connection, tournament, StageFilter { stage: None, with_drafts: true }).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut participants = parts::participants(connection, &ids).await?;
    let mut rounds = parts::rounds(connection, &ids).await?;
    let stage = |row: Row| {
        let id = StageId(row.id);
        Ok(CurrentStage {
            id,
            is_started: row.started_at.is_some(),
            participants: taken(&mut participants, id),
            rounds: taken(&mut rounds, id).len(),
            settings: row.settings()?,
        })
    };
    rows.into_iter().map(stage).collect()
}

fn taken<T>(parts: &mut HashMap<StageId, Vec<T>>, id: StageId) -> Vec<T> {
    parts.remove(&id).unwrap_or_default()
}

#[tracing::instrument(target = "trace", name = "store.read.stages.rows", skip_all)]
async fn rows(connection: &mut Connection, tournament: TournamentId, filter: StageFilter) -> Result<Vec<Row>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, format, sides, legs, rounds, half_pairing, best_of, play_all, admits, points_win,
            points_draw, points_loss, points_bye, tie_breaks, advance, is_public, started_at
        from stages
        where tournament_id = $1 and ($2::bigint is null or id = $2) and ($3 or is_public)
        order by id",
        tournament.0,
        filter.stage.map(|id| id.0),
        filter.with_drafts,
    );
    Ok(rows.fetch_all(connection).await?)
}
