//! The standings, as a line of text.

use std::io;

use axum::{extract::State, response::Response};
use domain::{nudge::Event, text::StandingsText};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{PLAIN, body, part, whole};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    query_limit::{Documented, QueryLimit},
    reads::rows_shown,
    views::{Body, Read, Render, Superset, Table},
};

static TEXT_STANDINGS: Read = Read {
    name: "text_standings",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: FactParts::NONE, is_live: false, changes_at_end: true, body: rendered }),
};

/// The number of places in the text.
struct Top;

impl QueryLimit for Top {
    const NAME: &'static str = "top";
    const DEFAULT: i64 = 5;
    const MAXIMUM: Option<i64> = None;
    const DESCRIPTION: &'static str = "The most places to list, as far as they fit; 5 by default.";
}

/// The standings as one line of at most 399 characters for chats: places, names, and the ratings that rank. If there is
/// nothing to list, the answer is a sentence that says so.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/standings",
    operation_id = "get_text_standings_v1_tournaments__tournament_slug__text_standings_get",
    tag = "texts",
    params(("tournament_slug" = String, Path), Documented::<Top>),
    responses(
        (status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_standings"))),
    )
)]
pub(crate) async fn get_text_standings(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let usual = Some(rows_shown::<Top>());
    let top = parameters.last(Top::NAME).map_or(usual, |value| top(&value));
    if top == usual {
        return whole(&app, &headers, &parameters, &TEXT_STANDINGS).await;
    }
    let say = |standings: &StandingsText| match top {
        Some(top) => Ok(standings.top(top)),
        None => Err("How many places? Take top=5, or another number from 1 on.".to_owned()),
    };
    part(&app, &headers, &parameters, &TEXT_STANDINGS, say).await
}

/// Parses the number of places; a number too large to parse means all places.
fn top(value: &str) -> Option<usize> {
    let digits = value.trim();
    if digits.is_empty() {
        return Some(rows_shown::<Top>());
    }
    let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX)).filter(|&top| top > 0)
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn rendered(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let standings = StandingsText::of(&loaded.facts.tournament_facts);
    Some(Ok(body(standings.top(rows_shown::<Top>())).with(standings)))
}

/// Stored to make texts with other numbers of places, each made again for its request.
impl Superset for StandingsText {
    fn weight(&self) -> usize {
        self.bytes()
    }
}
