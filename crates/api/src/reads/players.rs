//! The roster with its accounts.

use axum::{extract::State, response::Response};
use domain::{
    id::{EntryId, LeaderboardId},
    view::{
        envelope::ListEnvelope,
        players::{PlayerDetail, PlayerRead},
    },
};
use http::HeaderMap;

use super::{NO_TOURNAMENT, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    input::Parameters,
    views::TournamentView,
};

/// The roster by name, with every entry's place on each ladder.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/players",
    operation_id = "list_players_v1_tournaments__tournament_slug__players_get",
    tag = "players",
    params(
        ("tournament_slug" = String, Path),
        ("leaderboard_id" = Option<i64>, Query, description = "Narrows `ratings` to this ladder."),
    ),
    responses((status = 200, body = ListEnvelope<PlayerRead>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn list_players(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let leaderboard = parameters.optional("leaderboard_id").map(LeaderboardId);
    of_tournament(&app, &headers, parameters, TournamentView::Players(leaderboard), NO_TOURNAMENT).await
}

/// One roster entry, by its own number or its account's, with its newest matches.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/players/{tournament_player_id}",
    operation_id = "get_player_v1_tournaments__tournament_slug__players__tournament_player_id__get",
    tag = "players",
    params(
        ("tournament_slug" = String, Path),
        ("tournament_player_id" = i64, Path),
        ("match_limit" = Option<i64>, Query, minimum = 1, maximum = 100, description = "At most so many matches; 20 unless told."),
    ),
    responses((status = 200, body = PlayerDetail), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_player(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let id = EntryId(parameters.id("tournament_player_id"));
    let limit = parameters.limit("match_limit", 20, 1..=100);
    let missing = Error::NotFound("Player not found in this tournament");
    of_tournament(&app, &headers, parameters, TournamentView::Player(id, limit), missing).await
}
