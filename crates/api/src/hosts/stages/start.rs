//! Starts a stage.

use domain::{
    audit::AuditRecord,
    id::StageId,
    limits,
    stages::{round_robin::Fixture, stage::Stage, table::StageFormat},
};
use store::{
    series::{self, NewSeries},
    stages,
};

use super::{changed, check_not_started, find};
use crate::{
    authorization::TournamentOwner,
    body::Fields,
    error::Error,
    hosts::{Context, Effect, Operation},
    params::Parameters,
    rate_limits::Class,
};

pub(super) struct Start;

impl Operation for Start {
    const CLASS: Class = Class::Stages;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = StageId;

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<StageId> {
        Some(StageId(parameters.id("stage_id")))
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, id: StageId) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let stage = find(context.tx, tournament, id).await?;
        check_not_started(&stage)?;
        if stage.participants.iter().filter(|participant| !participant.withdrawn).count() < 2 {
            return Err(Error::Unprocessable("A stage needs at least two participants"));
        }
        let new: Vec<_> = match stage.settings.format {
            StageFormat::RoundRobin => stage.fixtures().iter().map(|fixture| new_series(&stage, fixture)).collect(),
            StageFormat::Swiss | StageFormat::Manual => Vec::new(),
        };
        if stage.settings.format == StageFormat::RoundRobin && new.is_empty() {
            return Err(Error::Unprocessable("A group needs at least two participants"));
        }
        if series::count(context.tx, tournament).await? + new.len() > limits::SERIES {
            return Err(Error::Unprocessable("Series limit reached"));
        }
        series::create(context.tx, tournament, &new, context.now).await?;
        stages::start(context.tx, id, context.now).await?;
        let stage = find(context.tx, tournament, id).await?;
        changed(AuditRecord::of_stage("stage_start", id), context, &stage).await
    }
}

fn new_series(stage: &Stage, fixture: &Fixture) -> NewSeries {
    NewSeries { group: Some(fixture.group), ..NewSeries::of_stage(stage, fixture.round, fixture.sides) }
}
