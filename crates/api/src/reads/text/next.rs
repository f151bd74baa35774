//! When the tournament begins or ends, as a line of text.

use axum::{extract::State, response::Response};
use domain::{clock::Timestamp, nudge::Event, text::next};
use http::HeaderMap;
use store::read;

use super::{PLAIN, body, whole};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Read, Render, Rendering, View, Views},
};

static TEXT_NEXT: Read = Read { name: "text_next", events: &[Event::Live], render: Render::Custom(render) };

/// When the tournament begins, else when it ends, as one line of at most 400 characters for chats.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/next",
    operation_id = "get_text_next_v1_tournaments__tournament_slug__text_next_get",
    tag = "texts",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_next"))))
)]
pub(crate) async fn get_text_next(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    whole(&app, &headers, &parameters, &TEXT_NEXT).await
}

/// The clock alone changes the words, so the text expires when they change.
fn render<'a>(views: &'a Views, view: &'a View, now: Timestamp) -> Rendering<'a> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok((None, None)) };
        let found = views.in_snapshot(view, async |snapshot| Ok(read::tournaments::one(snapshot, id).await?)).await?;
        let Some(tournament) = found else { return Ok((None, None)) };
        let (text, until) = next(&tournament, now);
        Ok((Some(body(text)), until))
    })
}
