//! `current` is for reads: whoever writes names a tournament by its own slug. Streams of `current` end when a write
//! makes another tournament current.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join_all;
use reqwest::Client;
use serde_json::{Value, json};
use tests::{
    Frames,
    frames::Frame,
    service::{HOST, NOW, RIVAL},
};
use tokio::time::timeout;
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

/// A host's write, and the time that the clock is set to after it.
type Move = (&'static str, &'static str, Value, &'static str);

/// The last frame of a stream, which has to end: at the next heartbeat, which comes every fifteen seconds.
async fn last_of(mut stream: Frames) -> Frame {
    let to_end = async {
        let mut last = Frame::default();
        while let Some(frame) = stream.next_within(Duration::MAX).await {
            last = frame;
        }
        last
    };
    timeout(Duration::from_mins(1), to_end).await.expect("the stream ends")
}

async fn ends_streams_of_current((method, path, body, at): Move) {
    let fixture = fixture().await;
    let service = &fixture.service;
    service.settle().await;
    let [http1, http2] = [Client::builder(), Client::builder().http2_prior_knowledge()]
        .map(|builder| builder.no_proxy().build().unwrap());
    let open = async |client: &Client, path: &str| {
        Frames::of(client.get(format!("{}{path}", service.base_url)).send().await.unwrap())
    };
    let following = [
        open(&http1, "/v1/tournaments/current/stream").await,
        open(&http2, "/v1/tournaments/current/stream").await,
        open(&http1, "/v1/stream?tournament=current").await,
    ];
    let mut of_other = open(&http1, "/v1/tournaments/other/stream").await;
    let (status, said) = fixture.host(method, path, body).await;
    assert!([200, 201, 204].contains(&status), "{method} {path}: {said}");
    service.clock.set(at);
    for stream in following {
        assert_eq!(last_of(stream).await.event.as_deref(), Some("resync"), "{method} {path}");
    }
    let (rival, renamed) = (service.token(RIVAL), json!({"name": "Renamed"}));
    let other = "/v1/tournaments/other";
    assert_eq!(service.send("PATCH", other, Some(&rival), Some(renamed), &[]).await.0, 200);
    let frame = of_other.event().await;
    assert_eq!(frame.data.unwrap()["tournament_ids"], json!([fixture.other]), "one of a slug goes on");
}

#[tokio::test]
async fn streams_of_current_end_when_a_write_makes_another_tournament_current() {
    let newer = |start: &str| json!({"slug": "newer", "name": "Newer", "leaderboard_id": 3, "start_date": start});
    let one_o_clock = "2026-06-10T13:00:00Z";
    let moves: [Move; 4] = [
        ("POST", "/v1/tournaments", newer("2026-06-09"), NOW),
        ("PATCH", CUP, json!({"start_date": null}), NOW),
        ("DELETE", CUP, Value::Null, NOW),
        // When the streams began, nothing was to start.
        ("POST", "/v1/tournaments", newer(one_o_clock), one_o_clock),
    ];
    join_all(moves.map(ends_streams_of_current)).await;
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
