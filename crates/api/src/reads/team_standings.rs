//! The standings of a tournament's teams.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    team_standings::{TeamStandingRow, team_standings},
    view::envelope::ListEnvelope,
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{NO_TOURNAMENT, POLICY, example, of_tournament};
use crate::{
    app::App,
    error::{Error, HttpValidationError},
    params::Parameters,
    views::{Body, LastPolled, Read, Render, Table},
};

pub(super) static TEAM_STANDINGS: Read = Read {
    name: "team_standings",
    events: &[Event::Standings, Event::Live],
    render: Render::Table(Table {
        parts: FactParts { teams: true, ..FactParts::NONE },
        is_live: true,
        changes_at_end: true,
        body,
    }),
};

/// The teams' standings: their members' ratings and records added up.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/teams/standings",
    operation_id = "get_team_standings_v1_tournaments__tournament_slug__teams_standings_get",
    tag = "tournaments",
    params(("tournament_slug" = String, Path)),
    responses(
        (status = 200, body = ListEnvelope<TeamStandingRow>, example = json!(example("get_team_standings"))),
        (status = 422, body = HttpValidationError),
    )
)]
pub(crate) async fn get_team_standings(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    of_tournament(&app, &headers, parameters, (&TEAM_STANDINGS, None), NO_TOURNAMENT).await
}

fn body(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let rows = team_standings(&loaded.facts.team_standings()?);
    Some(Body::list(rows, POLICY, LastPolled::of(&[store::stats::STATUS_ROW], &loaded.polled)))
}
