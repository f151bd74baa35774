//! The matches that a tournament's host excluded.

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    view::{envelope::ListEnvelope, exclusions::ExclusionRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, LastPolled, Read, Render, RenderError, Rendered, View},
};

static EXCLUSIONS: Read = Read { name: "exclusions", events: &[Event::Matches], render: Render::Snapshot(render) };

/// The matches that the host excluded, the latest exclusion first. `last_polled_at` is null: no poll is behind it.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/exclusions",
    operation_id = "list_exclusions_v1_tournaments__tournament_slug__exclusions_get",
    tag = "matches",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = ListEnvelope<ExclusionRead>, example = json!(example("list_exclusions"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_exclusions(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&EXCLUSIONS, None), NO_TOURNAMENT).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        let rows = read::exclusions::list(snapshot, id).await?;
        Ok(Some(Body::list(rows, POLICY, LastPolled::default())?))
    })
}
