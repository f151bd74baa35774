//! The standings as CSV and NDJSON.

use std::io;

use axum::{extract::State, response::Response};
use domain::standings::{StandingRow, standings};
use http::HeaderMap;
use store::read::facts::LoadedFacts;

use super::{EVENTS, STANDINGS, TABLE};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::exports::{CSV, Columns, Exported, Format, NDJSON, csv, ndjson},
    views::{Body, Read, Render, Table},
};

static STANDINGS_CSV: Read =
    Read { name: "standings_csv", events: EVENTS, render: Render::Table(Table { body: as_csv, ..TABLE }) };
static STANDINGS_NDJSON: Read =
    Read { name: "standings_ndjson", events: EVENTS, render: Render::Table(Table { body: as_ndjson, ..TABLE }) };

pub(super) static EXPORTED: Exported =
    Exported { name: "standings", json: &STANDINGS, csv: &STANDINGS_CSV, ndjson: &STANDINGS_NDJSON };

const COLUMNS: Columns = Columns { paths: &StandingRow::COLUMNS, list: None };

/// The standings as CSV, a line for each listed entry, in the tournament's order.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings.csv",
    operation_id = "get_standings_csv_v1_tournaments__tournament_slug__standings_csv_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = CSV, example = json!(example("get_standings_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings_csv(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Csv).await
}

/// The standings as NDJSON: each line is an item of the standings.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings.ndjson",
    operation_id = "get_standings_ndjson_v1_tournaments__tournament_slug__standings_ndjson_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = NDJSON, example = json!(example("get_standings_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Ndjson).await
}

fn as_csv(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(csv(&COLUMNS, standings(&loaded.facts.standings()?)))
}

fn as_ndjson(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(ndjson(standings(&loaded.facts.standings()?)))
}
