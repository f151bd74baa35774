//! One player, found by a name that a viewer typed, as a line of text.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    text::{Lookup, players},
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{PLAIN, body, part};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Body, Read, Render, Table},
};

static TEXT_PLAYER: Read = Read {
    name: "text_player",
    events: &[Event::Standings, Event::Live],
    render: Render::Table(Table { parts: FactParts::NONE, is_live: true, changes_at_end: true, body: rendered }),
};

/// One player's place, rating and record as one line of at most 399 characters for chats. Names are found without case,
/// accents, white space and clan tags, or by a part; a name that several have is answered by naming them.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/player",
    operation_id = "get_text_player_v1_tournaments__tournament_slug__text_player_get",
    tag = "texts",
    params(
        ("tournament_slug" = String, Path),
        ("name" = Option<String>, Query, description = "The player's name, or a part of it."),
    ),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_player"))))
)]
pub(crate) async fn get_text_player(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let name = parameters.last("name").unwrap_or_default();
    let say = |players: &Lookup| players.find(&name).map(str::to_owned);
    part(&app, &headers, &parameters, &TEXT_PLAYER, say).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn rendered(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let players = players(&loaded.facts.tournament_facts);
    Some(Ok(body(players.ask()).with(players)))
}
