//! The stages of a tournament.

use axum::{extract::State, response::Response};
use domain::{
    id::{StageId, TournamentId},
    view::{envelope::ListEnvelope, stages::StageRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, stages::StageFilter},
};

use super::{NO_STAGE, NO_TOURNAMENT, chosen, drafts, example, list, of_tournament, series::EVENTS, stage_report};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Choice, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static STAGES: Read = Read { name: "stages", events: EVENTS, render: Render::Snapshot(render_list) };
static STAGE: Read = Read { name: "stage", events: EVENTS, render: Render::Snapshot(render) };

/// The stages of a tournament, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages",
    operation_id = "list_stages_v1_tournaments__tournament_slug__stages_get",
    tag = "stages",
    params(
        ("tournament_slug" = String, Path),
        (
            "drafts" = Option<bool>, Query,
            description = "Whether to list stages that only owners see. Requires an owner.",
        ),
    ),
    responses(
        (status = 200, body = ListEnvelope<StageRead>, example = json!(example("list_stages"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_stages(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    if parameters.flag("drafts") {
        parameters.check()?;
        let (mut snapshot, tournament) = drafts::for_owner(&app, &headers, &parameters).await?;
        let rows = load(&mut snapshot, tournament.id, StageFilter { stage: None, with_drafts: true }).await?;
        snapshot.end().await;
        return drafts::respond(&ListEnvelope::new(None, rows));
    }
    of_tournament(&app, &headers, parameters, (&STAGES, None), NO_TOURNAMENT).await
}

/// One stage.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}",
    operation_id = "get_stage_v1_tournaments__tournament_slug__stages__stage_id__get",
    tag = "stages",
    params(("tournament_slug" = String, Path), ("stage_id" = i64, Path)),
    responses(
        (status = 200, body = StageRead, example = json!(example("get_stage"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    if parameters.strip_ending("stage_id", stage_report::ENDING) {
        return stage_report::report(&app, &headers, parameters).await;
    }
    let id = StageId(parameters.id("stage_id"));
    let public = chosen(&app, &headers, parameters.clone(), (&STAGE, Choice::Stage(id), None), NO_STAGE).await;
    let asked = (&app, &headers, &parameters);
    let Some((mut snapshot, tournament)) = drafts::behind(&public, &NO_STAGE, asked).await? else { return public };
    let found = load(&mut snapshot, tournament.id, StageFilter { stage: Some(id), with_drafts: true }).await?.pop();
    snapshot.end().await;
    drafts::respond(&found.ok_or(NO_STAGE)?)
}

/// The stages that pass the filter, with the names of their sides.
async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    filter: StageFilter,
) -> Result<Vec<StageRead>, store::Error> {
    let stages = read::stages::list(snapshot, tournament, filter).await?;
    if stages.is_empty() {
        return Ok(Vec::new());
    }
    let names = read::sides::names(snapshot, tournament).await?;
    Ok(stages.iter().map(|stage| StageRead::new(stage, &names)).collect())
}

fn render_list<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let rows = load(snapshot, id, StageFilter::default()).await?;
        Ok(Some(list(snapshot, &[store::matches::STATUS_ROW], rows, Policy::Shared(MaxAge::Fifteen)).await?))
    })
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::Stage(stage)) = (view.tournament(), view.choice) else { return Ok(None) };
        let found = load(snapshot, id, StageFilter { stage: Some(stage), with_drafts: false }).await?.pop();
        Ok(found.map(|stage| Body::new(&stage, Policy::Shared(MaxAge::Fifteen))).transpose()?)
    })
}
