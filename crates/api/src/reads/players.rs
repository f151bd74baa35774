//! Reads of a roster and of one entry, with their accounts.

use axum::{extract::State, response::Response};
use domain::{
    id::{EntryId, LeaderboardId},
    view::{
        envelope::ListEnvelope,
        players::{PlayerDetail, PlayerRead},
    },
};
use http::HeaderMap;

use super::{NO_TOURNAMENT, of_tournament, roster_of};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    response::{self, Asker, Wanted},
    views::{Cut, TournamentView, View},
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
    let view = (TournamentView::Players, leaderboard.map(Cut::Ladder));
    of_tournament(&app, &headers, parameters, view, NO_TOURNAMENT).await
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
    let limit = usize::try_from(parameters.limit("match_limit", 20, 1..=100)).unwrap_or_default();
    let missing = Error::NotFound("Player not found in this tournament");
    let (tournament, known, resolution) = roster_of(&app, &mut parameters).await?;
    let entry = known.as_ref().as_ref().and_then(|known| known.roster()?.entry(id)).ok_or(missing.clone())?;
    let view = View::Of(tournament, TournamentView::Player(entry));
    let asker = Asker { headers: &headers, client: parameters.client() };
    response::view(&app, asker, Wanted { view, cut: Some(Cut::Rows(limit)), resolution }, missing).await
}
