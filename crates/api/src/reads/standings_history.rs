//! A tournament's positions over time.

mod json;

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    history::{StandingsHistory, standings_history},
    nudge::Event,
};
use http::HeaderMap;
use store::read::facts::{LoadedFacts, Parts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Read, Render, Table},
};

pub(super) static STANDINGS_HISTORY: Read = Read {
    name: "history",
    events: &[Event::Standings],
    render: Render::Table(Table {
        parts: Parts { teams: true, past: true, ..Parts::NONE },
        is_live: false,
        changes_at_end: false,
        body,
    }),
};

/// Every position over time, of entries and teams.
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
    of_tournament(&app, &headers, parameters, (&STANDINGS_HISTORY, None), NO_TOURNAMENT).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let history = standings_history(&loaded.facts.history()?);
    Some(Body::written(POLICY, |body| json::write(body, history)))
}
