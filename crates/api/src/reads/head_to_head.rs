//! The games in which a tournament's entrants met.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    head_to_head::{HeadToHeadMatch, head_to_head},
    nudge::Event,
    view::envelope::ListEnvelope,
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts, MOST_MEETINGS};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament, rows_shown};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    views::{Body, Cut, LastPolled, Read, Render, Table},
};

pub(super) static HEAD_TO_HEAD: Read = Read {
    name: "head_to_head",
    events: &[Event::Standings, Event::Matches],
    render: Render::Table(Table {
        parts: FactParts { maps: true, ..FactParts::NONE },
        is_live: false,
        changes_at_end: false,
        body,
    }),
};

/// The number of games in the response.
struct Meetings;

impl QueryLimit for Meetings {
    const NAME: &'static str = "limit";
    const DEFAULT: i64 = 50;
    const MAXIMUM: Option<i64> = Some(200);
    const DESCRIPTION: &'static str = "The most items to return; 50 by default.";
}

/// The games in which entrants met, the newest first.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/head-to-head",
    operation_id = "get_head_to_head_v1_tournaments__tournament_slug__head_to_head_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path), Documented::<Meetings>),
    responses(
        (status = 200, body = ListEnvelope<HeadToHeadMatch>, example = json!(example("get_head_to_head"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_head_to_head(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let limit = query_limit::read::<Meetings>(&mut parameters);
    of_tournament(&app, &headers, parameters, (&HEAD_TO_HEAD, Some(Cut(limit))), NO_TOURNAMENT).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let rows = head_to_head(&loaded.facts.head_to_head(MOST_MEETINGS)?);
    let last_polled = LastPolled::of(&[store::matches::STATUS_ROW], &loaded.polled);
    Some(Body::long_list(&rows, POLICY, last_polled, rows_shown::<Meetings>()))
}
