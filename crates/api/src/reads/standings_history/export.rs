//! The standings' history as CSV and NDJSON, in long format: a row for each entry in each bucket.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    clock::Timestamp,
    history::{StandingHistoryPoint, StandingsHistory, standings_history},
    id::{EntryId, ProfileId},
};
use http::HeaderMap;
use serde::Serialize;
use store::read::facts::LoadedFacts;

use super::{EVENTS, STANDINGS_HISTORY, TABLE};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::exports::{CSV, Columns, Exported, Format, NDJSON, csv, ndjson},
    views::{Body, Read, Render, Table},
};

static HISTORY_CSV: Read =
    Read { name: "history_csv", events: EVENTS, render: Render::Table(Table { body: as_csv, ..TABLE }) };
static HISTORY_NDJSON: Read =
    Read { name: "history_ndjson", events: EVENTS, render: Render::Table(Table { body: as_ndjson, ..TABLE }) };

pub(super) static EXPORTED: Exported =
    Exported { name: "standings-history", json: &STANDINGS_HISTORY, csv: &HISTORY_CSV, ndjson: &HISTORY_NDJSON };

const COLUMNS: Columns = Columns {
    paths: &["bucket", "tournament_player_id", "profile_id", "name", "position", "peak_rating", "current_rating"],
    list: None,
};

/// An entry's place in a bucket.
#[derive(Serialize)]
struct Row<'a> {
    bucket: Timestamp,
    tournament_player_id: EntryId,
    profile_id: Option<ProfileId>,
    name: &'a str,
    #[serde(flatten)]
    point: StandingHistoryPoint,
}

/// Every position over time as CSV: a line for each entry in each bucket, by bucket, then by entry.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings-history.csv",
    operation_id = "get_standings_history_csv_v1_tournaments__tournament_slug__standings_history_csv_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = CSV, example = json!(example("get_standings_history_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings_history_csv(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Csv).await
}

/// Every position over time as NDJSON: a line for each entry in each bucket, by bucket, then by entry.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings-history.ndjson",
    operation_id = "get_standings_history_ndjson_v1_tournaments__tournament_slug__standings_history_ndjson_get",
    tag = "exports",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = NDJSON, example = json!(example("get_standings_history_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings_history_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.file(&app, &headers, parameters, Format::Ndjson).await
}

fn as_csv(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(csv(&COLUMNS, rows(&standings_history(&loaded.facts.history()?))))
}

fn as_ndjson(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(ndjson(rows(&standings_history(&loaded.facts.history()?))))
}

fn rows(history: &StandingsHistory) -> impl Iterator<Item = Row<'_>> {
    history.buckets.iter().enumerate().flat_map(move |(index, bucket)| {
        history.players.iter().filter_map(move |player| {
            Some(Row {
                bucket: *bucket,
                tournament_player_id: player.tournament_player_id,
                profile_id: player.profile_id,
                name: &player.name,
                point: *player.points.get(index)?,
            })
        })
    })
}
