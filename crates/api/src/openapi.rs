//! The OpenAPI document, put together from the routes themselves, with answers of the simulated event as examples.

mod bodies;
mod parameters;
mod refusals;

use serde_json::Value;
use utoipa::{
    OpenApi as _,
    openapi::{
        Components, HttpMethod, OpenApi, Ref, RefOr,
        path::{Operation, PathItem},
        schema::{ArrayItems, Schema},
    },
};

use crate::error::{Conflict, HttpValidationError, Refused, Unprocessable};

/// What the routes cannot tell of themselves.
#[derive(Debug, utoipa::OpenApi)]
#[openapi(
    info(
        title = "AoE2 Live Standings",
        description = "Live standings for Age of Empires II: DE tournaments.\n\nAge of Empires II © Microsoft Corporation. \
        This project was created under Microsoft's \"Game Content Usage Rules\" using assets from Age of Empires II, and \
        it is not endorsed by or affiliated with Microsoft.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    components(schemas(Conflict, HttpValidationError, Refused, Unprocessable))
)]
struct About;

/// What an operation answers, by how its operationId begins. A test makes them anew and compares.
const EXAMPLES: [(&str, &str); 18] = [
    ("list_tournaments_", include_str!("openapi/tournaments.json")),
    ("get_tournament_detail_", include_str!("openapi/tournament.json")),
    ("get_standings_v1_", include_str!("openapi/standings.json")),
    ("get_team_standings_", include_str!("openapi/team_standings.json")),
    ("get_standings_history_", include_str!("openapi/standings_history.json")),
    ("get_summary_", include_str!("openapi/summary.json")),
    ("get_civ_stats_", include_str!("openapi/civ_stats.json")),
    ("get_head_to_head_", include_str!("openapi/head_to_head.json")),
    ("get_progression_", include_str!("openapi/progression.json")),
    ("list_matches_", include_str!("openapi/matches.json")),
    ("get_match_", include_str!("openapi/match.json")),
    ("get_live_", include_str!("openapi/live.json")),
    ("list_players_", include_str!("openapi/players.json")),
    ("get_player_", include_str!("openapi/player.json")),
    ("list_leaderboards_", include_str!("openapi/leaderboards.json")),
    ("list_civilizations_", include_str!("openapi/civilizations.json")),
    ("get_me_", include_str!("openapi/me.json")),
    ("list_tournament_owners_", include_str!("openapi/owners.json")),
];

/// The document of `routes`, with what they cannot tell of themselves.
pub(crate) fn document(routes: OpenApi) -> OpenApi {
    let mut document = About::openapi();
    document.merge(routes);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            parameters::describe(&method, path, operation);
            refusals::describe(&method, path, operation);
            if method == HttpMethod::Get {
                illustrate(operation);
            }
        }
    }
    if let Some(components) = &mut document.components {
        name_rows(components);
        bodies::complete(components);
        parameters::add_cookie(components);
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    let PathItem { get, post, patch, delete, .. } = item;
    let all =
        [(HttpMethod::Get, get), (HttpMethod::Post, post), (HttpMethod::Patch, patch), (HttpMethod::Delete, delete)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// A list's rows are of the type that they are called by, and not of another one that looks the same: clients are
/// generated from this.
fn name_rows(components: &mut Components) {
    let names: Vec<_> = components.schemas.keys().cloned().collect();
    for (list, schema) in &mut components.schemas {
        let Some(row) = list.strip_prefix("ListEnvelope_").filter(|row| names.iter().any(|name| name == row)) else {
            continue;
        };
        if let RefOr::T(Schema::Object(list)) = schema
            && let Some(RefOr::T(Schema::Array(rows))) = list.properties.get_mut("items")
        {
            rows.items = ArrayItems::RefOrSchema(Box::new(Ref::from_schema_name(row).into()));
        }
    }
}

fn illustrate(operation: &mut Operation) {
    let name = operation.operation_id.as_deref().unwrap_or_default();
    let Some((_, example)) = EXAMPLES.iter().find(|(beginning, _)| name.starts_with(beginning)) else { return };
    let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") else { return };
    for content in answer.content.values_mut() {
        if let RefOr::T(content) = content {
            content.example = serde_json::from_str::<Value>(example).ok();
        }
    }
}
