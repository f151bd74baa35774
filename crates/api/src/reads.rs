//! The public reads. Each handler extracts its parameters, names its view and responds with it.

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
    app::App,
    cache_entry::Freshness,
    error::Error,
    params::Parameters,
    response::{self, Asker, Wanted},
    slug_index::{NO_TOURNAMENT, Resolution, ResolvedTournament},
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
    let found = app.slug_index.resolve(parameters.text(SLUG)).await?;
    let asker = Asker { headers, client: parameters.client() };
    response::view(app, asker, Wanted { view: View::Of(found.id, view), cut, resolution: found.resolution }, missing)
        .await
}

/// The tournament the path names, and what tells who is on its roster.
async fn roster_of(app: &App, parameters: &mut Parameters) -> Result<(TournamentId, Arc<Rendered>, Resolution), Error> {
    parameters.check()?;
    let ResolvedTournament { id, mut resolution } = app.slug_index.resolve(parameters.text(SLUG)).await?;
    let roster = app.views.get(&View::Of(id, TournamentView::Roster), || Ok::<_, Error>(())).await?;
    if roster.freshness == Freshness::Stale {
        resolution.freshness = Freshness::Stale;
    }
    Ok((id, roster.rendered, resolution))
}
