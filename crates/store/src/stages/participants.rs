//! Who takes part in a stage.

use domain::{
    clock::Timestamp,
    id::{StageId, TournamentId},
    stages::side::{Participant, Side},
};

use crate::{
    Error, Tx,
    columns::{column, side_columns, time},
};

/// Replaces the participants of a stage.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when a side is not of the tournament.
#[tracing::instrument(target = "trace", name = "store.stages.participants.set_participants", skip_all)]
pub async fn set_participants(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, StageId),
    participants: &[Participant],
) -> Result<(), Error> {
    sqlx::query!("delete from stage_participants where stage_id = $1", stage.0).execute(&mut **tx).await?;
    add_participants(tx, (tournament, stage), participants).await
}

/// Adds participants to a stage.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when a side is not of the tournament, [`Error::UniqueViolation`] when one takes part
/// already.
#[tracing::instrument(target = "trace", name = "store.stages.participants.add_participants", skip_all)]
pub async fn add_participants(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, StageId),
    participants: &[Participant],
) -> Result<(), Error> {
    sqlx::query!(
        "insert into stage_participants
            (tournament_id, stage_id, tournament_player_id, team_id, seed, group_number)
        select $1, $2, new.*
        from unnest($3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[])
            as new (tournament_player_id, team_id, seed, group_number)",
        tournament.0,
        stage.0,
        &column(participants, |participant| side_columns(participant.side).0) as &[Option<i64>],
        &column(participants, |participant| side_columns(participant.side).1) as &[Option<i64>],
        &column(participants, |participant| i16::try_from(participant.seed).unwrap_or(i16::MAX)),
        &column(participants, |participant| {
            participant.group.map(|group| i16::try_from(group.0).unwrap_or(i16::MAX))
        }) as &[Option<i16>],
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Sets when a participant withdrew, or that it takes part again; `false` when it does not take part, or nothing
/// changes.
#[tracing::instrument(target = "trace", name = "store.stages.participants.set_withdrawn", skip_all)]
pub async fn set_withdrawn(
    tx: &mut Tx,
    stage: StageId,
    side: Side,
    withdrawn_at: Option<Timestamp>,
) -> Result<bool, Error> {
    let (entry, team) = side_columns(side);
    let set = sqlx::query!(
        "update stage_participants set withdrawn_at = $4
        where stage_id = $1
            and (tournament_player_id = $2 or team_id = $3)
            and (withdrawn_at is null) <> ($4::timestamptz is null)",
        stage.0,
        entry,
        team,
        time(withdrawn_at),
    )
    .execute(&mut **tx)
    .await?;
    Ok(set.rows_affected() > 0)
}
