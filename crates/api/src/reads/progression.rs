//! The ratings of a tournament's entries, game by game.

pub(crate) mod export;

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    progression::{PlayerProgression, progression},
    view::envelope::ListEnvelope,
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

pub(super) static PROGRESSION: Read = Read { name: "progression", events: EVENTS, render: Render::Table(TABLE) };

const EVENTS: &[Event] = &[Event::Standings];
const TABLE: Table = Table { parts: FactParts::NONE, is_live: false, changes_at_end: false, body };

/// Every entry's rating, game by game.
///
/// `Accept` may ask for `text/csv` or `application/x-ndjson`, which `progression.csv` and `progression.ndjson` are.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/progression",
    operation_id = "get_progression_v1_tournaments__tournament_slug__progression_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = ListEnvelope<PlayerProgression>, example = json!(example("get_progression"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_progression(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.negotiated(&app, &headers, parameters).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let (newest, series) = progression(&loaded.facts.tournament_facts);
    Some(Body::new(&ListEnvelope::new(newest, series), POLICY))
}
