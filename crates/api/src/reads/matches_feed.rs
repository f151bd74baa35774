//! The finished games between a tournament's entrants as an Atom feed (RFC 4287).

mod atom;

use std::io;

use axum::{extract::State, response::Response};
use domain::{head_to_head::head_to_head, nudge::Event};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, ContentType, Read, Render, Table},
};

static MATCHES_FEED: Read = Read {
    name: "matches_feed",
    events: &[Event::Standings, Event::Matches],
    render: Render::Table(Table {
        parts: FactParts { maps: true, ..FactParts::NONE },
        is_live: false,
        changes_at_end: false,
        body,
    }),
};

/// How many games are in the feed, at most.
const MOST: usize = 50;

/// The newest 50 finished games between entrants as an Atom feed, the newest first.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches.atom",
    operation_id = "get_matches_feed_v1_tournaments__tournament_slug__matches_atom_get",
    tag = "feeds",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "application/atom+xml", example = json!(example("get_matches_feed"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_matches_feed(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&MATCHES_FEED, None), NO_TOURNAMENT).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let games = head_to_head(&loaded.facts.head_to_head(MOST)?);
    let feed = atom::feed(&loaded.facts.tournament_facts.tournament, &games);
    Some(feed.map(|feed| Body::text(feed, ContentType::Atom, POLICY)))
}
