//! Reads of a tournament's standings and statistics.

use axum::{extract::State, response::Response};
use domain::{
    civ_stats::CivStats, head_to_head::HeadToHeadMatch, history::StandingsHistory, progression::PlayerProgression,
    standings::StandingRow, summary::TournamentSummary, team_standings::TeamStandingRow, view::envelope::ListEnvelope,
};
use http::HeaderMap;

use super::{NO_TOURNAMENT, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Cut, Table, TournamentView},
};

/// The standings: every listed entry in the tournament's order.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings",
    operation_id = "get_standings_v1_tournaments__tournament_slug__standings_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = ListEnvelope<StandingRow>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_standings(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    table(&app, &headers, parameters, Table::Standings).await
}

/// The teams' standings: their members' ratings and records added up.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/teams/standings",
    operation_id = "get_team_standings_v1_tournaments__tournament_slug__teams_standings_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = ListEnvelope<TeamStandingRow>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_team_standings(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    table(&app, &headers, parameters, Table::TeamStandings).await
}

/// Every position over time, of entries and teams.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/standings/history",
    operation_id = "get_standings_history_v1_tournaments__tournament_slug__standings_history_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = StandingsHistory), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_standings_history(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    table(&app, &headers, parameters, Table::History).await
}

/// Who leads in what.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/summary",
    operation_id = "get_summary_v1_tournaments__tournament_slug__summary_get",
    tag = "tournaments",
    params(
        ("tournament_slug" = String, Path),
        ("win_rate_min_games" = Option<i64>, Query, minimum = 1, description = "How many games it takes to lead in win rate; 5 unless told."),
    ),
    responses((status = 200, body = TournamentSummary), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_summary(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let min_games = parameters.limit("win_rate_min_games", 5, 1..=i64::MAX);
    let view = (TournamentView::Table(Table::Summary), Some(Cut::MinGames(min_games)));
    of_tournament(&app, &headers, parameters, view, NO_TOURNAMENT).await
}

/// What civilizations were picked, and how often they won.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/civ-stats",
    operation_id = "get_civ_stats_v1_tournaments__tournament_slug__civ_stats_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = CivStats), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_civ_stats(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    table(&app, &headers, parameters, Table::CivStats).await
}

/// The games in which entrants met, the newest first.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/head-to-head",
    operation_id = "get_head_to_head_v1_tournaments__tournament_slug__head_to_head_get",
    tag = "tournaments",
    params(
        ("tournament_slug" = String, Path),
        ("limit" = Option<i64>, Query, minimum = 1, maximum = 200, description = "At most so many; 50 unless told."),
    ),
    responses((status = 200, body = ListEnvelope<HeadToHeadMatch>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_head_to_head(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let limit = usize::try_from(parameters.limit("limit", 50, 1..=200)).unwrap_or_default();
    let view = (TournamentView::Table(Table::HeadToHead), Some(Cut::Rows(limit)));
    of_tournament(&app, &headers, parameters, view, NO_TOURNAMENT).await
}

/// Every entry's rating, game by game.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/progression",
    operation_id = "get_progression_v1_tournaments__tournament_slug__progression_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses((status = 200, body = ListEnvelope<PlayerProgression>), (status = 422, body = HttpValidationError))
)]
pub(crate) async fn get_progression(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    table(&app, &headers, parameters, Table::Progression).await
}

async fn table(app: &App, headers: &HeaderMap, parameters: Parameters, table: Table) -> Result<Response, Error> {
    of_tournament(app, headers, parameters, (TournamentView::Table(table), None), NO_TOURNAMENT).await
}
