//! One series of a tournament.

use axum::{extract::State, response::Response};
use domain::{id::SeriesId, view::series::SeriesRead};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{
    Snapshot,
    read::{self, series::SeriesFilter},
};

use super::{chosen, drafts, example, series::EVENTS};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, Choice, MaxAge, Policy, Read, Render, RenderError, Rendered, View},
};

static ONE_SERIES: Read = Read { name: "one_series", events: EVENTS, render: Render::Snapshot(render) };

pub(crate) const NO_SERIES: Error = Error::NotFound("Series not found");

/// One series with its games.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/series/{series_id}",
    operation_id = "get_series_v1_tournaments__tournament_slug__series__series_id__get",
    tag = "series",
    params(("tournament_slug" = String, Path), ("series_id" = i64, Path)),
    responses(
        (status = 200, body = SeriesRead, example = json!(example("get_series"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_series(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let series = Some(SeriesId(parameters.id("series_id")));
    let choice = Choice::Series(SeriesFilter { series, ..SeriesFilter::default() });
    let public = chosen(&app, &headers, parameters.clone(), (&ONE_SERIES, choice, None), NO_SERIES).await;
    let asked = (&app, &headers, &parameters);
    let Some((mut snapshot, tournament)) = drafts::behind(&public, &NO_SERIES, asked).await? else { return public };
    let filter = SeriesFilter { series, with_drafts: true, ..SeriesFilter::default() };
    let found = read::series::list(&mut snapshot, tournament.id, filter).await?.pop();
    snapshot.end().await;
    drafts::respond(&found.ok_or(NO_SERIES)?)
}

fn render<'a>(snapshot: &'a mut Snapshot, view: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let (Some(id), Choice::Series(filter)) = (view.tournament(), view.choice) else { return Ok(None) };
        let found = read::series::list(snapshot, id, filter).await?.pop();
        Ok(found.map(|series| Body::new(&series, Policy::Shared(MaxAge::Fifteen))).transpose()?)
    })
}
