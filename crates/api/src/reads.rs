//! The public reads. Each file declares one read or a few of the same data: the events that change it, its parameters
//! and its handlers. Its CSV and NDJSON are in a file `export.rs` below it.

pub(crate) mod calendar;
pub(crate) mod civ_stats;
pub(crate) mod civilizations;
mod drafts;
pub(crate) mod exclusions;
pub(crate) mod exports;
pub(crate) mod flags;
pub(crate) mod head_to_head;
pub(crate) mod leaderboards;
pub(crate) mod live;
pub(crate) mod matches;
pub(crate) mod matches_feed;
pub(crate) mod one_match;
pub(crate) mod one_series;
pub(crate) mod player;
pub(crate) mod players;
pub(crate) mod progression;
mod roster;
pub(crate) mod series;
pub(crate) mod series_calendar;
pub(crate) mod stage_report;
pub(crate) mod stage_table;
pub(crate) mod stages;
pub(crate) mod standings;
pub(crate) mod standings_history;
pub(crate) mod summary;
pub(crate) mod team_standings;
pub(crate) mod text;
pub(crate) mod tournament;
pub(crate) mod tournaments;

use axum::response::Response;
use http::HeaderMap;
use serde::Serialize;
use store::{
    Snapshot,
    poll_status::{PollTimes, StatusRow},
};

use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    query_limit::QueryLimit,
    response::{self, Asker, RequestedView},
    slug_index::NO_TOURNAMENT,
    views::{Body, Choice, Cut, LastPolled, MaxAge, Policy, Read, RenderError, View},
};

/// The refusal of a stage that does not exist, or that only owners see.
pub(crate) const NO_STAGE: Error = Error::NotFound("Stage not found");
/// The name of the slug in paths.
const SLUG: &str = "tournament_slug";
/// Which caches may keep a table, and for how long.
const POLICY: Policy = Policy::SharedOrPrivate(MaxAge::Fifteen);

/// Responds with a read of the tournament that the path names, or with a variant of it.
///
/// # Errors
/// [`Error::Invalid`], and those of [`response::view`]; `missing` when the view has no body.
pub(crate) async fn of_tournament(
    app: &App,
    headers: &HeaderMap,
    parameters: Parameters,
    (read, cut): (&'static Read, Option<Cut>),
    missing: Error,
) -> Result<Response, Error> {
    chosen(app, headers, parameters, (read, Choice::None, cut), missing).await
}

/// Like [`of_tournament`], with a choice of the client.
///
/// # Errors
/// Those of [`of_tournament`].
pub(crate) async fn chosen(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    (read, choice, cut): (&'static Read, Choice, Option<Cut>),
    missing: Error,
) -> Result<Response, Error> {
    parameters.check()?;
    let found = app.slug_index.resolve(parameters.text(SLUG)).await?;
    let asker = Asker { headers, client: parameters.client() };
    let requested = RequestedView { view: View::of(found.id, read, choice), cut, resolution: found.resolution };
    response::view(app, asker, requested, missing).await
}

/// Renders a list with the time at which `polls` last succeeded.
///
/// # Errors
/// [`RenderError::Load`], or [`RenderError::Write`].
async fn list<T: Serialize>(
    snapshot: &mut Snapshot,
    polls: &'static [StatusRow],
    rows: Vec<T>,
    policy: Policy,
) -> Result<Body, RenderError> {
    Ok(Body::list(rows, policy, LastPolled::of(polls, &PollTimes::load(snapshot).await?))?)
}

/// The number of rows that are shown by default.
fn rows_shown<L: QueryLimit>() -> usize {
    usize::try_from(L::DEFAULT).unwrap_or_default()
}
