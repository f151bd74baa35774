//! The list of all routes.

use std::sync::{Arc, LazyLock};

use axum::{
    Extension, Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, normalize_path::NormalizePath};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    accounts,
    app::App,
    docs::{self, OpenApiDocument},
    hosts, infrastructure, middleware, openapi,
    page::{Pages, Refusal},
    reads::{
        calendar, civ_stats, civilizations, exclusions, flags, head_to_head, leaderboards, live, matches, matches_feed,
        one_match, one_series, player, players, progression, series, series_calendar, stage_report, stage_table,
        stages, standings, standings_history, summary, team_standings, text, tournament, tournaments,
    },
    route_table::RouteTable,
    sign_in, stream,
};

/// The OpenAPI document as it is served, built on first use.
static DOCUMENT: LazyLock<OpenApiDocument> = LazyLock::new(|| OpenApiDocument::from(&document()));

/// The OpenAPI document.
#[must_use]
pub fn document() -> OpenApi {
    openapi::document(documented().into_openapi())
}

/// The routes that are in the OpenAPI document.
fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(infrastructure::root))
        .routes(routes!(infrastructure::health))
        .routes(routes!(infrastructure::ready))
        .routes(routes!(infrastructure::freshness))
        .routes(routes!(sign_in::get_keys))
        .routes(routes!(tournaments::list_tournaments, hosts::tournaments::create_tournament))
        .routes(routes!(
            tournament::get_tournament,
            hosts::tournaments::update_tournament,
            hosts::tournaments::delete_tournament
        ))
        .routes(routes!(standings::get_standings))
        .routes(routes!(team_standings::get_team_standings))
        .routes(routes!(standings_history::get_standings_history))
        .routes(routes!(summary::get_summary))
        .routes(routes!(civ_stats::get_civ_stats))
        .routes(routes!(head_to_head::get_head_to_head))
        .routes(routes!(progression::get_progression))
        .routes(routes!(matches::list_matches))
        .routes(routes!(one_match::get_match))
        .routes(routes!(live::get_live))
        .routes(routes!(exclusions::list_exclusions))
        .routes(routes!(hosts::exclusions::exclude_match, hosts::exclusions::include_match))
        .routes(routes!(players::list_players, hosts::roster::add_roster_player))
        .routes(routes!(player::get_player, hosts::roster::update_roster_player, hosts::roster::remove_roster_player))
        .routes(routes!(leaderboards::list_leaderboards))
        .routes(routes!(civilizations::list_civilizations))
        .routes(routes!(flags::list_flags))
        .routes(routes!(hosts::me::get_me))
        .routes(routes!(accounts::search_accounts))
        .routes(routes!(hosts::owners::list_tournament_owners, hosts::owners::grant_tournament_owner))
        .routes(routes!(hosts::owners::revoke_tournament_owner))
        .routes(routes!(hosts::document::get_tournament_document, hosts::document::put_tournament_document))
        .routes(routes!(hosts::teams::create_team))
        .routes(routes!(hosts::teams::update_team, hosts::teams::delete_team))
        .routes(routes!(hosts::members::add_team_member))
        .routes(routes!(hosts::members::move_team_member, hosts::members::remove_team_member))
        .routes(routes!(hosts::captain::set_team_captain, hosts::captain::clear_team_captain))
        .routes(routes!(stream::stream_all))
        .routes(routes!(stream::stream_tournament))
        .merge(stages_and_series())
        .merge(files_and_texts())
}

/// The routes of stages and series.
fn stages_and_series() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(stages::list_stages, hosts::stages::create_stage))
        .routes(routes!(stages::get_stage, hosts::stages::update_stage, hosts::stages::delete_stage))
        .routes(routes!(hosts::stages::start_stage))
        .routes(routes!(stage_table::get_stage_table))
        .routes(routes!(hosts::stages::rounds::create_round))
        .routes(routes!(hosts::stages::rounds::delete_round))
        .routes(routes!(
            hosts::stages::participants::withdraw_participant,
            hosts::stages::participants::readmit_participant
        ))
        .routes(routes!(hosts::stages::decisions::adjust_points))
        .routes(routes!(hosts::stages::decisions::order_ties))
        .routes(routes!(series::list_series, hosts::series::create_series))
        .routes(routes!(one_series::get_series, hosts::series::update_series, hosts::series::delete_series))
}

