//! When the next series begins, or else the tournament begins or ends, as a line of text.

use axum::{extract::State, response::Response};
use domain::{
    clock::Timestamp,
    nudge::Event,
    series::SeriesStatus,
    text::{next, next_series},
};
use http::HeaderMap;
use store::read::{self, series::SeriesFilter};

use super::{PLAIN, body, whole};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Read, Render, Rendering, View, Views},
};

static TEXT_NEXT: Read = Read {
    name: "text_next",
    // Changes of the roster and its teams change the names of those who meet.
    events: &[Event::Live, Event::Series, Event::Standings],
    render: Render::Custom(render),
};

/// When the next scheduled series begins; without one, when the tournament begins, else when it ends. One line of at
/// most 399 characters for chats.
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
        let found = views
            .in_snapshot(view, async |snapshot| {
                let Some(tournament) = read::tournaments::one(snapshot, id).await? else { return Ok(None) };
                let filter = SeriesFilter { status: Some(SeriesStatus::Scheduled), ..SeriesFilter::default() };
                Ok(Some((tournament, read::series::list(snapshot, id, filter).await?)))
            })
            .await?;
        let Some((tournament, series)) = found else { return Ok((None, None)) };
        let (text, until) = match next_series(&tournament, &series, now) {
            Some((text, until)) => (text, Some(until)),
            None => next(&tournament, now),
        };
        Ok((Some(body(text)), until))
    })
}
