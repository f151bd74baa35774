//! The table of a stage as CSV and NDJSON.

use std::io;

use axum::{extract::State, response::Response};
use domain::{clock::Timestamp, view::stages::StageTableRow};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use serde_json::{Map, Value};
use store::Snapshot;

use super::{EVENTS, STAGE_TABLE, load, respond};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::exports::{CSV, Columns, Exported, Format, NDJSON, RequestedFormat, csv, ndjson},
    views::{Body, Choice, Read, Render, RenderError, Rendered, View},
};

static TABLE_CSV: Read = Read { name: "stage_table_csv", events: EVENTS, render: Render::Snapshot(render_csv) };
static TABLE_NDJSON: Read =
    Read { name: "stage_table_ndjson", events: EVENTS, render: Render::Snapshot(render_ndjson) };

pub(super) static EXPORTED: Exported =
    Exported { name: "table", json: &STAGE_TABLE, csv: &TABLE_CSV, ndjson: &TABLE_NDJSON };

/// All but `tied_with`, a list of objects. Each tie-break has a column, which is empty when the stage does not use it.
const COLUMNS: Columns = Columns {
    paths: &[
        "rank",
        "side.tournament_player_id",
        "side.team_id",
        "side.name",
        "group",
        "seed",
        "played",
        "won",
        "drawn",
        "lost",
        "byes",
        "games_won",
        "games_lost",
        "points",
        "adjustments",
        "total",
        "tie_breaks.head_to_head",
        "tie_breaks.game_difference",
        "tie_breaks.games_won",
        "tie_breaks.buchholz",
        "tie_breaks.buchholz_cut1",
        "tie_breaks.sonneborn_berger",
        "tie_breaks.wins",
        "tie_breaks.opponents_win_rate",
        "tie_breaks.seed",
        "advances",
        "withdrawn",
    ],
    list: None,
};

/// The table of a stage as CSV, a line for each side, group after group, by rank.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/table.csv",
    operation_id = "get_stage_table_csv_v1_tournaments__tournament_slug__stages__stage_id__table_csv_get",
    tag = "exports",
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
        (status = 200, body = String, content_type = CSV, example = json!(example("get_stage_table_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage_table_csv(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::File(Format::Csv)).await
}

/// The table of a stage as NDJSON: each line is an item of the table.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stages/{stage_id}/table.ndjson",
    operation_id = "get_stage_table_ndjson_v1_tournaments__tournament_slug__stages__stage_id__table_ndjson_get",
    tag = "exports",
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
        (status = 200, body = String, content_type = NDJSON, example = json!(example("get_stage_table_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_stage_table_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    respond(&app, &headers, parameters, RequestedFormat::File(Format::Ndjson)).await
}

/// The body of a table's file.
pub(super) fn file(rows: Vec<StageTableRow>, format: Format) -> io::Result<Body> {
    if format == Format::Ndjson {
        return ndjson(rows);
    }
    let rows: io::Result<Vec<_>> = rows.iter().map(with_named_tie_breaks).collect();
    csv(&COLUMNS, rows?)
}

/// A row whose tie-breaks are fields of their names instead of a list.
fn with_named_tie_breaks(row: &StageTableRow) -> io::Result<Value> {
    let mut line = serde_json::to_value(row)?;
    let named = row.tie_breaks.iter().map(|given| {
        let value = given.value.map_or(Value::Null, |value| f64::from(value).into());
        (given.tie_break.as_str().to_owned(), value)
    });
    line["tie_breaks"] = named.collect::<Map<_, _>>().into();
    Ok(line)
}

fn render_csv<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(render(snapshot, view, Format::Csv))
}

fn render_ndjson<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(render(snapshot, view, Format::Ndjson))
}

async fn render(snapshot: &mut Snapshot, view: &View, format: Format) -> Result<Rendered, RenderError> {
    let (Some(id), Choice::StageTable(choice)) = (view.tournament(), view.choice) else { return Ok(None) };
    let Some(rows) = load(snapshot, id, choice, false).await? else { return Ok(None) };
    Ok(Some(file(rows, format)?))
}
