//! Errors for what does not exist, and for methods and bodies that are not accepted.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use tests::Service;

use super::{
    ask::{ask, get, raw},
    fixture::polled_cup,
};

const ROUTES: [&str; 26] = [
    "/",
    "/health",
    "/docs",
    "/docs/scalar.js",
    "/openapi.json",
    "/.well-known/security.txt",
    "/favicon.ico",
    "/v1/tournaments",
    "/v1/tournaments/cup",
    "/v1/tournaments/cup/standings",
    "/v1/tournaments/cup/teams/standings",
    "/v1/tournaments/cup/standings/history",
    "/v1/tournaments/cup/summary",
    "/v1/tournaments/cup/civ-stats",
    "/v1/tournaments/cup/head-to-head",
    "/v1/tournaments/cup/progression",
    "/v1/tournaments/cup/matches",
    "/v1/tournaments/cup/matches/1",
    "/v1/tournaments/cup/live",
    "/v1/tournaments/cup/players",
    "/v1/tournaments/cup/players/1",
    "/v1/tournaments/cup/stream",
    "/v1/leaderboards",
    "/v1/civilizations",
    "/v1/flags",
    "/v1/stream",
];

#[tokio::test]
async fn an_unknown_route_is_not_found_by_any_method() {
    let service = Service::start().await;
    for path in ["/nowhere", "/v1", "/v1/nowhere", "/v2/tournaments", "/v1/tournaments/cup/nowhere", "/V1/tournaments"]
    {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = ask(&service, method.clone(), path, &[]).await;
            assert_eq!((answer.status, answer.json()), (404, json!({"detail": "Not Found"})), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_known_route_refuses_other_methods_and_lists_its_own() {
    let service = Service::start().await;
    for path in ROUTES {
        let answer = ask(&service, Method::PUT, path, &[]).await;
        assert_eq!((answer.status, answer.json()), (405, json!({"detail": "Method Not Allowed"})), "{path}");
        let allowed: BTreeSet<_> = answer.header("allow").expect("Allow").split(',').map(str::trim).collect();
        for method in ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"] {
            let sent = super::ask::request(&service, method.parse().unwrap(), path, &[]).send().await.unwrap();
            assert_eq!(allowed.contains(method), sent.status() != 405, "{method} {path}, Allow: {allowed:?}");
        }
        assert!(allowed.contains("GET") && allowed.contains("HEAD"), "{path}: {allowed:?}");
    }
}

#[tokio::test]
async fn a_refused_method_lists_the_others_with_a_trailing_slash_too() {
    let service = Service::start().await;
    let answer = ask(&service, Method::PUT, "/v1/flags/", &[]).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET,HEAD")));
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_too_large_wherever_it_goes() {
    let service = Service::start().await;
    for line in ["POST /v1/tournaments", "POST /v1/nowhere", "GET /health", "PUT /v1/flags"] {
        let answer = raw(&service, format!("{line} HTTP/1.1\r\nContent-Length: 1048577").as_bytes()).await;
        assert_eq!((answer.status, answer.json()), (413, json!({"detail": "Request body too large"})), "{line}");
    }
    let answer = raw(&service, b"GET /health HTTP/1.1\r\nContent-Length: 1048576").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let service = polled_cup().await;
    for (path, detail) in [
        ("/v1/tournaments/nope", "Tournament not found"),
        ("/v1/tournaments/nope/standings", "Tournament not found"),
        ("/v1/tournaments/nope/matches", "Tournament not found"),
        ("/v1/tournaments/nope/matches/1", "Tournament not found"),
        ("/v1/tournaments/nope/live", "Tournament not found"),
        ("/v1/tournaments/nope/players", "Tournament not found"),
        ("/v1/tournaments/nope/players/101", "Tournament not found"),
        ("/v1/tournaments/nope/stream", "Tournament not found"),
        ("/v1/stream?tournament=nope", "Tournament not found"),
        ("/v1/tournaments/cup/matches/1", "Match not found"),
        ("/v1/tournaments/cup/players/103", "Player not found in this tournament"),
    ] {
        let answer = get(&service, path, &[]).await;
        assert_eq!((answer.status, answer.json()), (404, json!({ "detail": detail })), "{path}");
    }
}

#[tokio::test]
async fn current_is_missing_while_there_is_no_tournament() {
    let service = Service::start().await;
    for rest in ["", "/standings", "/teams/standings", "/summary", "/matches", "/live", "/players", "/stream"] {
        let (status, body) = service.get_any(&format!("/v1/tournaments/current{rest}")).await;
        assert_eq!((status, body), (404, json!({"detail": "Tournament not found"})), "{rest}");
    }
}

#[tokio::test]
async fn slugs_that_cannot_exist_are_not_found() {
    let service = polled_cup().await;
    let long = "a".repeat(8_000);
    let slugs =
        ["%00", "cup%00", "%FF", "%C3%28", "%ED%A0%80", "cup%2Fstandings", "%F0%9F%8F%B0", "CUP", "%", "'--", &long];
    for slug in slugs {
        for rest in ["", "/standings", "/matches", "/matches/1", "/live", "/players", "/players/1", "/stream"] {
            let path = format!("/v1/tournaments/{slug}{rest}");
            assert_eq!(get(&service, &path, &[]).await.status, 404, "{path:.80}");
            let with_cookie = get(&service, &path, &[("cookie", "criticalbit_access=x")]).await;
            assert_eq!(with_cookie.status, 404, "{path:.80}, signed in");
        }
        let path = format!("/v1/stream?tournament={slug}");
        assert_eq!(get(&service, &path, &[]).await.status, 404, "{path:.80}");
    }
}

#[tokio::test]
async fn a_slug_of_bytes_that_are_no_text_is_refused_and_nothing_breaks() {
    let service = polled_cup().await;
    let answer = raw(&service, b"GET /v1/tournaments/\xff\xfe/standings HTTP/1.1").await;
    assert!([400, 404].contains(&answer.status), "{}", answer.status);
    assert_eq!(get(&service, "/v1/tournaments/cup/standings", &[]).await.status, 200);
}
