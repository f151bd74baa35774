//! How often civilizations were picked in a tournament, and how often they won.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    civ_stats::{CivStats, civ_stats},
    nudge::Event,
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Read, Render, Table},
};

pub(super) static CIV_STATS: Read = Read {
    name: "civ_stats",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: FactParts::NONE, is_live: false, changes_at_end: false, body }),
};

/// What civilizations were picked, and how often they won.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/civ-stats",
    operation_id = "get_civ_stats_v1_tournaments__tournament_slug__civ_stats_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = CivStats, example = json!(example("get_civ_stats"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_civ_stats(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&CIV_STATS, None), NO_TOURNAMENT).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(Body::new(&civ_stats(&loaded.facts.tournament_facts, &loaded.facts.civilizations), POLICY))
}
