//! The game's civilizations.

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    view::{envelope::ListEnvelope, reference::CivilizationRead},
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

static CIVILIZATIONS: Read =
    Read { name: "civilizations", events: &[Event::Standings], render: Render::Snapshot(render) };

/// The civilizations, by id.
#[utoipa::path(
    get,
    path = "/v1/civilizations",
    operation_id = "list_civilizations_v1_civilizations_get",
    tag = "civilizations",
    responses(
        (status = 200, body = ListEnvelope<CivilizationRead>, example = json!(example("list_civilizations"))),
    )
)]
pub(crate) async fn list_civilizations(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let asker = Asker { headers: &headers, client: parameters.client() };
    let requested = RequestedView::fixed(View::of_all(&CIVILIZATIONS, Subject::Catalogue));
    response::view(&app, asker, requested, Error::NotFound("Not Found")).await
}

fn render<'a>(snapshot: &'a mut Snapshot, _: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let rows = read::reference::civilizations(snapshot).await?.into_iter().map(CivilizationRead::from).collect();
        Ok(Some(list(snapshot, &[store::reference::STATUS_ROW], rows, Policy::Shared(MaxAge::Fifteen)).await?))
    })
}
