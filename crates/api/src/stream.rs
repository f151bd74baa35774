//! The routes of the event stream.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse as _, Response},
};
use domain::{id::NudgeId, tournament::CURRENT};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sse::{Guard, StreamRequest};

use crate::{app::App, client_ip::Client, error::Error, params::Parameters};

/// The header with the id of the last event that a client received.
pub(crate) const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Without `no-transform`, a proxy that compresses would hold frames back until it has enough of them.
const NOT_STORED_NOR_ENCODED: HeaderValue = HeaderValue::from_static("no-store, no-transform");
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Events about changes as they happen, of all tournaments or of one. They carry no data: refetch what you show.
#[utoipa::path(
    get,
    path = "/v1/stream",
    operation_id = "stream_v1_stream_get",
    tag = "stream",
    params(
        ("tournament" = Option<String>, Query, description = "Only what concerns the tournament with this slug."),
        (
            "last_event_id" = Option<String>, Query,
            description = "Resume after this id; the `Last-Event-ID` header does the same, and `lastEventId` in the \
                           query, as polyfills write it.",
        ),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_all(
    State(app): State<App>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.last("tournament");
    open(&app, client, (&headers, &parameters), slug.as_deref()).await
}

/// The changes of one tournament, as they happen.
#[utoipa::path(
    get,
    path = "/v1/tournaments/{tournament_slug}/stream",
    operation_id = "stream_tournament_v1_tournaments__tournament_slug__stream_get",
    tag = "stream",
    params(
        ("tournament_slug" = String, Path),
        (
            "last_event_id" = Option<String>, Query,
            description = "Resume after this id; the `Last-Event-ID` header does the same, and `lastEventId` in the \
                           query, as polyfills write it.",
        ),
    ),
    responses((status = 200, content_type = "text/event-stream", body = String))
)]
pub(crate) async fn stream_tournament(
    State(app): State<App>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Response, Error> {
    let slug = parameters.text("tournament_slug").to_owned();
    open(&app, client, (&headers, &parameters), Some(&slug)).await
}

async fn open(
    app: &App,
    client: Option<Extension<Client>>,
    (headers, parameters): (&HeaderMap, &Parameters),
    slug: Option<&str>,
) -> Result<Response, Error> {
    let Client(client) = client.map(|Extension(client)| client).unwrap_or_default();
    let found = match slug {
        Some(slug) => Some(app.slug_index.resolve(slug).await?),
        None => None,
    };
    let follows_current = slug == Some(CURRENT);
    let moves_at = found.and_then(|found| found.resolution.until).filter(|_| follows_current);
    let permit = app.streams.take(client).ok_or(Error::TooManyStreams)?;
    let stream_request = StreamRequest {
        watched: found.map(|found| found.id),
        last: last_event_id(headers, parameters),
        follows_current,
        most: moves_at.map(|at| (at - app.clock.now()).to_std().unwrap_or_default()),
        guard: Guard::new((permit, follows_current.then(|| Arc::clone(&app.current_streams)))),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, NOT_STORED_NOR_ENCODED),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    // What follows the head depends on the protocol, which only the connection knows.
    Ok((headers, Extension(stream_request)).into_response())
}

/// The id of the last event that the client received. If it is not a number, the stream starts over.
fn last_event_id(headers: &HeaderMap, parameters: &Parameters) -> Option<NudgeId> {
    let is_told = |text: &String| !text.trim().is_empty();
    let header = headers.get(LAST_EVENT_ID).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    // A polyfill that reconnects adds its own parameter, which is newer than the one in the page's address.
    let queries = ["lastEventId", "last_event_id"];
    let query = || queries.iter().find_map(|name| parameters.last(name).filter(is_told));
    let text = header.filter(is_told).or_else(query)?;
    Some(NudgeId(text.trim().parse().unwrap_or(i64::MIN)))
}
