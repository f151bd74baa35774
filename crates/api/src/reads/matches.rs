//! Reads of the matches of a tournament's roster.

use axum::{extract::State, response::Response};
use domain::{
    id::{LeaderboardId, MatchId, ProfileId},
    matches::MatchState,
    view::{
        envelope::ListEnvelope,
        matches::{MatchDetail, MatchRead},
    },
};
use http::HeaderMap;
use store::read::matches::Filter;

use super::{NO_TOURNAMENT, of_tournament, roster_of};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    response::{self, Asker, Wanted},
    views::{Cut, TournamentView, View},
};

const STATES: [(&str, MatchState); 3] = [
    (MatchState::Staging.as_str(), MatchState::Staging),
    (MatchState::InProgress.as_str(), MatchState::InProgress),
    (MatchState::Completed.as_str(), MatchState::Completed),
];

/// Matches in which a linked roster member played, newest started first.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches",
    operation_id = "list_matches_v1_tournaments__tournament_slug__matches_get",
    tag = "matches",
    params(
        ("tournament_slug" = String, Path),
        ("profile_id" = Option<i64>, Query, description = "Only matches in which this account played."),
        ("leaderboard_id" = Option<i64>, Query, description = "Only matches on this ladder."),
        ("state" = Option<MatchState>, Query, description = "Only matches this far."),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 200, description = "At most so many; 50 unless told."),
    ),
    responses((status = 200, body = ListEnvelope<MatchRead>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn list_matches(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let filter = Filter {
        profile_id: parameters.optional("profile_id").map(ProfileId),
        leaderboard_id: parameters.optional("leaderboard_id").map(LeaderboardId),
        state: parameters.choice("state", &STATES),
    };
    let limit = usize::try_from(parameters.limit("limit", 50, 1..=200)).unwrap_or_default();
    let (tournament, known, resolution) = roster_of(&app, &mut parameters).await?;
    let is_kept = filter == Filter::default()
        || known
            .as_ref()
            .as_ref()
            .and_then(|known| known.roster())
            .is_some_and(|roster| roster.is_worth_keeping(&filter));
    let view = View::Of(tournament, TournamentView::Matches(filter));
    let asker = Asker { headers: &headers, client: parameters.client() };
    let wanted = Wanted { view, cut: Some(Cut::Rows(limit)), resolution };
    if is_kept {
        response::view(&app, asker, wanted, NO_TOURNAMENT).await
    } else {
        response::view_once(&app, asker, wanted, NO_TOURNAMENT).await
    }
}

/// One match of the roster.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches/{match_id}",
    operation_id = "get_match_v1_tournaments__tournament_slug__matches__match_id__get",
    tag = "matches",
    params(("tournament_slug" = String, Path), ("match_id" = i64, Path)),
    responses((status = 200, body = MatchDetail), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_match(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let id = MatchId(parameters.id("match_id"));
    of_tournament(&app, &headers, parameters, (TournamentView::Match(id), None), Error::NotFound("Match not found"))
        .await
}

/// Matches that a roster member is in right now.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/live",
    operation_id = "get_live_v1_tournaments__tournament_slug__live_get",
    tag = "live",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = ListEnvelope<MatchRead>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_live(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (TournamentView::Live, None), NO_TOURNAMENT).await
}
