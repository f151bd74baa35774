//! The rounds of Swiss stages. Only the newest is open.

use domain::{
    clock::Timestamp,
    id::{SeriesId, StageId, TournamentId},
    stages::{
        side::{Round, Side},
        stage::Stage,
    },
};

use crate::{
    Error, Tx,
    columns::side_columns,
    series::{self, NewSeries},
};

/// Closes the round before, if there is one, and opens this one, with its series and the side that has a bye in it.
/// Returns the series' ids, in the same order.
///
/// # Errors
/// [`Error::UniqueViolation`] when the round exists.
pub async fn start_round(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, &Stage),
    round: Round,
    (series, bye): (&[NewSeries], Option<(Side, &str)>),
    now: Timestamp,
) -> Result<Vec<SeriesId>, Error> {
    if let Some(last) = stage.rounds.last() {
        close_round(tx, (stage.id, last.round), now).await?;
    }
    open_round(tx, (stage.id, round), bye, now).await?;
    series::create(tx, tournament, series, now).await
}

/// Opens a round, with the side that has a bye in it and the reason for that.
///
/// # Errors
/// [`Error::UniqueViolation`] when the round exists, or another one is open.
#[tracing::instrument(target = "trace", name = "store.stages.rounds.open_round", skip_all)]
async fn open_round(
    tx: &mut Tx,
    (stage, round): (StageId, Round),
    bye: Option<(Side, &str)>,
    now: Timestamp,
) -> Result<(), Error> {
    let number = column(round);
    sqlx::query!(
        "insert into stage_rounds (stage_id, round, started_at) values ($1, $2, $3)",
        stage.0,
        number,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    match bye {
        Some((side, reason)) => add_bye(tx, (stage, number), side, reason).await,
        None => Ok(()),
    }
}

#[tracing::instrument(target = "trace", name = "store.stages.rounds.add_bye", skip_all)]
async fn add_bye(tx: &mut Tx, (stage, round): (StageId, i16), side: Side, reason: &str) -> Result<(), Error> {
    let (entry, team) = side_columns(side);
    sqlx::query!(
        "insert into stage_byes (stage_id, round, tournament_player_id, team_id, reason) values ($1, $2, $3, $4, $5)",
        stage.0,
        round,
        entry,
        team,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Closes a round, because the next one starts.
#[tracing::instrument(target = "trace", name = "store.stages.rounds.close_round", skip_all)]
async fn close_round(tx: &mut Tx, (stage, round): (StageId, Round), now: Timestamp) -> Result<(), Error> {
    sqlx::query!(
        "update stage_rounds set closed_at = $3 where stage_id = $1 and round = $2",
        stage.0,
        column(round),
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes the newest round with its series and its bye, and opens the one before it again.
#[tracing::instrument(target = "trace", name = "store.stages.rounds.take_back_round", skip_all)]
pub async fn take_back_round(tx: &mut Tx, (stage, round): (StageId, Round)) -> Result<(), Error> {
    let number = column(round);
    sqlx::query!("delete from series where stage_id = $1 and round = $2", stage.0, number).execute(&mut **tx).await?;
    sqlx::query!("delete from stage_rounds where stage_id = $1 and round = $2", stage.0, number)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("update stage_rounds set closed_at = null where stage_id = $1 and round = $2", stage.0, number - 1,)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn column(round: Round) -> i16 {
    i16::try_from(round.0).unwrap_or(i16::MAX)
}
