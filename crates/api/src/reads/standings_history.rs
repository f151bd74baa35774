//! A tournament's positions over time.

pub(crate) mod export;
mod json;

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    history::{StandingsHistory, standings_history},
    nudge::Event,
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{POLICY, example};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Read, Render, Table},
};
use export::EXPORTED;

pub(super) static STANDINGS_HISTORY: Read = Read { name: "history", events: EVENTS, render: Render::Table(TABLE) };

const EVENTS: &[Event] = &[Event::Standings];
const TABLE: Table = Table {
    parts: FactParts { teams: true, past: true, ..FactParts::NONE },
    is_live: false,
    changes_at_end: false,
    body,
};

/// Every position over time, of entries and teams.
///
/// `Accept` may ask for the entries' as `text/csv` or `application/x-ndjson`, which `standings-history.csv` and
/// `standings-history.ndjson` are.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings/history",
    operation_id = "get_standings_history_v1_tournaments__tournament_slug__standings_history_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = StandingsHistory, example = json!(example("get_standings_history"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings_history(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.negotiated(&app, &headers, parameters).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let history = standings_history(&loaded.facts.history()?);
    Some(Body::written(POLICY, |body| json::write(body, history)))
}
