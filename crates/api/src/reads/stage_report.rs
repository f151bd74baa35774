//! The report of a stage in FIDE's format TRF16, which programs for chess tournaments read.

use axum::{extract::State, response::Response};
use domain::{
    id::{StageId, TournamentId},
    nudge::Event,
    stages::side::Group,
    trf::trf,
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, stages::StageFilter},
};

use super::{SLUG, chosen, drafts, example, exports::disposition, stage_table::group};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    response::AddressHead,
    views::{Body, Choice, ContentType, MaxAge, Policy, Read, Render, RenderError, Rendered, TableChoice, View},
};

static STAGE_REPORT: Read = Read {
    name: "stage_report",
    events: &[Event::Series, Event::Standings, Event::Matches, Event::Live],
    render: Render::Snapshot(render),
};

/// The content type, as the OpenAPI document names it.
const TRF: &str = "text/plain; charset=us-ascii";
/// The ending of the report's other address.
pub(super) const ENDING: &str = ".trf";

const NO_REPORT: Error = Error::NotFound("Stage not found, or it is a manual one");

/// A Swiss stage or a round robin as a Tournament Report File (FIDE C.04 Annex 2, TRF16). The address
/// `/v1/tournaments/{tournament_slug}/stages/{stage_id}.trf` has it too.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/trf",
    operation_id = "get_stage_report_v1_tournaments__tournament_slug__stages__stage_id__trf_get",
    tag = "exports",
    params(
        ("tournament_slug" = String, Path),
        ("stage_id" = i64, Path),
        ("group" = Option<i64>, Query, description = "Only this group, counted from 1."),
    ),
    responses(
        (status = 200, body = String, content_type = TRF, example = json!(example("get_stage_report"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage_report(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    report(&app, &headers, parameters).await
}

/// Responds with the report of the stage that the path names.
///
/// # Errors
/// [`NO_REPORT`], and those of [`chosen`].
pub(super) async fn report(app: &App, headers: &HeaderMap, mut parameters: Parameters) -> Result<Response, Error> {
    let stage = StageId(parameters.id("stage_id"));
    let group = group(&mut parameters);
    let name = format!("stage-{}{ENDING}", stage.0);
    let disposition = disposition(parameters.text(SLUG), &name);
    let head = AddressHead { is_negotiated: false, disposition };
    let choice = Choice::StageTable(TableChoice { stage, group, after_round: None, as_of: None });
    let public = chosen(app, headers, parameters.clone(), (&STAGE_REPORT, choice, None), NO_REPORT).await;
    let asked = (app, headers, &parameters);
    let Some((mut snapshot, tournament)) = drafts::behind(&public, &NO_REPORT, asked).await? else {
        return public.map(|response| head.on(response));
    };
    let found = load(&mut snapshot, tournament.id, (stage, group), true).await?;
    snapshot.end().await;
    drafts::body(Ok(found.ok_or(NO_REPORT)?)).map(|response| head.on(response))
}

/// The report; `None` when there is none, or it is a draft's and drafts are not wanted.
async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    (stage, group): (StageId, Option<Group>),
    with_drafts: bool,
) -> Result<Rendered, store::Error> {
    let filter = StageFilter { stage: Some(stage), with_drafts };
    let Some(stage) = read::stages::list(snapshot, tournament, filter).await?.pop() else { return Ok(None) };
    let names = read::sides::names(snapshot, tournament).await?;
    let Some(tournament) = read::tournaments::one(snapshot, tournament).await? else { return Ok(None) };
    let report = trf(&tournament.name, &stage, &names, group);
    Ok(report.map(|report| Body::text(report, ContentType::Report, Policy::Shared(MaxAge::Fifteen))))
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::StageTable(choice)) = (view.tournament(), view.choice) else { return Ok(None) };
        Ok(load(snapshot, id, (choice.stage, choice.group), false).await?)
    })
}
