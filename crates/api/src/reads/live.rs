//! The matches that a tournament's roster is in right now.

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    view::{envelope::ListEnvelope, matches::MatchRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{NO_TOURNAMENT, example, list, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static LIVE: Read = Read {
    name: "live",
    // Changes of the roster change which matches are listed.
    events: &[Event::Standings, Event::Live, Event::Matches],
    render: Render::Snapshot(render),
};

/// Matches that a roster member is in right now.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/live",
    operation_id = "get_live_v1_tournaments__tournament_slug__live_get",
    tag = "live",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = ListEnvelope<MatchRead>, example = json!(example("get_live"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_live(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&LIVE, None), NO_TOURNAMENT).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let rows = read::matches::live(snapshot, id).await?;
        Ok(Some(list(snapshot, &[store::live::STATUS_ROW], rows, Policy::Shared(MaxAge::Ten)).await?))
    })
}
