//! What hosts decided about a stage's participants, kept while these are replaced: deleting a participant deletes the
//! decisions about it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{id::StageId, stages::side::Side};
use uuid::Uuid;

use super::decisions::order_ties;
use crate::{
    Error, Tx,
    columns::{column, side, side_columns},
};

/// What was decided about participants.
pub(super) struct ParticipantDecisions {
    withdrawn: HashMap<Side, DateTime<Utc>>,
    points: Vec<GivenPoints>,
    ties: Vec<Side>,
}

/// Points that were given to a side, or taken.
struct GivenPoints {
    side: Side,
    hundredths: i32,
    reason: String,
    made_by: Uuid,
    made_at: DateTime<Utc>,
}

impl ParticipantDecisions {
    /// Loads what is stored.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when something is about no side.
    pub(super) async fn load(tx: &mut Tx, stage: StageId) -> Result<Self, Error> {
        Ok(Self {
            withdrawn: withdrawn(tx, stage).await?,
            points: points(tx, stage).await?,
            ties: ties(tx, stage).await?,
        })
    }

    /// When a side withdrew, if it did.
    pub(super) fn withdrawn_at(&self, side: Side) -> Option<DateTime<Utc>> {
        self.withdrawn.get(&side).copied()
    }

    /// Stores the points and the order of ties again, of those sides that take part still.
    pub(super) async fn restore(
        self,
        tx: &mut Tx,
        stage: StageId,
        takes_part: impl Fn(Side) -> bool,
    ) -> Result<(), Error> {
        let points: Vec<_> = self.points.into_iter().filter(|given| takes_part(given.side)).collect();
        if !points.is_empty() {
            insert_points(tx, stage, &points).await?;
        }
        let ties: Vec<_> = self.ties.into_iter().filter(|side| takes_part(*side)).collect();
        if ties.is_empty() { Ok(()) } else { order_ties(tx, stage, &ties).await }
    }
}

#[tracing::instrument(target = "trace", name = "store.stages.participant_decisions.withdrawn", skip_all)]
async fn withdrawn(tx: &mut Tx, stage: StageId) -> Result<HashMap<Side, DateTime<Utc>>, Error> {
    let rows = sqlx::query!(
        r#"select tournament_player_id, team_id, withdrawn_at as "withdrawn_at!"
        from stage_participants
        where stage_id = $1 and withdrawn_at is not null"#,
        stage.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok::<_, Error>((side(row.tournament_player_id, row.team_id)?, row.withdrawn_at)))
        .collect()
}

#[tracing::instrument(target = "trace", name = "store.stages.participant_decisions.points", skip_all)]
async fn points(tx: &mut Tx, stage: StageId) -> Result<Vec<GivenPoints>, Error> {
    let rows = sqlx::query!(
        "select tournament_player_id, team_id, points, reason, made_by, made_at
        from stage_adjustments
        where stage_id = $1",
        stage.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    let given = rows.into_iter().map(|row| {
        Ok::<_, Error>(GivenPoints {
            side: side(row.tournament_player_id, row.team_id)?,
            hundredths: row.points,
            reason: row.reason,
            made_by: row.made_by,
            made_at: row.made_at,
        })
    });
    given.collect()
}

#[tracing::instrument(target = "trace", name = "store.stages.participant_decisions.ties", skip_all)]
async fn ties(tx: &mut Tx, stage: StageId) -> Result<Vec<Side>, Error> {
    let rows = sqlx::query!(
        "select tournament_player_id, team_id from stage_ties where stage_id = $1 order by place",
        stage.0,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(|row| side(row.tournament_player_id, row.team_id)).collect()
}

#[tracing::instrument(target = "trace", name = "store.stages.participant_decisions.insert_points", skip_all)]
async fn insert_points(tx: &mut Tx, stage: StageId, points: &[GivenPoints]) -> Result<(), Error> {
    sqlx::query!(
        "insert into stage_adjustments (stage_id, tournament_player_id, team_id, points, reason, made_by, made_at)
        select $1, given.*
        from unnest($2::bigint[], $3::bigint[], $4::integer[], $5::text[], $6::uuid[], $7::timestamptz[])
            as given (tournament_player_id, team_id, points, reason, made_by, made_at)",
        stage.0,
        &column(points, |given| side_columns(given.side).0) as &[Option<i64>],
        &column(points, |given| side_columns(given.side).1) as &[Option<i64>],
        &column(points, |given| given.hundredths),
        &column(points, |given| given.reason.clone()),
        &column(points, |given| given.made_by),
        &column(points, |given| given.made_at),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
