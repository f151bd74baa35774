//! The public reads. Each extracts, names its view, and answers.

pub(crate) mod matches;
pub(crate) mod players;
pub(crate) mod reference;
pub(crate) mod statistics;
pub(crate) mod tournaments;

use std::sync::Arc;

use axum::response::Response;
use domain::id::TournamentId;
use http::HeaderMap;

use crate::{
    answer::{self, Asker, Wanted},
    app::App,
    directory::{Found, Lead, NO_TOURNAMENT},
    error::Error,
    fresh::Freshness,
    input::Parameters,
    views::{Cut, Rendered, TournamentView, View},
};

/// The name of the slug in paths.
const SLUG: &str = "tournament_slug";

/// Answers with a view of the tournament the path names, or with what `cut` leaves of it.
async fn of_tournament(
    app: &App,
    headers: &HeaderMap,
    mut parameters: Parameters,
    (view, cut): (TournamentView, Option<Cut>),
    missing: Error,
) -> Result<Response, Error> {
    parameters.check()?;
    let found = app.directory.find(app, parameters.text(SLUG)).await?;
    let asker = Asker { headers, client: parameters.client() };
    answer::view(app, asker, Wanted { view: View::Of(found.id, view), cut, lead: found.lead }, missing).await
}

/// The tournament the path names, and what tells who is on its roster.
async fn roster_of(app: &App, parameters: &mut Parameters) -> Result<(TournamentId, Arc<Rendered>, Lead), Error> {
    parameters.check()?;
    let Found { id, mut lead } = app.directory.find(app, parameters.text(SLUG)).await?;
    let roster = app.views.get(app, &View::Of(id, TournamentView::Roster), || Ok(())).await?;
    if roster.freshness == Freshness::Stale {
        lead.freshness = Freshness::Stale;
    }
    Ok((id, roster.rendered, lead))
}
