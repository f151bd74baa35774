//! Reads of leaderboards, civilizations and flags.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::view::{
    envelope::ListEnvelope,
    reference::{CivilizationRead, LeaderboardRead},
};
use http::{HeaderMap, header::CONTENT_TYPE};

use crate::{
    app::App,
    error::Error,
    params::Parameters,
    response::{self, Asker, Wanted},
    slug_index::Resolution,
    views::View,
};

const NOT_FOUND: Error = Error::NotFound("Not Found");

/// The ladders, by id.
#[utoipa::path(
    get,
    path = "/v1/leaderboards",
    operation_id = "list_leaderboards_v1_leaderboards_get",
    tag = "leaderboards",
    responses((status = 200, body = ListEnvelope<LeaderboardRead>))
)]
pub(crate) async fn list_leaderboards(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let asker = Asker { headers: &headers, client: parameters.client() };
    response::view(
        &app,
        asker,
        Wanted { view: View::Leaderboards, cut: None, resolution: Resolution::FIXED },
        NOT_FOUND,
    )
    .await
}

/// The civilizations, by id.
#[utoipa::path(
    get,
    path = "/v1/civilizations",
    operation_id = "list_civilizations_v1_civilizations_get",
    tag = "civilizations",
    responses((status = 200, body = ListEnvelope<CivilizationRead>))
)]
pub(crate) async fn list_civilizations(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let asker = Asker { headers: &headers, client: parameters.client() };
    response::view(
        &app,
        asker,
        Wanted { view: View::Civilizations, cut: None, resolution: Resolution::FIXED },
        NOT_FOUND,
    )
    .await
}

/// The deployment's feature flags.
#[utoipa::path(
    get,
    path = "/v1/flags",
    operation_id = "list_flags_v1_flags_get",
    tag = "features",
    responses((status = 200, body = std::collections::BTreeMap<String, bool>))
)]
pub(crate) async fn list_flags(State(app): State<App>) -> Result<Response, Error> {
    let body = serde_json::to_string(app.flags.all()).map_err(|_| Error::Internal)?;
    Ok(([(CONTENT_TYPE, "application/json")], body).into_response())
}
