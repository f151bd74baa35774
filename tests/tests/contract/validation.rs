//! Numbers and names that do not fit: every violated field is told, with its place.

use serde_json::{Value, json};
use tests::Service;

use super::{
    ask::get,
    fixture::{CUP, cup},
};

/// The violated fields of a 422: place, type and input of each.
async fn violations(service: &Service, path: &str) -> Value {
    let answer = get(service, &format!("{CUP}{path}"), &[]).await;
    assert_eq!(answer.status, 422, "{path}");
    let body = answer.json();
    let fields = body["detail"].as_array().unwrap_or_else(|| panic!("{path}: {body}"));
    for field in fields {
        assert!(field["msg"].as_str().is_some_and(|text| !text.is_empty()), "{path}: {field}");
    }
    fields.iter().map(|field| json!([field["loc"], field["type"], field["input"]])).collect()
}

async fn empty_cup() -> Service {
    let service = Service::start().await;
    cup(&service, &[]).await;
    service.settle().await;
    service
}

#[tokio::test]
async fn a_query_that_does_not_fit_is_told_with_its_place() {
    let service = empty_cup().await;
    for (path, name, kind, input) in [
        ("/matches?limit=0", "limit", "greater_than_equal", "0"),
        ("/matches?limit=-1", "limit", "greater_than_equal", "-1"),
        ("/matches?limit=201", "limit", "less_than_equal", "201"),
        ("/matches?limit=abc", "limit", "int_parsing", "abc"),
        ("/matches?limit=", "limit", "int_parsing", ""),
        ("/matches?limit", "limit", "int_parsing", ""),
        ("/matches?limit=1.5", "limit", "int_parsing", "1.5"),
        ("/matches?limit=0x10", "limit", "int_parsing", "0x10"),
        ("/matches?limit=5%00", "limit", "int_parsing", "5\0"),
        ("/matches?limit=%EF%BC%91", "limit", "int_parsing", "１"),
        ("/matches?limit=9223372036854775808", "limit", "int_parsing_size", "9223372036854775808"),
        ("/matches?profile_id=9223372036854775808", "profile_id", "int_parsing_size", "9223372036854775808"),
        ("/matches?profile_id=-9223372036854775809", "profile_id", "int_parsing_size", "-9223372036854775809"),
        ("/matches?leaderboard_id=three", "leaderboard_id", "int_parsing", "three"),
        ("/matches?state=unknown", "state", "enum", "unknown"),
        ("/matches?state=", "state", "enum", ""),
        ("/matches?state=Completed", "state", "enum", "Completed"),
        ("/players?leaderboard_id=x", "leaderboard_id", "int_parsing", "x"),
        ("/summary?win_rate_min_games=-1", "win_rate_min_games", "greater_than_equal", "-1"),
        ("/summary?win_rate_min_games=0", "win_rate_min_games", "greater_than_equal", "0"),
        ("/summary?win_rate_min_games=five", "win_rate_min_games", "int_parsing", "five"),
        (
            "/summary?win_rate_min_games=9223372036854775808",
            "win_rate_min_games",
            "int_parsing_size",
            "9223372036854775808",
        ),
        ("/head-to-head?limit=0", "limit", "greater_than_equal", "0"),
        ("/head-to-head?limit=201", "limit", "less_than_equal", "201"),
        ("/head-to-head?limit=abc", "limit", "int_parsing", "abc"),
        ("/players/1?match_limit=0", "match_limit", "greater_than_equal", "0"),
        ("/players/1?match_limit=101", "match_limit", "less_than_equal", "101"),
    ] {
        assert_eq!(violations(&service, path).await, json!([[["query", name], kind, input]]), "{path}");
    }
}

#[tokio::test]
async fn a_number_in_the_path_that_does_not_fit_is_told_with_its_place() {
    let service = empty_cup().await;
    for (route, name) in [("matches", "match_id"), ("players", "tournament_player_id")] {
        for (id, kind) in [
            ("abc", "int_parsing"),
            ("1.0", "int_parsing"),
            ("-", "int_parsing"),
            ("9223372036854775808", "int_parsing_size"),
            ("-9223372036854775809", "int_parsing_size"),
        ] {
            let told = violations(&service, &format!("/{route}/{id}")).await;
            assert_eq!(told, json!([[["path", name], kind, id]]), "{route} {id}");
        }
    }
}

#[tokio::test]
async fn every_violated_field_is_told() {
    let service = empty_cup().await;
    let told = violations(&service, "/matches?limit=0&state=lost&profile_id=me&leaderboard_id=").await;
    let places: Vec<_> =
        told.as_array().unwrap().iter().map(|field| field[0][1].as_str().unwrap().to_owned()).collect();
    let mut sorted = places.clone();
    sorted.sort();
    assert_eq!(sorted, ["leaderboard_id", "limit", "profile_id", "state"], "{told}");
    let told = violations(&service, "/players/me?match_limit=many").await;
    assert_eq!(told[0][0], json!(["path", "tournament_player_id"]));
    assert_eq!(told[1][0], json!(["query", "match_limit"]));
}

#[tokio::test]
async fn what_does_not_fit_is_told_before_the_tournament_is_looked_for() {
    let service = empty_cup().await;
    let answer = get(&service, "/v1/tournaments/nope/matches?limit=0", &[]).await;
    assert_eq!(answer.status, 422);
}

#[tokio::test]
async fn bounds_belong_to_what_fits() {
    let service = empty_cup().await;
    for path in [
        "/matches?limit=1",
        "/matches?limit=200",
        "/matches?profile_id=9223372036854775807",
        "/matches?profile_id=-9223372036854775808&leaderboard_id=0",
        "/matches?state=staging",
        "/matches?state=in_progress",
        "/matches?state=completed",
        "/matches?nobody=asked&&==&%FF=%00",
        "/players?leaderboard_id=9223372036854775807",
        "/head-to-head?limit=1",
        "/head-to-head?limit=200",
        "/summary?win_rate_min_games=1",
        "/summary?win_rate_min_games=9223372036854775807",
    ] {
        assert_eq!(get(&service, &format!("{CUP}{path}"), &[]).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_number_that_nobody_has_is_not_found() {
    let service = empty_cup().await;
    let ids = ["-1", "0", "1", "10000000000", "9223372036854775807", "-9223372036854775808"];
    for route in ["matches", "players"] {
        for id in ids {
            for cookie in [&[][..], &[("cookie", "criticalbit_access=x")]] {
                assert_eq!(get(&service, &format!("{CUP}/{route}/{id}"), cookie).await.status, 404, "{route} {id}");
            }
        }
    }
}
