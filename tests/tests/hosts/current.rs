//! `current` is for reads: whoever writes names a tournament by its own slug.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::service::HOST;
use uuid::Uuid;

use super::fixture::{CUP, Fixture, Write};

const CURRENT: &str = "/v1/tournaments/current";

/// The host's cup, which is current.
async fn fixture() -> Fixture {
    let fixture = Fixture::set().await;
    let started = json!({"start_date": "2026-06-01"});
    assert_eq!(fixture.host("PATCH", CUP, started).await.0, 200);
    assert_eq!(fixture.see(CURRENT).await["slug"], "cup");
    fixture
}

/// Every write of the document on a tournament, and the list of owners.
async fn routes(fixture: &Fixture) -> Vec<Write> {
    let document = fixture.service.get("/openapi.json").await;
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|method| *method != "get");
        let named = methods.filter(|_| path.contains("{tournament_slug}"));
        documented.extend(named.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut routes: Vec<_> = fixture.writes().into_iter().filter(Write::is_gated).collect();
    assert_eq!(routes.iter().map(|write| write.operation.to_owned()).collect::<BTreeSet<_>>(), documented);
    assert!(routes.len() >= 15, "{routes:?}");
    for (operation, part) in [
        ("GET /v1/tournaments/{tournament_slug}/owners", "owners"),
        ("GET /v1/tournaments/{tournament_slug}/document", "document"),
    ] {
        routes.insert(0, Write { operation, path: format!("{CUP}/{part}"), body: None, success: 200 });
    }
    routes
}

#[tokio::test]
async fn no_write_and_no_list_of_owners_is_had_of_current() {
    let fixture = fixture().await;
    let token = fixture.service.token(HOST);
    let before = fixture.digest().await;
    let not_found = json!({"detail": "Tournament not found"});
    for route in routes(&fixture).await {
        for current in [CURRENT, "/v1/tournaments/%63urrent", "/v1//tournaments/current"] {
            let path = route.path.replace(CUP, current);
            let key = Uuid::new_v4().to_string();
            for headers in [&[][..], &[("idempotency-key", key.as_str())]] {
                let (status, _, said) =
                    fixture.service.send(route.method(), &path, Some(&token), route.body.clone(), headers).await;
                let what = format!("{} {path}", route.method());
                if current.starts_with("/v1//") {
                    assert_eq!(status, 404, "{what}");
                } else {
                    assert_eq!((status, &said), (404, &not_found), "{what}");
                }
                assert_eq!(fixture.digest().await, before, "{what} wrote something");
            }
        }
    }
    assert_eq!(fixture.see(CURRENT).await["slug"], "cup", "it is there for reads");
}

#[tokio::test]
async fn of_current_it_is_told_in_its_turn() {
    let fixture = fixture().await;
    let (status, said) = fixture.host("PATCH", CURRENT, Value::Null).await;
    assert_eq!((status, said), (404, json!({"detail": "Tournament not found"})), "before the body");
    let (status, _, said) = fixture.service.send("PATCH", CURRENT, None, Some(json!({})), &[]).await;
    assert_eq!((status, said), (401, json!({"detail": "Not authenticated"})), "after the token");
}

#[tokio::test]
async fn a_slug_that_no_tournament_can_have_is_not_found() {
    let fixture = Fixture::set().await;
    for slug in ["%00", "cup%00", "%F0%9F%8F%86", "CUP", "cup%20", "10000000000"] {
        for path in ["", "/owners", "/players"] {
            let method = if path == "/owners" { "GET" } else { "DELETE" };
            let (status, said) = fixture.host(method, &format!("/v1/tournaments/{slug}{path}"), Value::Null).await;
            let expected = if path == "/players" { 405 } else { 404 };
            assert_eq!(status, expected, "{method} {slug}{path}: {said}");
        }
    }
}
