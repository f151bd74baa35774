//! One tournament.

use axum::{extract::State, response::Response};
use domain::{nudge::Event, view::tournaments::TournamentRead};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{NO_TOURNAMENT, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static TOURNAMENT: Read = Read { name: "tournament", events: &[Event::Live], render: Render::Snapshot(render) };

/// One tournament.
///
/// At the slug `current` it is the one that started last, or, before any has started, the one created last.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}",
    operation_id = "get_tournament_detail_v1_tournaments__tournament_slug__get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = TournamentRead, example = json!(example("get_tournament_detail"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_tournament(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&TOURNAMENT, None), NO_TOURNAMENT).await
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let Some(id) = view.tournament() else { return Ok(None) };
        // The tournament may have been deleted since its slug was looked up.
        let found = read::tournaments::one(snapshot, id).await?;
        let body = |found| Body::new(&TournamentRead::from(found), Policy::Shared(MaxAge::Fifteen));
        Ok(found.map(body).transpose()?)
    })
}
