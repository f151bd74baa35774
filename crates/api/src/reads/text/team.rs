//! One team, found by a name that a viewer typed, as a line of text.

use std::io;

use axum::{extract::State, response::Response};
use domain::{
    nudge::Event,
    text::{Lookup, teams},
};
use http::HeaderMap;
use store::read::facts::{FactParts, LoadedFacts};

use super::{PLAIN, body, part};
use crate::{
    app::App,
    error::Error,
    openapi::example,
    params::Parameters,
    views::{Body, Read, Render, Table},
};

static TEXT_TEAM: Read = Read {
    name: "text_team",
    events: &[Event::Standings],
    render: Render::Table(Table {
        parts: FactParts { teams: true, ..FactParts::NONE },
        is_live: false,
        changes_at_end: true,
        body: rendered,
    }),
};

/// One team's place, sum and members as one line of at most 399 characters for chats. Names are found as those of
/// players are, initials too.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/text/team",
    operation_id = "get_text_team_v1_tournaments__tournament_slug__text_team_get",
    tag = "texts",
    params(
        ("tournament_slug" = String, Path),
        ("name" = Option<String>, Query, description = "The team's name or initials, or a part of them."),
    ),
    responses((status = 200, body = String, content_type = PLAIN, example = json!(example("get_text_team"))))
)]
pub(crate) async fn get_text_team(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let name = parameters.last("name").unwrap_or_default();
    let say = |teams: &Lookup| teams.find(&name).map(str::to_owned);
    part(&app, &headers, &parameters, &TEXT_TEAM, say).await
}

fn rendered(loaded: &LoadedFacts) -> Option<io::Result<Body>> {
    let teams = teams(&loaded.facts.team_standings()?);
    Some(Ok(body(teams.ask()).with(teams)))
}
