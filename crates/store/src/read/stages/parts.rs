//! What belongs to stages, in tables of its own.

use std::collections::HashMap;

use domain::{
    id::StageId,
    stages::{
        points::Points,
        side::{Group, Participant, Round, Side},
        stage::{Adjustment, StageRound},
    },
};

use crate::{Connection, Error, columns::side};

type ByStage<T> = HashMap<StageId, Vec<T>>;

fn by_stage<T>(rows: impl Iterator<Item = Result<(i64, T), Error>>) -> Result<ByStage<T>, Error> {
    let mut parts: ByStage<T> = HashMap::new();
    for row in rows {
        let (stage, part) = row?;
        parts.entry(StageId(stage)).or_default().push(part);
    }
    Ok(parts)
}

#[tracing::instrument(target = "trace", name = "store.read.stages.parts.participants", skip_all)]
pub(super) async fn participants(connection: &mut Connection, stages: &[i64]) -> Result<ByStage<Participant>, Error> {
    let rows = sqlx::query!(
        r#"select stage_id, tournament_player_id, team_id, seed, group_number, withdrawn_at is not null as "withdrawn!"
        from stage_participants
        where stage_id = any($1)
        order by seed"#,
        stages,
    )
    .fetch_all(connection)
    .await?;
    by_stage(rows.into_iter().map(|row| {
        let participant = Participant {
            side: side(row.tournament_player_id, row.team_id)?,
            seed: number(row.seed)?.into(),
            group: row.group_number.map(number).transpose()?.map(Group),
            withdrawn: row.withdrawn,
        };
        Ok((row.stage_id, participant))
    }))
}

#[tracing::instrument(target = "trace", name = "store.read.stages.parts.rounds", skip_all)]
pub(super) async fn rounds(connection: &mut Connection, stages: &[i64]) -> Result<ByStage<StageRound>, Error> {
    let rows = sqlx::query!(
        r#"select
            started.stage_id, started.round, started.started_at,
            bye.tournament_player_id, bye.team_id, bye.reason as "reason?"
        from stage_rounds started
        left join stage_byes bye using (stage_id, round)
        where stage_id = any($1)
        order by started.round"#,
        stages,
    )
    .fetch_all(connection)
    .await?;
    by_stage(rows.into_iter().map(|row| {
        let bye = row.reason.map(|reason| Ok::<_, Error>((side(row.tournament_player_id, row.team_id)?, reason)));
        let round =
            StageRound { round: Round(number(row.round)?), started_at: row.started_at.into(), bye: bye.transpose()? };
        Ok((row.stage_id, round))
    }))
}

#[tracing::instrument(target = "trace", name = "store.read.stages.parts.adjustments", skip_all)]
pub(super) async fn adjustments(connection: &mut Connection, stages: &[i64]) -> Result<ByStage<Adjustment>, Error> {
    let rows = sqlx::query!(
        "select stage_id, tournament_player_id, team_id, points, reason, made_at
        from stage_adjustments
        where stage_id = any($1)
        order by made_at, tournament_player_id, team_id",
        stages,
    )
    .fetch_all(connection)
    .await?;
    by_stage(rows.into_iter().map(|row| {
        let adjustment = Adjustment {
            side: side(row.tournament_player_id, row.team_id)?,
            points: Points::from_hundredths(row.points.into()),
            reason: row.reason,
            made_at: row.made_at.into(),
        };
        Ok((row.stage_id, adjustment))
    }))
}

#[tracing::instrument(target = "trace", name = "store.read.stages.parts.ties", skip_all)]
pub(super) async fn ties(connection: &mut Connection, stages: &[i64]) -> Result<ByStage<Side>, Error> {
    let rows = sqlx::query!(
        "select stage_id, tournament_player_id, team_id from stage_ties where stage_id = any($1) order by place",
        stages,
    )
    .fetch_all(connection)
    .await?;
    by_stage(rows.into_iter().map(|row| Ok((row.stage_id, side(row.tournament_player_id, row.team_id)?))))
}

fn number(number: i16) -> Result<u16, Error> {
    u16::try_from(number).map_err(|_| Error::corrupt("round", &number))
}
