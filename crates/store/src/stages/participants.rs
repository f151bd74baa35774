//! Who takes part in a stage.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{StageId, TournamentId},
    stages::side::{Participant, Side},
};

use super::participant_decisions::ParticipantDecisions;
use crate::{
    Error, Tx,
    columns::{column, side_columns, time},
};

/// Replaces the participants of a stage. Of those who stay, what the host decided stays, too: whether they withdrew,
/// their points, and their order in ties.
///
/// All rows are deleted and inserted, and those decisions with them. Updates cannot exchange seeds: these are unique at
/// each row that is written, and 256 participants leave no seed free.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when a side is not of the tournament.
#[tracing::instrument(target = "trace", name = "store.stages.participants.set_participants", skip_all)]
pub async fn set_participants(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, StageId),
    participants: &[Participant],
) -> Result<(), Error> {
    let decisions = ParticipantDecisions::load(tx, stage).await?;
    sqlx::query!("delete from stage_participants where stage_id = $1", stage.0).execute(&mut **tx).await?;
    insert(tx, (tournament, stage), participants, |side| decisions.withdrawn_at(side)).await?;
    decisions.restore(tx, stage, |side| participants.iter().any(|participant| participant.side == side)).await
}

/// Removes all participants but `staying`, with what the host decided about them.
#[tracing::instrument(target = "trace", name = "store.stages.participants.remove_others", skip_all)]
pub async fn remove_others(tx: &mut Tx, stage: StageId, staying: &[Side]) -> Result<(), Error> {
    let entries: Vec<_> = staying.iter().filter_map(|side| side_columns(*side).0).collect();
    let teams: Vec<_> = staying.iter().filter_map(|side| side_columns(*side).1).collect();
    sqlx::query!(
        "delete from stage_participants
        where stage_id = $1
            and (tournament_player_id is null or tournament_player_id <> all($2))
            and (team_id is null or team_id <> all($3))",
        stage.0,
        &entries,
        &teams,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Adds participants to a stage.
///
/// # Errors
/// [`Error::ForeignKeyViolation`] when a side is not of the tournament, [`Error::UniqueViolation`] when one takes part
/// already.
pub async fn add_participants(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, StageId),
    participants: &[Participant],
) -> Result<(), Error> {
    insert(tx, (tournament, stage), participants, |_| None).await
}

#[tracing::instrument(target = "trace", name = "store.stages.participants.insert", skip_all)]
async fn insert(
    tx: &mut Tx,
    (tournament, stage): (TournamentId, StageId),
    participants: &[Participant],
    withdrawn_at: impl Fn(Side) -> Option<DateTime<Utc>>,
) -> Result<(), Error> {
    sqlx::query!(
        "insert into stage_participants
            (tournament_id, stage_id, tournament_player_id, team_id, seed, group_number, withdrawn_at)
        select $1, $2, new.*
        from unnest($3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[], $7::timestamptz[])
            as new (tournament_player_id, team_id, seed, group_number, withdrawn_at)",
        tournament.0,
        stage.0,
        &column(participants, |participant| side_columns(participant.side).0) as &[Option<i64>],
        &column(participants, |participant| side_columns(participant.side).1) as &[Option<i64>],
        &column(participants, |participant| i16::try_from(participant.seed).unwrap_or(i16::MAX)),
        &column(participants, |participant| {
            participant.group.map(|group| i16::try_from(group.0).unwrap_or(i16::MAX))
        }) as &[Option<i16>],
        &column(participants, |participant| withdrawn_at(participant.side)) as &[Option<DateTime<Utc>>],
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
