//! The ratings of a tournament's entries, game by game.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    progression::{PlayerProgression, progression},
    view::envelope::ListEnvelope,
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

pub(super) static PROGRESSION: Read = Read {
    name: "progression",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: Parts::NONE, is_live: false, changes_at_end: false, body }),
};

/// Every entry's rating, game by game.
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
    of_tournament(&app, &headers, parameters, (&PROGRESSION, None), NO_TOURNAMENT).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let (newest, series) = progression(&loaded.facts.tournament_facts);
    Some(Body::new(&ListEnvelope::new(newest, series), POLICY))
}
