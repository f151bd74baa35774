//! What hosts decide about a stage's table.

use domain::{
    clock::Timestamp,
    id::{StageId, UserId},
    stages::{points::Points, side::Side},
};

use crate::{
    Error, Tx,
    columns::{column, side_columns},
};

/// Gives points to a side, or takes them, instead of what was given before; no points withdraw that.
#[tracing::instrument(target = "trace", name = "store.stages.decisions.adjust", skip_all)]
pub async fn adjust(
    tx: &mut Tx,
    (stage, side): (StageId, Side),
    (points, reason): (Points, &str),
    (user, now): (UserId, Timestamp),
) -> Result<(), Error> {
    let (entry, team) = side_columns(side);
    sqlx::query!(
        "delete from stage_adjustments where stage_id = $1 and (tournament_player_id = $2 or team_id = $3)",
        stage.0,
        entry,
        team,
    )
    .execute(&mut **tx)
    .await?;
    if points == Points::ZERO {
        return Ok(());
    }
    sqlx::query!(
        "insert into stage_adjustments (stage_id, tournament_player_id, team_id, points, reason, made_by, made_at)
        values ($1, $2, $3, $4, $5, $6, $7)",
        stage.0,
        entry,
        team,
        i32::try_from(points.hundredths()).unwrap_or(i32::MAX),
        reason,
        user.0,
        now.inner(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Replaces the host's order of sides that tie in everything.
#[tracing::instrument(target = "trace", name = "store.stages.decisions.order_ties", skip_all)]
pub async fn order_ties(tx: &mut Tx, stage: StageId, order: &[Side]) -> Result<(), Error> {
    sqlx::query!("delete from stage_ties where stage_id = $1", stage.0).execute(&mut **tx).await?;
    sqlx::query!(
        "insert into stage_ties (stage_id, place, tournament_player_id, team_id)
        select $1, (row_number() over (order by ordinality))::smallint, tournament_player_id, team_id
        from unnest($2::bigint[], $3::bigint[]) with ordinality as side (tournament_player_id, team_id)",
        stage.0,
        &column(order, |side| side_columns(*side).0) as &[Option<i64>],
        &column(order, |side| side_columns(*side).1) as &[Option<i64>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
