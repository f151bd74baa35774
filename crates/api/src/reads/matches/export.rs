//! All matches of a tournament as CSV and NDJSON, sent page by page as they are read.

mod pages;

use axum::{body, extract::State, response::Response};
use domain::matches::MatchState;
use http::{
    HeaderMap,
    header::{CONTENT_TYPE, WARNING},
};
use store::read::matches::Filter;

use super::filter;
use crate::{
    app::App,
    cache_entry::Freshness,
    error::{Error, HttpValidationError},
    openapi::example,
    params::Parameters,
    reads::{
        NO_TOURNAMENT, SLUG,
        exports::{CSV, Columns, Format, NDJSON},
    },
    response::{self, Asker, STALE},
};
use pages::{Export, MatchPages};

/// A match without players has one line.
const COLUMNS: Columns = Columns {
    paths: &[
        "match_id",
        "map_name",
        "matchtype_id",
        "leaderboard_id",
        "state",
        "description",
        "started_at",
        "completed_at",
        "updated_at",
        "excluded",
        "players.profile_id",
        "players.team_id",
        "players.civilization_id",
        "players.outcome",
        "players.old_rating",
        "players.new_rating",
        "players.xp_gained",
    ],
    list: Some("players"),
};

/// All matches in the window as CSV, a line for each player, by the matches' start. A response that breaks off is
/// incomplete.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches.csv",
    operation_id = "export_matches_csv_v1_tournaments__tournament_slug__matches_csv_get",
    tag = "exports",
    params(
        ("tournament_slug" = String, Path),
        ("profile_id" = Option<i64>, Query, description = "Only matches in which this account played."),
        ("leaderboard_id" = Option<i64>, Query, description = "Only matches on this ladder."),
        ("state" = Option<MatchState>, Query, description = "Only matches this far."),
    ),
    responses(
        (status = 200, body = String, content_type = CSV, example = json!(example("export_matches_csv"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn export_matches_csv(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let filter = filter(&mut parameters);
    export(&app, &headers, parameters, (filter, Format::Csv), false).await
}

/// All matches in the window as NDJSON: each line is an item of the matches, by their start. A response that breaks off
/// is incomplete.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/matches.ndjson",
    operation_id = "export_matches_ndjson_v1_tournaments__tournament_slug__matches_ndjson_get",
    tag = "exports",
    params(
        ("tournament_slug" = String, Path),
        ("profile_id" = Option<i64>, Query, description = "Only matches in which this account played."),
        ("leaderboard_id" = Option<i64>, Query, description = "Only matches on this ladder."),
        ("state" = Option<MatchState>, Query, description = "Only matches this far."),
    ),
    responses(
        (status = 200, body = String, content_type = NDJSON, example = json!(example("export_matches_ndjson"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn export_matches_ndjson(
    State(app): State<App>,
    headers: HeaderMap,
    mut parameters: Parameters,
) -> Result<Response, Error> {
    let filter = filter(&mut parameters);
    export(&app, &headers, parameters, (filter, Format::Ndjson), false).await
}

/// Responds with all matches that pass a filter. The first page is read before the response begins, so that its status
/// says whether there is anything to send.
///
/// # Errors
/// [`Error::Invalid`], [`Error::NotFound`], [`Error::RateLimited`], [`Error::TooManyExports`], or
/// [`Error::Unavailable`].
pub(super) async fn export(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    (filter, format): (Filter, Format),
    is_negotiated: bool,
) -> Result<Response, Error> {
    parameters.check()?;
    let found = app.slug_index.resolve(parameters.text(SLUG)).await?;
    let client = parameters.client();
    response::costly(app, Asker { headers, client })?;
    let permit = app.exports.take(client).ok_or(Error::TooManyExports)?;
    let pages = MatchPages::new(app, found.id, filter, format);
    let first = pages.read(None).await?.ok_or(NO_TOURNAMENT)?;
    let export = Export::new(pages, first, permit);
    let version = export.version();
    let mut response = Response::new(body::Body::from_stream(export.into_stream()));
    response.headers_mut().insert(CONTENT_TYPE, format.content_type().header());
    if found.resolution.freshness == Freshness::Stale {
        response.headers_mut().insert(WARNING, STALE);
    }
    response.extensions_mut().insert(version);
    Ok(format.head(parameters.text(SLUG), "matches", is_negotiated).on(response))
}
