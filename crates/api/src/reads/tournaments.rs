//! Tournaments.

use axum::{extract::State, response::Response};
use domain::view::tournaments::TournamentRead;
use http::HeaderMap;

use super::{NO_TOURNAMENT, of_tournament};
use crate::{
    answer::{self, Asker, Wanted},
    app::App,
    directory::Lead,
    error::{Error, HttpValidationError},
    input::Parameters,
    views::{TournamentView, View},
};

/// All tournaments, the newest first.
#[utoipa::path(
    get,
    path = "/v1/tournaments",
    operation_id = "list_tournaments_v1_tournaments_get",
    tag = "tournaments",
    responses((status = 200, body = Vec<TournamentRead>))
)]
pub(crate) async fn list_tournaments(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let asker = Asker { headers: &headers, client: parameters.client() };
    let wanted = Wanted { view: View::Tournaments, cut: None, lead: Lead::FIXED };
    answer::view(&app, asker, wanted, NO_TOURNAMENT).await
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
