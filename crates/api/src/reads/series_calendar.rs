//! The scheduled series of a tournament as an iCalendar object, to which calendars subscribe.

use std::collections::HashMap;

use axum::{extract::State, response::Response};
use domain::{calendar::series_calendar, clock::Timestamp, nudge::Event};
use http::HeaderMap;
use store::read::{self, series::SeriesFilter, stages::StageFilter};

use super::{NO_TOURNAMENT, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, ContentType, MaxAge, Policy, Read, Render, Rendering, View, Views},
};

static SERIES_CALENDAR: Read = Read {
    name: "series_calendar",
    events: &[Event::Series, Event::Standings, Event::Matches, Event::Live],
    render: Render::Custom(render),
};

/// The scheduled series as events of a calendar (RFC 5545). Each is assumed to end 40 minutes after its start for each
/// game of its format.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/series.ics",
    operation_id = "get_series_calendar_v1_tournaments__tournament_slug__series_ics_get",
    tag = "feeds",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = String, content_type = "text/calendar", example = json!(example("get_series_calendar"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_series_calendar(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&SERIES_CALENDAR, None), NO_TOURNAMENT).await
}

fn render<'a>(views: &'a Views, view: &'a View, _now: Timestamp) -> Rendering<'a> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok((None, None)) };
        let read = views.in_snapshot(view, async |snapshot| {
            let tournament = read::tournaments::one(snapshot, id).await?;
            let stages = read::stages::list(snapshot, id, StageFilter::default()).await?;
            Ok((tournament, stages, read::series::list(snapshot, id, SeriesFilter::default()).await?))
        });
        let (Some(tournament), stages, series) = read.await? else { return Ok((None, None)) };
        let names: HashMap<_, _> = stages.into_iter().map(|stage| (stage.id, stage.settings.name)).collect();
        let calendar = series_calendar(&tournament, &names, &series, views.base_url());
        Ok((Some(Body::text(calendar, ContentType::Calendar, Policy::Shared(MaxAge::Fifteen))), None))
    })
}
