//! YouTube's answers. `channels` omits an empty list of items, and titles in `search` are escaped for HTML.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::request::{Request, Response};
use super::{Broadcasters, Platforms};

/// The cost of a request for channels, in units of the quota.
const CHANNELS_COST: u64 = 1;
/// The cost of a search, in units of the quota.
const SEARCH_COST: u64 = 100;

pub(super) fn channels(platforms: &mut Platforms, request: &Request) -> Response {
    if let Err(refusal) = charge(platforms, request, CHANNELS_COST) {
        return refusal;
    }
    let handle = request.parameter("forHandle").map(|handle| format!("@{}", handle.trim_start_matches('@')));
    let Some(name) = handle.or_else(|| request.parameter("forUsername").map(str::to_owned)) else {
        return refused(StatusCode::BAD_REQUEST, "missingRequiredParameter", "No filter selected.");
    };
    let found = platforms.names.iter().find(|(known, _)| known.to_lowercase() == name.to_lowercase());
    let items: Vec<_> = found.map(|(_, id)| json!({"kind": "youtube#channel", "id": id})).into_iter().collect();
    let total = items.len();
    let mut answer = json!({
        "kind": "youtube#channelListResponse", "etag": "x", "pageInfo": {"totalResults": total, "resultsPerPage": 5},
    });
    if !items.is_empty() {
        answer["items"] = Value::from(items);
    }
    (StatusCode::OK, answer)
}

pub(super) fn search(platforms: &mut Platforms, request: &Request) -> Response {
    if let Err(refusal) = charge(platforms, request, SEARCH_COST) {
        return refusal;
    }
    let is = |name: &str, value: &str| request.parameter(name) == Some(value);
    if !(is("part", "snippet") && is("eventType", "live") && is("type", "video")) {
        return refused(StatusCode::BAD_REQUEST, "invalidSearchFilter", "The request contains an invalid combination.");
    }
    let channel = request.parameter("channelId").unwrap_or_default();
    if platforms.broken.contains(channel) {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "backendError", "Backend Error");
    }
    let show = platforms.youtube.get(channel);
    let items: Vec<_> = show.map(|show| video(channel, &show.title)).into_iter().collect();
    let page = json!({"totalResults": items.len(), "resultsPerPage": 1});
    (StatusCode::OK, json!({"kind": "youtube#searchListResponse", "etag": "x", "pageInfo": page, "items": items}))
}

fn video(channel: &str, title: &str) -> Value {
    json!({
        "kind": "youtube#searchResult",
        "id": {"kind": "youtube#video", "videoId": "dQw4w9WgXcQ"},
        "snippet": {
            "publishedAt": "2026-06-10T10:00:00Z",
            "channelId": channel,
            "title": escaped(title),
            "description": "",
            "liveBroadcastContent": "live",
        },
    })
}

fn escaped(text: &str) -> String {
    let ampersands = text.replace('&', "&amp;");
    ampersands.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// Checks the key and deducts the cost; refuses the request if the quota does not suffice.
fn charge(platforms: &mut Platforms, request: &Request, cost: u64) -> Result<(), Response> {
    let key = request.header("x-goog-api-key").or_else(|| request.parameter("key"));
    match key {
        None => return Err(refused(StatusCode::FORBIDDEN, "forbidden", "The request is missing a valid API key.")),
        Some(Broadcasters::API_KEY) => {}
        Some(_) => return Err(refused(StatusCode::BAD_REQUEST, "badRequest", "API key not valid.")),
    }
    match platforms.quota.checked_sub(cost) {
        Some(left) => platforms.quota = left,
        None => return Err(refused(StatusCode::FORBIDDEN, "quotaExceeded", "The request exceeds your quota.")),
    }
    Ok(())
}

fn refused(status: StatusCode, reason: &str, message: &str) -> Response {
    let error = json!({"message": message, "domain": "youtube", "reason": reason});
    (status, json!({"error": {"code": status.as_u16(), "message": message, "errors": [error]}}))
}
