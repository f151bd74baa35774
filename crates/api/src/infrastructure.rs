//! The unversioned routes: the root, `/health`, `security.txt` and the icon.

use axum::response::{IntoResponse, Response};
use http::{
    StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde_json::{Value, json};

/// What this is.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "root__get",
    tag = "infrastructure",
    responses((status = 200, body = Value))
)]
pub(crate) async fn root() -> Response {
    json(&json!({"status": "ok", "service": "aoe2-live-standings-api"}))
}

/// Whether the process is alive.
#[utoipa::path(
    get,
    path = "/health",
    operation_id = "health_check_health_get",
    tag = "infrastructure",
    responses((status = 200, body = Value))
)]
pub(crate) async fn health() -> Response {
    json(&json!({"status": "healthy"}))
}

/// Whom to tell about a security hole (RFC 9116).
pub(crate) async fn security_txt() -> Response {
    const TEXT: &str = "Contact: https://github.com/criticalbit-gg/aoe2-live-standings/security/advisories/new\n\
        Expires: 2027-11-01T00:00:00Z\n\
        Preferred-Languages: en\n\
        Policy: https://github.com/criticalbit-gg/aoe2-live-standings/blob/main/SECURITY.md\n";
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], TEXT).into_response()
}

/// No icon: browsers ask for one on every page that is not a site's, and keep this answer for a day.
pub(crate) async fn favicon() -> Response {
    (StatusCode::NO_CONTENT, [(CACHE_CONTROL, "public, max-age=86400")]).into_response()
}

fn json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
