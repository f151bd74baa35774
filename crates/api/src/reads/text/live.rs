//! The players who are in a game or on air, as a line of text.

use axum::{extract::State, response::Response};
use domain::{nudge::Event, text};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{PLAIN, body, whole};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Read, Render, RenderError, Rendered, View},
};

static TEXT_LIVE: Read = Read {
    name: "text_live",
    // Changes of the roster change who is named, and a match that is over is no longer live.
    events: &[Event::Standings, Event::Live, Event::Matches],
    render: Render::Snapshot(render),
};

/// Who is in a game or a lobby, and who is on air, with links, as one line of at most 399 characters for chats.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/live",
    operation_id = "get_text_live_v1_tournaments__tournament_slug__text_live_get",
    tag = "texts",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_live"))))
)]
pub(crate) async fn get_text_live(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    whole(&app, &headers, &parameters, &TEXT_LIVE).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let Some(tournament) = read::tournaments::one(snapshot, id).await? else { return Ok(None) };
        let entrants = read::roster::entrants(snapshot, id, tournament.leaderboard_id).await?;
        let matches = read::matches::live(snapshot, id).await?;
        Ok(Some(body(text::live(&tournament, &entrants, &matches))))
    })
}
