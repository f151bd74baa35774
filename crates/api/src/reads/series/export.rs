//! The series of a tournament as CSV and NDJSON.

use std::io;

use axum::{extract::State, response::Response};
use domain::{series::SeriesStatus, view::series::SeriesRead};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::Snapshot;

use super::{EVENTS, SERIES, load, respond};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::exports::{CSV, Columns, Exported, Format, NDJSON, RequestedFormat, csv, ndjson},
    views::{Body, Read, Render, RenderError, Rendered, View},
};

static SERIES_CSV: Read = Read { name: "series_csv", events: EVENTS, render: Render::Snapshot(render_csv) };
static SERIES_NDJSON: Read = Read { name: "series_ndjson", events: EVENTS, render: Render::Snapshot(render_ndjson) };

pub(super) static EXPORTED: Exported =
    Exported { name: "series", json: &SERIES, csv: &SERIES_CSV, ndjson: &SERIES_NDJSON };

/// All but `games`, a list of objects.
const COLUMNS: Columns = Columns {
    paths: &[
        "series_id",
        "stage_id",
        "round",
        "group",
        "label",
        "sides.0.tournament_player_id",
        "sides.0.team_id",
        "sides.0.name",
        "sides.1.tournament_player_id",
        "sides.1.team_id",
        "sides.1.name",
        "format.best_of",
        "format.play_all",
        "admits",
        "scheduled_at",
        "stream_url",
        "status",
        "score.0",
        "score.1",
        "winner",
        "decided_by",
        "decided_at",
        "pairing_reason",
        "note",
    ],
    list: None,
};

/// The series of a tournament as CSV, a line for each, by schedule.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/series.csv",
    operation_id = "list_series_csv_v1_tournaments__tournament_slug__series_csv_get",
    tag = "exports",
    params(
        ("tournament_slug" = String, Path),
        ("stage" = Option<i64>, Query, description = "Only series of this stage."),
        ("status" = Option<SeriesStatus>, Query, description = "Only series that are this far."),
        ("entry" = Option<i64>, Query, description = "Only series of this entry."),
        ("team" = Option<i64>, Query, description = "Only series of this team."),
        (
            "drafts" = Option<bool>, Query,
            description = "Whether to list series of stages that only owners see. Requires an owner.",
        ),
    ),
    responses(
        (status = 200, body = String, content_type = CSV, example = json!(example("list_series_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_series_csv(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::File(Format::Csv)).await
}

/// The series of a tournament as NDJSON: each line is an item of the series.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/series.ndjson",
    operation_id = "list_series_ndjson_v1_tournaments__tournament_slug__series_ndjson_get",
    tag = "exports",
    params(
        ("tournament_slug" = String, Path),
        ("stage" = Option<i64>, Query, description = "Only series of this stage."),
        ("status" = Option<SeriesStatus>, Query, description = "Only series that are this far."),
        ("entry" = Option<i64>, Query, description = "Only series of this entry."),
        ("team" = Option<i64>, Query, description = "Only series of this team."),
        (
            "drafts" = Option<bool>, Query,
            description = "Whether to list series of stages that only owners see. Requires an owner.",
        ),
    ),
    responses(
        (status = 200, body = String, content_type = NDJSON, example = json!(example("list_series_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_series_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::File(Format::Ndjson)).await
}

/// The body of a file of series.
pub(super) fn file(rows: Vec<SeriesRead>, format: Format) -> io::Result<Body> {
    if format == Format::Ndjson { ndjson(rows) } else { csv(&COLUMNS, rows) }
}

fn render_csv<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(render(snapshot, view, Format::Csv))
}

fn render_ndjson<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(render(snapshot, view, Format::Ndjson))
}

async fn render(snapshot: &mut Snapshot, view: &View, format: Format) -> Result<Rendered, RenderError> {
    let Some(rows) = load(snapshot, view).await? else { return Ok(None) };
    Ok(Some(file(rows, format)?))
}
