//! Twitch's answers.

use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use serde_json::json;

use super::request::{Request, Response, first};
use super::{Broadcasters, Platforms};

/// The most logins in a request.
const MOST: usize = 100;

pub(super) fn token(platforms: &mut Platforms, request: &Request) -> Response {
    let given = |name| first(&request.form, name);
    let refused = |status: StatusCode, message| (status, json!({"status": status.as_u16(), "message": message}));
    if given("client_id") != Some(Broadcasters::CLIENT_ID) {
        return refused(StatusCode::BAD_REQUEST, "invalid client");
    }
    if given("client_secret") != Some(Broadcasters::CLIENT_SECRET) {
        return refused(StatusCode::FORBIDDEN, "invalid client secret");
    }
    if given("grant_type") != Some("client_credentials") {
        return refused(StatusCode::BAD_REQUEST, "invalid grant type");
    }
    platforms.issued += 1;
    let token = format!("hush-token-{}", platforms.issued);
    platforms.tokens.insert(token.clone());
    (StatusCode::OK, json!({"access_token": token, "expires_in": platforms.lifetime, "token_type": "bearer"}))
}

pub(super) fn streams(platforms: &Platforms, request: &Request) -> Response {
    let token = request.header(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer "));
    if !token.is_some_and(|token| platforms.tokens.contains(token)) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized", "Invalid OAuth token");
    }
    if request.header("client-id") != Some(Broadcasters::CLIENT_ID) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized", "Client ID and OAuth token do not match");
    }
    let logins: Vec<&str> =
        request.query.iter().filter(|(name, _)| name == "user_login").map(|(_, login)| login.as_str()).collect();
    if logins.len() > MOST {
        return refused(StatusCode::BAD_REQUEST, "Bad Request", "The number of values in user_login is too large");
    }
    if logins.iter().any(|login| platforms.refused.contains(*login)) {
        return refused(StatusCode::BAD_REQUEST, "Bad Request", "Malformed query params.");
    }
    let Ok(most) = request.parameter("first").unwrap_or("20").parse() else {
        return refused(StatusCode::BAD_REQUEST, "Bad Request", "The parameter \"first\" was malformed");
    };
    let on_air = platforms.twitch.iter().filter(|(login, _)| logins.is_empty() || logins.contains(&login.as_str()));
    let rows: Vec<_> = on_air
        .enumerate()
        .map(|(place, (login, show))| {
            json!({
                "id": (40_000_000_000_u64 + place as u64).to_string(),
                "user_id": (1_000_000 + place).to_string(),
                "user_login": login,
                "user_name": login.to_uppercase(),
                "game_id": if show.category.is_empty() { "" } else { "13389" },
                "game_name": show.category,
                "type": show.kind,
                "title": show.title,
                "tags": ["English"],
                "viewer_count": 1200,
                "started_at": "2026-06-10T10:00:00Z",
                "language": "en",
                "thumbnail_url": format!("https://static.example.org/{login}-{{width}}x{{height}}.jpg"),
                "tag_ids": [],
                "is_mature": false,
            })
        })
        .take(most)
        .collect();
    (StatusCode::OK, json!({"data": rows, "pagination": {}}))
}

fn refused(status: StatusCode, error: &str, message: &str) -> Response {
    (status, json!({"error": error, "status": status.as_u16(), "message": message}))
}
