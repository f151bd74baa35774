//! The feature flags of the deployment.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header::CONTENT_TYPE;

use crate::{app::App, error::Error};

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
