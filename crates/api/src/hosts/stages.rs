//! Sets stages up, changes, starts and deletes them.

pub(crate) mod decisions;
mod input;
pub(crate) mod participants;
pub(crate) mod rounds;
mod start;

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::{StageId, TournamentId},
    limits,
    nudge::Event,
    stages::{settings::Visibility, stage::Stage},
    view::stages::StageRead,
};
use http::StatusCode;
use store::{Tx, read, stages};

use super::{Context, Effect, Operation, perform};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    params::Parameters,
    rate_limits::Class,
    reads::NO_STAGE,
    request_schemas::{StageCreate, StageUpdate},
};
use input::{Changes, NewStage};

pub(super) use input::{ADMITS, FORMATS, HALF_PAIRINGS, KINDS, VISIBILITIES};

/// Sets a stage up. It has no series before it is started.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/stages",
    operation_id = "create_stage_v1_tournaments__tournament_slug__stages_post",
    tag = "stages",
    params(("tournament_slug" = String, Path)),
    request_body = StageCreate,
    responses((status = 201, body = StageRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn create_stage(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Create>(app, request).await
}

/// Changes a stage; what is absent stays. Once it is started, its kind of series, groups and legs stay. A started Swiss
/// or manual stage takes late participants, after those that it has; a round robin takes none.
#[utoipa::path(
    patch,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}",
    operation_id = "update_stage_v1_tournaments__tournament_slug__stages__stage_id__patch",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    request_body = StageUpdate,
    responses((status = 200, body = StageRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn update_stage(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Update>(app, request).await
}

/// Deletes a stage that has not been started.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}",
    operation_id = "delete_stage_v1_tournaments__tournament_slug__stages__stage_id__delete",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn delete_stage(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Delete>(app, request).await
}

/// Starts a stage: a round robin gets all of its series. It cannot be undone.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/start",
    operation_id = "start_stage_v1_tournaments__tournament_slug__stages__stage_id__start_post",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    responses((status = 200, body = StageRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn start_stage(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<start::Start>(app, request).await
}

struct Create;

impl Operation for Create {
    const CLASS: Class = Class::Stages;
    type Authorization = TournamentOwner;
    type Input = NewStage;

    fn read(_: &mut Parameters, body: &mut Fields) -> Option<NewStage> {
        NewStage::read(body)
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, new: NewStage) -> Result<Effect, Error> {
        let tournament = &context.authorization.tournament;
        if stages::count(context.tx, tournament.id).await? >= limits::STAGES {
            return Err(Error::Unprocessable("Stage limit reached"));
        }
        let names = read::sides::names(context.tx, tournament.id).await?;
        let participants = new.participants(&names)?;
        let id = stages::create(context.tx, tournament.id, &new.settings, context.now).await?;
        stages::add_participants(context.tx, (tournament.id, id), &participants).await?;
        let stage = find(context.tx, tournament.id, id).await?;
        let location = format!("/v1/tournaments/{}/stages/{id}", tournament.slug);
        Ok(changed(AuditRecord::stage_create(id), context, &stage).await?.created(location))
    }
}

struct Update;

impl Operation for Update {
    const CLASS: Class = Class::Stages;
    type Authorization = TournamentOwner;
    type Input = (StageId, Changes);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(StageId, Changes)> {
        Some((StageId(parameters.id("stage_id")), Changes::read(body)))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (id, changes): (StageId, Changes),
    ) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let before = find(context.tx, tournament, id).await?;
        let names = read::sides::names(context.tx, tournament).await?;
        let admits = changes.admits();
        let (settings, participants) = changes.of(&before, &names)?;
        stages::update(context.tx, id, &settings).await?;
        let is_admitted_otherwise = match admits {
            Some(admits) => store::series::admit(context.tx, id, admits).await?,
            None => false,
        };
        match participants {
            Some(participants) if before.started_at.is_some() => {
                let new = participants.get(before.participants.len()..).unwrap_or_default();
                stages::add_participants(context.tx, (tournament, id), new).await?;
            }
            Some(participants) => stages::set_participants(context.tx, (tournament, id), &participants).await?,
            None => {}
        }
        context.refresh_series().await?;
        let after = find(context.tx, tournament, id).await?;
        let was_public = before.settings.visibility == Visibility::Public;
        let effect = changed(AuditRecord::stage_update(id), context, &after).await?;
        let effect = if was_public { effect.nudging(&[Event::Series], tournament) } else { effect };
        let is_changed = (&after.settings, &after.participants) != (&before.settings, &before.participants);
        Ok(effect.if_changed(is_changed || is_admitted_otherwise))
    }
}

struct Delete;

impl Operation for Delete {
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
        stages::delete(context.tx, id).await?;
        Ok(effect(AuditRecord::stage_delete(id), tournament, &stage))
    }
}

/// Finds the stage with that number, or fails with 404.
async fn find(tx: &mut Tx, tournament: TournamentId, id: StageId) -> Result<Stage, Error> {
    read::stages::one(tx, tournament, id).await?.ok_or(NO_STAGE)
}

fn check_not_started(stage: &Stage) -> Result<(), Error> {
    match stage.started_at {
        None => Ok(()),
        Some(_) => Err(Error::Conflict("Stage has been started".into())),
    }
}

fn check_started(stage: &Stage) -> Result<(), Error> {
    match stage.started_at {
        Some(_) => Ok(()),
        None => Err(Error::Conflict("Stage has not been started".into())),
    }
}

/// 204 for a change to a stage. Of a draft nobody is nudged.
fn effect(record: AuditRecord, tournament: TournamentId, stage: &Stage) -> Effect {
    let events: &[Event] = if stage.settings.visibility == Visibility::Public { &[Event::Series] } else { &[] };
    Effect::no_content(record).nudging(events, tournament)
}

/// 200 with the stage as it is now.
async fn changed(
    record: AuditRecord,
    context: &mut Context<'_, TournamentOwner>,
    stage: &Stage,
) -> Result<Effect, Error> {
    let tournament = context.authorization.tournament.id;
    let names = read::sides::names(context.tx, tournament).await?;
    effect(record, tournament, stage).with(StatusCode::OK, &StageRead::new(stage, &names))
}
