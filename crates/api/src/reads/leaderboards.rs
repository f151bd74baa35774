//! The game's ladders.

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    view::{envelope::ListEnvelope, reference::LeaderboardRead},
};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read};

use super::{example, list};
use crate::{
    app::App,
    error::Error,
    params::Parameters,
    response::{self, Asker, RequestedView},
    views::{MaxAge, Policy, Read, Render, RenderError, Rendered, Subject, View},
};

static LEADERBOARDS: Read =
    Read { name: "leaderboards", events: &[Event::Standings], render: Render::Snapshot(render) };

/// The ladders, by id.
#[utoipa::path(
    get,
    path = "/v1/leaderboards",
    operation_id = "list_leaderboards_v1_leaderboards_get",
    tag = "leaderboards",
    responses(
        (status = 200, body = ListEnvelope<LeaderboardRead>, example = json!(example("list_leaderboards"))),
    )
)]
pub(crate) async fn list_leaderboards(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let asker = Asker { headers: &headers, client: parameters.client() };
    let requested = RequestedView::fixed(View::of_all(&LEADERBOARDS, Subject::Catalogue));
    response::view(&app, asker, requested, Error::NotFound("Not Found")).await
}

fn render<'a>(snapshot: &'a mut Snapshot, _: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let rows = read::reference::leaderboards(snapshot).await?.into_iter().map(LeaderboardRead::from).collect();
        Ok(Some(list(snapshot, &[store::reference::STATUS_ROW], rows, Policy::Shared(MaxAge::Fifteen)).await?))
    })
}
