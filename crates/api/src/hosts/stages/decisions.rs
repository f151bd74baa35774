//! What hosts decide about a stage's table: points that they give or take, and the order of sides that tie.

use axum::{
    extract::{Request, State},
    response::Response,
};
use domain::{
    audit::AuditRecord,
    id::StageId,
    limits,
    stages::{
        points::Points,
        table::{TableCut, may_be_ordered},
    },
};
use store::stages;

use super::{effect, find};
use crate::{
    app::App,
    authorization::TournamentOwner,
    body::Fields,
    error::{Error, FieldError, HttpValidationError, Location},
    hosts::{Context, Effect, Operation, perform},
    params::Parameters,
    rate_limits::Class,
    request_schemas::{AdjustmentPut, TiesPut},
};

/// Gives points to a side of a stage, or takes them, instead of what was given before; 0 withdraws that.
#[utoipa::path(
    put,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/adjustments",
    operation_id = "adjust_points_v1_tournaments__tournament_slug__stages__stage_id__adjustments_put",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    request_body = AdjustmentPut,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn adjust_points(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Adjust>(app, request).await
}

/// Orders sides that tie in everything. An empty order withdraws all orders of the stage.
#[utoipa::path(
    put,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/ties",
    operation_id = "order_ties_v1_tournaments__tournament_slug__stages__stage_id__ties_put",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    request_body = TiesPut,
    responses((status = 204), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn order_ties(State(app): State<App>, request: Request) -> Result<Response, Error> {
    perform::<Order>(app, request).await
}

struct Adjust;

struct Adjustment {
    stage: StageId,
    side: i64,
    points: Points,
    reason: String,
}

impl Operation for Adjust {
    const CLASS: Class = Class::Stages;
    type Authorization = TournamentOwner;
    type Input = Adjustment;

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<Adjustment> {
        let side = body.required("side", |body, name| body.integer(name, 1));
        let points = body.required("points", Fields::value);
        let reason = body.required("reason", |body, name| body.text(name, limits::ADJUSTMENT_REASON));
        Some(Adjustment { stage: StageId(parameters.id("stage_id")), side: side?, points: points?, reason: reason? })
    }

    async fn run(context: &mut Context<'_, TournamentOwner>, given: Adjustment) -> Result<Effect, Error> {
        let TournamentOwner { user, tournament } = context.authorization;
        let stage = find(context.tx, tournament.id, given.stage).await?;
        let side = stage.settings.sides.side(given.side);
        if !stage.has(side) {
            let mistake = FieldError::refused(&Location::Field("side"), given.side, "does not take part in the stage");
            return Err(Error::Invalid(vec![mistake]));
        }
        let (points, reason) = (given.points, given.reason.as_str());
        let current = stage.adjustments.iter().find(|adjustment| adjustment.side == side);
        let is_same = match current {
            Some(adjustment) => adjustment.points == points && adjustment.reason == reason,
            None => points == Points::ZERO,
        };
        if is_same {
            return Ok(Effect::nothing());
        }
        stages::adjust(context.tx, (stage.id, side), (points, reason), (*user, context.now)).await?;
        Ok(effect(AuditRecord::of_stage("points_adjust", stage.id), tournament.id, &stage))
    }
}

struct Order;

impl Operation for Order {
    const CLASS: Class = Class::Stages;
    type Authorization = TournamentOwner;
    type Input = (StageId, Vec<i64>);

    fn read(parameters: &mut Parameters, body: &mut Fields) -> Option<(StageId, Vec<i64>)> {
        let order = body.required("order", |body, name| body.integers(name, limits::PARTICIPANTS));
        Some((StageId(parameters.id("stage_id")), order?))
    }

    async fn run(
        context: &mut Context<'_, TournamentOwner>,
        (id, order): (StageId, Vec<i64>),
    ) -> Result<Effect, Error> {
        let tournament = context.authorization.tournament.id;
        let stage = find(context.tx, tournament, id).await?;
        let order: Vec<_> = order.into_iter().map(|id| stage.settings.sides.side(id)).collect();
        let mut ties = Vec::new();
        if !order.is_empty() {
            if !may_be_ordered(&stage.table(TableCut::default(), None), &order) {
                return Err(Error::Conflict("These sides do not tie in everything".into()));
            }
            ties.extend(stage.ties.iter().copied().filter(|side| !order.contains(side)));
            ties.extend(order);
        }
        if ties == stage.ties {
            return Ok(Effect::nothing());
        }
        stages::order_ties(context.tx, id, &ties).await?;
        Ok(effect(AuditRecord::of_stage("ties_order", id), tournament, &stage))
    }
}
