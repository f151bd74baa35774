//! The list of all tournaments.

mod page;

use axum::{extract::State, response::Response};
use domain::{nudge::Event, view::tournaments::TournamentRead};
use futures_util::future::BoxFuture;
use http::HeaderMap;
use store::{Snapshot, read::tournaments::newest};

use super::{NO_TOURNAMENT, example};
use crate::{
    app::App,
    cache_entry::Freshness,
    error::{Error, HttpValidationError},
    params::Parameters,
    query_limit::{self, Documented, QueryLimit},
    response::{self, Asker, RequestedView},
    views::{Cut, Read, Render, RenderError, Rendered, Subject, View},
};

use page::{LARGEST_PAGE, page, position, to_read};

static TOURNAMENTS: Read = Read { name: "tournaments", events: &[Event::Live], render: Render::Snapshot(render) };

/// The number of tournaments on a page.
struct PageSize;

impl QueryLimit for PageSize {
    const NAME: &'static str = "limit";
    const DEFAULT: i64 = LARGEST_PAGE;
    const MAXIMUM: Option<i64> = Some(LARGEST_PAGE);
    const DESCRIPTION: &'static str = "The most tournaments to return; 500 by default.";
}

/// Tournaments, the newest first. What is left out is told by a header `Link` with `rel="next"`, whose address is
/// relative to this one's.
#[utoipa::path(
    get,
    path = "/v1/tournaments",
    operation_id = "list_tournaments_v1_tournaments_get",
    tag = "tournaments",
    params(
        Documented::<PageSize>,
        ("cursor" = Option<String>, Query, description = "Go on where a page ended: the one that its `Link` names."),
    ),
    responses(
        (
            status = 200,
            body = Vec<TournamentRead>,
            headers(("Link" = String, description = "The next page, `<…>; rel=\"next\"`, if there is one")),
            example = json!(example("list_tournaments")),
        ),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_tournaments(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let limit = query_limit::read::<PageSize>(&mut parameters);
    let after = parameters.parsed("cursor", position, "the cursor is not from a Link header");
    parameters.check()?;
    let asker = Asker { headers: &headers, client: parameters.client() };
    if after.is_some() {
        response::costly(&app, asker)?;
        let rows = app.views.tournaments_page(after, to_read(limit)).await?;
        let page = page(rows, limit).map_err(RenderError::Write)?;
        return Ok(response::with_freshness(&page, &headers, Freshness::Fresh).await);
    }
    let requested = RequestedView::fixed(View::of_all(&TOURNAMENTS, Subject::AllTournaments));
    response::view(&app, asker, RequestedView { cut: Some(Cut(limit)), ..requested }, NO_TOURNAMENT).await
}

fn render<'a>(snapshot: &'a mut Snapshot, _: &'a View) -> BoxFuture<'a, Result<Rendered, RenderError>> {
    Box::pin(async move {
        let rows = newest(snapshot, None, to_read(LARGEST_PAGE)).await?;
        Ok(Some(page(rows, LARGEST_PAGE)?))
    })
}
