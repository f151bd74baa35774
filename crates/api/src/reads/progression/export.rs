//! The progression as CSV and NDJSON.

use std::io;

use axum::{extract::State, response::Response};
use domain::progression::progression;
use http::HeaderMap;
use store::read::facts::LoadedFacts;

use super::{EVENTS, PROGRESSION, TABLE};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::exports::{CSV, Columns, Exported, Format, NDJSON, csv, ndjson},
    views::{Body, Read, Render, Table},
};

static PROGRESSION_CSV: Read =
    Read { name: "progression_csv", events: EVENTS, render: Render::Table(Table { body: as_csv, ..TABLE }) };
static PROGRESSION_NDJSON: Read =
    Read { name: "progression_ndjson", events: EVENTS, render: Render::Table(Table { body: as_ndjson, ..TABLE }) };

pub(super) static EXPORTED: Exported =
    Exported { name: "progression", json: &PROGRESSION, csv: &PROGRESSION_CSV, ndjson: &PROGRESSION_NDJSON };

const COLUMNS: Columns = Columns {
    paths: &["tournament_player_id", "profile_id", "alias", "points.completed_at", "points.rating"],
    list: Some("points"),
};

/// Every entry's rating as CSV, a line for each game.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/progression.csv",
    operation_id = "get_progression_csv_v1_tournaments__tournament_slug__progression_csv_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = CSV, example = json!(example("get_progression_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_progression_csv(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Csv).await
}

/// The progression as NDJSON: each line is an item of the progression.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/progression.ndjson",
    operation_id = "get_progression_ndjson_v1_tournaments__tournament_slug__progression_ndjson_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = NDJSON, example = json!(example("get_progression_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_progression_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Ndjson).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn as_csv(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(csv(&COLUMNS, progression(&loaded.facts.tournament_facts).1))
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn as_ndjson(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(ndjson(progression(&loaded.facts.tournament_facts).1))
}
