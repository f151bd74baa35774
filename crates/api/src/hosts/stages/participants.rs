//! Withdraws participants of stages.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{audit::AuditRecord, id::StageId, stages::table::StageFormat};
use store::stages;

use super::{effect, find};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, HttpValidationError},
    hosts::{Context, Effect, Operation, perform},
    params::Parameters,
    rate_limits::Class,
};

/// Withdraws a participant: it keeps its place in the table, is not paired any more, and does not advance.
#[utoipa::path(
    post,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/participants/{participant_id}/withdraw",
    operation_id = "withdraw_participant_v1_tournaments__tournament_slug__stages__stage_id__participants__participant_id__withdraw_post",
    tag = "stages",
    params(
        ("tournament_slug" = String, Path),
        ("stage_id" = i64, Path),
        ("participant_id" = i64, Path, description = "The number of the entry or of the team."),
    ),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn withdraw_participant(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Change<true>>(app, request).await
}

/// Lets a participant who withdrew take part again.
#[utoipa::path(
    delete,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/participants/{participant_id}/withdraw",
    operation_id = "readmit_participant_v1_tournaments__tournament_slug__stages__stage_id__participants__participant_id__withdraw_delete",
    tag = "stages",
    params(
        ("tournament_slug" = String, Path),
        ("stage_id" = i64, Path),
        ("participant_id" = i64, Path, description = "The number of the entry or of the team."),
    ),
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn readmit_participant(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Change<false>>(app, request).await
}

/// Withdraws a participant, or readmits it.
struct Change<const WITHDRAWN: bool>;

impl<const WITHDRAWN: bool> Operation for Change<WITHDRAWN> {
    const CLASS: Class = Class::Stages;
    const TAKES_BODY: bool = false;
    type Authorization = TournamentOwner;
    type Input = (StageId, i64);

    fn read(parameters: &mut Parameters, _: &mut Fields) -> Option<(StageId, i64)> {
        Some((StageId(parameters.id("stage_id")), parameters.id("participant_id")))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (id, participant): (StageId, i64),
    ) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let stage = find(context.tx, tournament, id).await?;
        let side = stage.settings.sides.side(participant);
        if !stage.has(side) {
            return Err(Error::NotFound("Participant not found"));
        }
        let has_schedule = stage.started_at.is_some() && stage.settings.format == StageFormat::RoundRobin;
        if !WITHDRAWN && has_schedule && !stage.series.iter().any(|series| series.sides.contains(&side)) {
            return Err(Error::Conflict("Stage has been started without this participant".into()));
        }
        let withdrawn_at = WITHDRAWN.then_some(context.now);
        if !stages::set_withdrawn(context.tx, id, side, withdrawn_at).await? {
            return Ok(Effect::nothing());
        }
        let action = if WITHDRAWN { "participant_withdraw" } else { "participant_readmit" };
        Ok(effect(AuditRecord::of_stage(action, id), tournament, &stage))
    }
}
