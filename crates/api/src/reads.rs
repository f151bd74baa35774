//! The public reads. Each extracts, names its view, and answers.

pub(crate) mod matches;
pub(crate) mod players;
pub(crate) mod reference;
pub(crate) mod statistics;
pub(crate) mod tournaments;

use axum::response::Response;
use http::HeaderMap;

use crate::{
    answer,
    app::App,
    directory::NO_TOURNAMENT,
    error::Error,
    input::Parameters,
    views::{TournamentView, View},
};

/// The name of the slug in paths.
const SLUG: &str = "tournament_slug";

/// Answers with a view of the tournament the path names.
async fn of_tournament(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    view: TournamentView,
    missing: Error,
) -> Result<Response, Error> {
    parameters.check()?;
    let found = app.directory.find(app, parameters.text(SLUG)).await?;
    answer::view(app, headers, (&View::Of(found.id, view), found.lead), missing).await
}
