//! The tournament's leader, as a line of text.

use std::io;

use axum::{extract::State, response::Response};
use domain::{nudge::Event, text::leader};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{PLAIN, body, whole};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Body, Read, Render, Table},
};

static TEXT_LEADER: Read = Read {
    name: "text_leader",
    events: &[Event::Standings],
    render: Render::Table(Table { parts: FactParts::NONE, is_live: false, changes_at_end: true, body: rendered }),
};

/// Who leads, and how far ahead, as one line of at most 399 characters for chats.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/leader",
    operation_id = "get_text_leader_v1_tournaments__tournament_slug__text_leader_get",
    tag = "texts",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_leader"))))
)]
pub(crate) async fn get_text_leader(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    whole(&app, &headers, &parameters, &TEXT_LEADER).await
}

#[expect(clippy::unnecessary_wraps, reason = "every table's body has this type")]
fn rendered(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    Some(Ok(body(leader(&loaded.facts.tournament_facts))))
}
