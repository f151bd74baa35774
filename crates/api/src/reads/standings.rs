//! The standings of a tournament's entries.

pub(crate) mod export;

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    standings::{StandingRow, standings},
    view::envelope::ListEnvelope,
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{POLICY, example};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, LastPolled, Read, Render, Table},
};
use export::EXPORTED;

pub(super) static STANDINGS: Read = Read { name: "standings", events: EVENTS, render: Render::Table(TABLE) };

const EVENTS: &[Event] = &[Event::Standings, Event::Live];
const TABLE: Table =
    Table { parts: FactParts { recent: true, ..FactParts::NONE }, is_live: true, changes_at_end: true, body };

/// The standings: every listed entry in the tournament's order.
///
/// `Accept` may ask for `text/csv` or `application/x-ndjson`, which `standings.csv` and `standings.ndjson` are.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings",
    operation_id = "get_standings_v1_tournaments__tournament_slug__standings_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = ListEnvelope<StandingRow>, example = json!(example("get_standings"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_standings(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    EXPORTED.negotiated(&app, &headers, parameters).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let rows = standings(&loaded.facts.standings()?);
    Some(Body::list(rows, POLICY, LastPolled::of(&[store::stats::STATUS_ROW], &loaded.polled)))
}
