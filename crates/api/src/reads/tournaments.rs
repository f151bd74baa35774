//! Reads of tournaments.

mod page;

use axum::{extract::State, response::Response};
use domain::view::tournaments::TournamentRead;
use http::HeaderMap;
use store::{Snapshot, read::tournaments::newest};

use super::{NO_TOURNAMENT, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    response::{self, Asker, Wanted},
    slug_index::Resolution,
    views::{Cut, RenderError, TournamentView, View},
};

use page::position;
pub(crate) use page::{LARGEST_PAGE, cut, page, to_read};

/// Tournaments, the newest first. What is left out is told by a header `Link` with `rel="next"`, whose address is
/// relative to this one's.
#[utoipa::path(
    get,
    path = "/v1/tournaments",
    operation_id = "list_tournaments_v1_tournaments_get",
    tag = "tournaments",
    params(
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 500, description = "Most tournaments; 500 unless told."),
        ("cursor" = Option<String>, Query, description = "Go on where a page ended: the one that its `Link` names."),
    ),
    responses(
        (
            status = 200,
            body = Vec<TournamentRead>,
            headers(("Link" = String, description = "The next page, `<…>; rel=\"next\"`, if there is one")),
        ),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn list_tournaments(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let most = i64::try_from(LARGEST_PAGE).unwrap_or(i64::MAX);
    let limit = parameters.limit("limit", most, 1..=most);
    let after = parameters.parsed("cursor", position, "the cursor is none that a Link named");
    parameters.check()?;
    let limit = usize::try_from(limit).unwrap_or(LARGEST_PAGE);
    let asker = Asker { headers: &headers, client: parameters.client() };
    if after.is_some() {
        response::costly(&app, asker)?;
        let connection = app.views.chosen_connection().await;
        let rows = newest(&mut Snapshot::take(&app.reads).await?, after, to_read(limit)).await?;
        drop(connection);
        return Ok(response::once(&page(rows, limit).map_err(RenderError::Write)?, &headers).await);
    }
    let wanted = Wanted { view: View::Tournaments, cut: Some(Cut::Rows(limit)), resolution: Resolution::FIXED };
    response::view(&app, asker, wanted, NO_TOURNAMENT).await
}

/// One tournament, or whichever is on at the slug `current`.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}",
    operation_id = "get_tournament_detail_v1_tournaments__tournament_slug__get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = TournamentRead), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_tournament(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (TournamentView::Tournament, None), NO_TOURNAMENT).await
}
