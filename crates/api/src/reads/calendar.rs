//! A tournament's window as an iCalendar object, to which calendars subscribe.

use axum::{extract::State, response::Response};
use domain::{calendar::calendar, nudge::Event};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{NO_TOURNAMENT, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, ContentType, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static CALENDAR: Read = Read { name: "calendar", events: &[Event::Live], render: Render::Snapshot(render) };

/// The window as an event of a calendar (RFC 5545).
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/calendar.ics",
    operation_id = "get_calendar_v1_tournaments__tournament_slug__calendar_ics_get",
    tag = "feeds",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/calendar", example = json!(example("get_calendar"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_calendar(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&CALENDAR, None), NO_TOURNAMENT).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let found = read::tournaments::one(snapshot, id).await?;
        let body = |text| Body::text(text, ContentType::Calendar, Policy::Shared(MaxAge::Fifteen));
        Ok(found.map(|tournament| body(calendar(&tournament))))
    })
}
