//! The table of a stage.

pub(crate) mod export;

use axum::{extract::State, response::Response};
use domain::{
    clock::Timestamp,
    id::{StageId, TournamentId},
    stages::{
        side::{Group, Round},
        table::TableCut,
    },
    view::{envelope::ListEnvelope, stages::StageTableRow},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, stages::StageFilter},
};

use super::{
    NO_STAGE, drafts, example,
    exports::{Format, RequestedFormat},
    list,
    series::EVENTS,
};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Choice, MaxAge, Policy, Read, Render, RenderError, Rendered, TableChoice, View},
};
use export::{EXPORTED, file};

static STAGE_TABLE: Read = Read { name: "stage_table", events: EVENTS, render: Render::Snapshot(render) };

/// The table of a stage, group after group, by rank. It exists during a round too.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/table",
    operation_id = "get_stage_table_v1_tournaments__tournament_slug__stages__stage_id__table_get",
    tag = "stages",
    params(
        ("tournament_slug" = String, Path),
        ("stage_id" = i64, Path),
        ("group" = Option<i64>, Query, description = "Only this group, counted from 1."),
        ("after_round" = Option<i64>, Query, description = "Only results of rounds up to this one."),
        (
            "as_of" = Option<Timestamp>, Query,
            description = "Only what was decided up to this time, in RFC 3339; participants as of now.",
        ),
    ),
    responses(
        (status = 200, body = ListEnvelope<StageTableRow>, example = json!(example("get_stage_table"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage_table(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::Negotiated).await
}

/// Responds with the part of the table that the client chose.
///
/// # Errors
/// [`NO_STAGE`], and those of [`super::chosen`].
async fn respond(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    requested: RequestedFormat,
) -> Result<Response, Error> {
    let choice = choice(&mut parameters);
    let view = (Choice::StageTable(choice), NO_STAGE);
    let public = EXPORTED.chosen(app, headers, parameters.clone(), view, requested).await;
    let asked = (app, headers, &parameters);
    let Some((mut snapshot, tournament)) = drafts::behind(&public, &NO_STAGE, asked).await? else { return public };
    let rows = load(&mut snapshot, tournament.id, choice, true).await?;
    snapshot.end().await;
    let rows = rows.ok_or(NO_STAGE)?;
    let body = match requested.format(headers) {
        Format::Json => Body::new(&ListEnvelope::new(None, rows), Policy::NoStore),
        format => file(rows, format),
    };
    EXPORTED.draft(headers, &parameters, body, requested)
}

/// Reads which part of which table is wanted.
fn choice(parameters: &mut Parameters) -> TableChoice {
    TableChoice {
        stage: StageId(parameters.id("stage_id")),
        group: group(parameters),
        after_round: parameters.optional("after_round").map(|round| Round(number(round))),
        as_of: parameters.parsed("as_of", Timestamp::from_host, "not a time in RFC 3339"),
    }
}

/// Reads which group is wanted.
pub(super) fn group(parameters: &mut Parameters) -> Option<Group> {
    parameters.optional("group").map(|group| Group(number(group)))
}

/// The number of a group or a round. None has a number beyond these.
fn number(number: i64) -> u16 {
    u16::try_from(number.max(0)).unwrap_or(u16::MAX)
}

/// The rows that were chosen; `None` when there is no such stage, or it is a draft and drafts are not wanted.
async fn load(
    snapshot: &mut Snapshot,
    tournament: TournamentId,
    choice: TableChoice,
    with_drafts: bool,
) -> Result<Option<Vec<StageTableRow>>, store::Error> {
    let TableChoice { stage, group, after_round, as_of } = choice;
    let filter = StageFilter { stage: Some(stage), with_drafts };
    let Some(stage) = read::stages::list(snapshot, tournament, filter).await?.pop() else { return Ok(None) };
    let names = read::sides::names(snapshot, tournament).await?;
    let rows = stage.table(TableCut { after_round, group }, as_of);
    Ok(Some(rows.into_iter().map(|row| StageTableRow::new(row, &names)).collect()))
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::StageTable(choice)) = (view.tournament(), view.choice) else { return Ok(None) };
        let Some(rows) = load(snapshot, id, choice, false).await? else { return Ok(None) };
        Ok(Some(list(snapshot, &[store::matches::STATUS_ROW], rows, Policy::Shared(MaxAge::Fifteen)).await?))
    })
}