/// The routes that are not JSON: calendars, feeds, files, texts for chat bots.
fn files_and_texts() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(calendar::get_calendar))
        .routes(routes!(series_calendar::get_series_calendar))
        .routes(routes!(series::export::list_series_csv))
        .routes(routes!(series::export::list_series_ndjson))
        .routes(routes!(stage_table::export::get_stage_table_csv))
        .routes(routes!(stage_table::export::get_stage_table_ndjson))
        .routes(routes!(stage_report::get_stage_report))
        .routes(routes!(matches_feed::get_matches_feed))
        .routes(routes!(standings::export::get_standings_csv))
        .routes(routes!(standings::export::get_standings_ndjson))
        .routes(routes!(progression::export::get_progression_csv))
        .routes(routes!(progression::export::get_progression_ndjson))
        .routes(routes!(standings_history::export::get_standings_history_csv))
        .routes(routes!(standings_history::export::get_standings_history_ndjson))
        .routes(routes!(matches::export::export_matches_csv))
        .routes(routes!(matches::export::export_matches_ndjson))
        .routes(routes!(text::standings::get_text_standings))
        .routes(routes!(text::leader::get_text_leader))
        .routes(routes!(text::player::get_text_player))
        .routes(routes!(text::team::get_text_team))
        .routes(routes!(text::live::get_text_live))
        .routes(routes!(text::next::get_text_next))
        .routes(routes!(text::series::get_text_series))
}

/// The router of a process that serves no reads: only the infrastructure routes.
pub fn infrastructure_router(app: App) -> Router {
    let (routes, _) = OpenApiRouter::new()
        .routes(routes!(infrastructure::root))
        .routes(routes!(infrastructure::health))
        .routes(routes!(infrastructure::ready))
        .routes(routes!(infrastructure::freshness))
        .split_for_parts();
    // Paths that are not served here get the same errors as in a process that serves them.
    with_middleware(routes, app, &documented().into_openapi(), None)
}

/// The service's router, together with the routes of `pages`, which get the same middleware.
pub fn router(app: App, pages: Pages) -> Router {
    let (documented, reads) = documented().split_for_parts();
    let routes = documented
        .route("/v1/tournaments/{tournament_slug}/text/{text}", get(text::no_such_text))
        .route("/docs", get(docs::page))
        .route("/docs/scalar.js", get(docs::script))
        .route("/openapi.json", get(docs::openapi_json).layer(Extension(&DOCUMENT)))
        .route("/.well-known/security.txt", get(infrastructure::security_txt))
        .route("/favicon.ico", get(infrastructure::favicon))
        .merge(pages.routes)
        .layer(Extension(pages.index));
    let routes = if app.authenticator.built_in().is_some() { routes.merge(sign_in_routes()) } else { routes };
    with_middleware(routes, app, &reads, Some(pages.refusal))
}

/// The pages of the built-in sign-in, and the targets of their forms.
fn sign_in_routes() -> Router<App> {
    Router::new()
        .route("/auth/sign-in/{token}", get(sign_in::page).post(sign_in::sign_in))
        .route("/auth/sign-out", post(sign_in::sign_out))
        .route("/auth/sign-out-everywhere", post(sign_in::sign_out_everywhere))
}

/// Wraps routes in the middleware of every request, from the inside out. `reads` says which reads are public, `refusal`
/// writes the errors of pages, if there are pages.
fn with_middleware(
    routes: Router<App>,
    app: App,
    reads: &OpenApi,
    refusal: Option<fn(&Refusal<'_>) -> String>,
) -> Router {
    let state = middleware::MiddlewareState { app: app.clone(), reads: Arc::new(RouteTable::new(reads)), refusal };
    let routes = routes
        .fallback(middleware::not_found)
        .method_not_allowed_fallback(middleware::method_not_allowed)
        .layer(from_fn(middleware::record_route))
        .with_state(app);
    let completed = Router::new()
        .fallback_service(routes)
        .layer(CatchPanicLayer::custom(middleware::on_panic))
        .layer(from_fn_with_state(state, middleware::complete));
    // Remove trailing slashes before anything else, so that limits and routes see the same path.
    Router::new().fallback_service(NormalizePath::trim_trailing_slash(completed))
}
