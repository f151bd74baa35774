//! Creates, changes and deletes stages, and stores what hosts decide about them.

mod decisions;
mod participant_decisions;
mod participants;
mod rounds;

use domain::{
    clock::Timestamp,
    id::{StageId, TournamentId},
    stages::{
        points::Points,
        settings::{SideKind, StageSettings, Visibility},
        table::{StageFormat, TieBreak},
    },
};

pub use decisions::{adjust, order_ties};
pub use participants::{add_participants, remove_others, set_participants, set_withdrawn};
pub use rounds::{start_round, take_back_round};

use crate::{
    Error, Tx,
    columns::{column, series_format_columns},
};

/// How many stages a tournament has. Only while the tournament is locked does the number stay.
#[tracing::instrument(target = "trace", name = "store.stages.count", skip_all)]
pub async fn count(tx: &mut Tx, tournament: TournamentId) -> Result<usize, Error> {
    let count =
        sqlx::query_scalar!(r#"select count(*) as "count!" from stages where tournament_id = $1"#, tournament.0,);
    Ok(usize::try_from(count.fetch_one(&mut **tx).await?).unwrap_or(usize::MAX))
}

/// Creates a stage without participants.
#[tracing::instrument(target = "trace", name = "store.stages.create", skip_all)]
pub async fn create(
    tx: &mut Tx,
    tournament: TournamentId,
    settings: &StageSettings,
    now: Timestamp,
) -> Result<StageId, Error> {
    let id = sqlx::query_scalar!(
        "insert into stages (
            tournament_id, name, format, sides, legs, half_pairing, admits, points_win, points_draw, points_loss,
            points_bye, tie_breaks, advance, is_public, play_all, created_at
        )
        values ($1, '?', 'manual', 'entries', 1, 'slide', 'lobby', 0, 0, 0, 0, '{}', 0, false, 1, $2)
        returning id",
        tournament.0,
        now.inner(),
    )
    .fetch_one(&mut **tx)
    .await?;
    let id = StageId(id);
    update(tx, id, settings).await?;
    Ok(id)
}

/// Saves the settings of a stage.
#[tracing::instrument(target = "trace", name = "store.stages.update", skip_all)]
pub async fn update(tx: &mut Tx, id: StageId, settings: &StageSettings) -> Result<(), Error> {
    let hundredths = |points: Points| i32::try_from(points.hundredths()).unwrap_or(i32::MAX);
    let (best_of, play_all) = series_format_columns(settings.series_format);
    sqlx::query!(
        "update stages
        set name = $2, format = $3, sides = $4, legs = $5, rounds = $6, half_pairing = $7, best_of = $8, play_all = $9,
            admits = $10, points_win = $11, points_draw = $12, points_loss = $13, points_bye = $14, tie_breaks = $15,
            advance = $16, is_public = $17
        where id = $1",
        id.0,
        settings.name,
        StageFormat::as_str(settings.format),
        SideKind::as_str(settings.sides),
        i16::from(u8::from(settings.legs)),
        settings.rounds.map(|rounds| i16::try_from(rounds).unwrap_or(i16::MAX)),
        settings.half_pairing.as_str(),
        best_of,
        play_all,
        settings.admits.as_str(),
        hundredths(settings.points.win),
        hundredths(settings.points.draw),
        hundredths(settings.points.loss),
        hundredths(settings.points.bye),
        &column(&settings.tie_breaks, |tie_break| TieBreak::as_str(*tie_break).to_owned()),
        i16::try_from(settings.advance).unwrap_or(i16::MAX),
        settings.visibility == Visibility::Public,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a stage as started.
#[tracing::instrument(target = "trace", name = "store.stages.start", skip_all)]
pub async fn start(tx: &mut Tx, id: StageId, now: Timestamp) -> Result<(), Error> {
    sqlx::query!("update stages set started_at = $2 where id = $1", id.0, now.inner()).execute(&mut **tx).await?;
    Ok(())
}

/// Deletes a stage with its series.
#[tracing::instrument(target = "trace", name = "store.stages.delete", skip_all)]
pub async fn delete(tx: &mut Tx, id: StageId) -> Result<(), Error> {
    sqlx::query!("delete from stages where id = $1", id.0).execute(&mut **tx).await?;
    Ok(())
}
