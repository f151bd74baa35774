//! The unversioned routes: the root, the health of the process and of its data, `security.txt` and the icon.

use std::time::Duration;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use domain::clock::Timestamp;
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use serde_json::{Map, Value, json};

use crate::{
    app::App,
    error::Error,
    health::{Database, Duties},
    page::{IndexPage, accepts_html},
    params::Parameters,
    response::Asker,
};

/// The name of the service.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "root__get",
    tag = "infrastructure",
    responses((status = 200, body = Value))
)]
pub(crate) async fn root(
    State(app): State<App>,
    index: Option<Extension<&'static IndexPage>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    match index {
        Some(Extension(index)) if accepts_html(&headers) => {
            index.respond(&app, Asker { headers: &headers, client: parameters.client() }).await
        }
        _ => Ok(respond(true, &json!({"status": "ok", "service": "aoe2-live-standings-api"}))),
    }
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
    respond(true, &json!({"status": "healthy"}))
}

/// Whether the process can do its work: the database answers, or there is something to serve without it.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "health_ready_health_ready_get",
    tag = "infrastructure",
    responses((status = 200, body = Value), (status = 503, body = Value, description = "It cannot do its work"))
)]
pub(crate) async fn ready(State(app): State<App>) -> Response {
    let Duties { polls, serves, .. } = *app.health.duties();
    let check = app.health.check().await;
    let is_up = check.database == Database::Up;
    let is_readable = is_up || check.database == Database::ReadOnly;
    let is_warm = serves && app.views.is_warm();
    let is_ready = is_up || (serves && (is_readable || is_warm));
    let body = json!({
        "status": if is_ready { "ready" } else { "not ready" },
        "database": check.database.name(),
        "roles": {
            "worker": if !polls { "off" } else if is_up { "ready" } else { "waiting" },
            "api": if !serves { "off" } else if is_readable { "ready" } else if is_warm { "warm" } else { "waiting" },
        },
    });
    respond(is_ready, &body)
}

/// Whether the data is fresh: each poll succeeded within three of its cadences, whichever process makes it.
#[utoipa::path(
    get,
    path = "/health/freshness",
    operation_id = "health_freshness_health_freshness_get",
    tag = "infrastructure",
    responses((status = 200, body = Value), (status = 503, body = Value, description = "A poll is late"))
)]
pub(crate) async fn freshness(State(app): State<App>) -> Response {
    let check = app.health.check().await;
    let now = app.clock.now();
    let (mut tasks, mut is_fresh) = (Map::new(), true);
    for (row, limit) in &app.health.duties().age_limits {
        let at = check.polled.of(*row);
        let age = at.map(|at| age(at, now));
        let is_late = age.is_none_or(|age| age > *limit);
        is_fresh &= !is_late;
        let told = json!({
            "status": if is_late { "late" } else { "fresh" },
            "last_success_at": at,
            "age_seconds": age.map(|age| age.as_secs()),
            "limit_seconds": limit.as_secs_f64(),
        });
        tasks.insert(row.name().to_owned(), told);
    }
    respond(is_fresh, &json!({"status": if is_fresh { "fresh" } else { "late" }, "tasks": tasks}))
}

/// The contact for reports of security holes (RFC 9116).
pub(crate) async fn security_txt() -> Response {
    const TEXT: &str = "Contact: https://github.com/criticalbit-gg/aoe2-live-standings/security/advisories/new\n\
        Expires: 2027-11-01T00:00:00Z\n\
        Preferred-Languages: en\n\
        Policy: https://github.com/criticalbit-gg/aoe2-live-standings/blob/main/SECURITY.md\n";
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], TEXT).into_response()
}

/// An empty response instead of an icon: browsers request one for every page that is not a website's, and cache this
/// response for a day.
pub(crate) async fn favicon() -> Response {
    (StatusCode::NO_CONTENT, [(CACHE_CONTROL, "public, max-age=86400")]).into_response()
}

/// The age of a success; zero if another machine's clock puts it in the future.
fn age(at: Timestamp, now: Timestamp) -> Duration {
    (now - at).to_std().unwrap_or_default()
}

fn respond(is_well: bool, body: &Value) -> Response {
    let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
