//! A draft is known to nobody but owners.

use std::time::Duration;

use serde_json::{Value, json};
use tests::{
    service::{HOST, NOW, RIVAL},
    tournament::{create, tournament},
};

use super::event::{CUP, Event};

const CURRENT: &str = "/v1/tournaments/current";

#[tokio::test]
async fn drafts_and_their_series_are_seen_by_owners_alone() {
    let event = Event::of(2).await;
    let body = json!({
        "name": "Secret", "format": "round_robin", "participants": event.ids(0..2), "series_format": {"best_of": 1},
    });
    let created = event.host("POST", "/stages", body, 201).await;
    let id = &created["stage_id"];
    event.service.settle().await;
    let mut viewers = event.service.stream(&format!("{CUP}/stream")).await;
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    let series = event.host("GET", "/series?drafts=true", Value::Null, 200).await["items"][0]["series_id"].clone();
    let paths = [format!("/stages/{id}"), format!("/stages/{id}/table"), format!("/series/{series}")];
    let rival = event.service.token(RIVAL);
    for path in &paths {
        let address = format!("{CUP}{path}");
        assert_eq!(event.service.get_any(&address).await.0, 404, "{path}");
        assert_eq!(event.service.send("GET", &address, Some(&rival), None, &[]).await.0, 404, "{path}");
        assert_eq!(event.service.send("GET", &address, Some("no token"), None, &[]).await.0, 404, "{path}");
        event.host("GET", path, Value::Null, 200).await;
        assert_eq!(event.service.get_any(&address).await.0, 404, "{path} after its owner read it");
    }
    for path in &paths {
        // The key of this token is not known, and was looked for a moment ago.
        let unknown = event.service.unminted_token(HOST).unknown_kid().mint();
        let (status, headers, _) = event.service.send("GET", &format!("{CUP}{path}"), Some(&unknown), None, &[]).await;
        assert_eq!((status, headers.contains_key("retry-after")), (503, true), "{path}: it may be an owner's");
    }
    for path in ["/stages", "/series"] {
        assert_eq!(event.read(path).await["items"], json!([]), "{path}");
        let drafts = format!("{CUP}{path}?drafts=true");
        assert_eq!(event.service.get_any(&drafts).await.0, 401, "{path}");
        assert_eq!(event.service.send("GET", &drafts, Some(&rival), None, &[]).await.0, 403, "{path}");
        let listed = event.host("GET", &format!("{path}?drafts=true"), Value::Null, 200).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{path}");
    }
    event.play(0, 1).await;
    // The poll that stored the game tells of everything in one commit.
    let mut told = vec![viewers.event().await];
    told.extend(viewers.events_within(Duration::from_millis(500)).await);
    let events: Vec<_> = told.iter().filter_map(|frame| frame.event.clone()).collect();
    assert!(!events.contains(&"series".to_owned()), "{events:?}");
    event.host("PATCH", &format!("/stages/{id}"), json!({"visibility": "public"}), 200).await;
    for path in &paths {
        event.read(path).await;
    }
    assert_eq!(event.read(&format!("/series/{series}")).await["status"], "completed");
    event.host("PATCH", &format!("/stages/{id}"), json!({"visibility": "draft"}), 200).await;
    assert_eq!(event.service.get_any(&format!("{CUP}/stages/{id}")).await.0, 404, "hidden again");
}

/// The status and the body that the holder of a token gets.
async fn read_as(event: &Event, token: &str, address: &str) -> (u16, String) {
    let request = event.service.client.get(format!("{}{address}", event.service.base_url));
    let request = request.header("cookie", format!("criticalbit_access={token}"));
    let answer = event.service.background.beside(request.send()).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn owners_read_the_drafts_of_the_current_tournament() {
    let event = Event::of(2).await;
    let body = json!({
        "name": "Secret", "format": "round_robin", "participants": event.ids(0..2), "series_format": {"best_of": 1},
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    let series = event.host("GET", "/series?drafts=true", Value::Null, 200).await["items"][0]["series_id"].clone();
    let stages = ["", "/table", "/table.csv", "/trf", ".trf"].map(|part| format!("/stages/{id}{part}"));
    let lists = ["/stages", "/series", "/series.csv", "/series.ndjson"].map(|path| format!("{path}?drafts=true"));
    let one = stages.into_iter().chain([format!("/series/{series}")]).map(|path| (path, 404));
    let reads: Vec<_> = one.chain(lists.map(|path| (path, 403))).collect();
    let [owner, rival] = [HOST, RIVAL].map(|user| event.service.token(user));
    for (path, refusal) in &reads {
        let known = read_as(&event, &owner, &format!("{CUP}{path}")).await;
        assert_eq!(known.0, 200, "{path}: {}", known.1);
        assert_eq!(read_as(&event, &owner, &format!("{CURRENT}{path}")).await, known, "{path}");
        assert_eq!(read_as(&event, &rival, &format!("{CURRENT}{path}")).await.0, *refusal, "{path}");
    }
    // Now one that this host does not own is current.
    create(&event.service.database.pool, &tournament("next")).await;
    event.service.settle().await;
    for (path, refusal) in &reads {
        assert_eq!(read_as(&event, &owner, &format!("{CURRENT}{path}")).await.0, *refusal, "{path}");
    }
}

#[tokio::test]
async fn a_game_that_a_draft_gives_up_is_shown_at_once_where_everybody_sees_it() {
    let event = Event::of(2).await;
    let public = format!("/series/{}", event.series([0, 1], 3).await);
    let stage = json!({
        "name": "Secret", "format": "manual", "participants": event.ids(0..2), "series_format": {"best_of": 3},
    });
    let id = event.host("POST", "/stages", stage, 201).await["stage_id"].as_i64().unwrap();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    let series = json!({"stage_id": id, "sides": event.ids(0..2), "scheduled_at": NOW});
    event.host("POST", "/series", series, 201).await;
    event.play(0, 1).await;
    let score = async || event.read(&public).await["score"].clone();
    assert_eq!(score().await, json!([0, 0]), "the one that is scheduled takes the game");
    let mut viewers = event.service.stream(&format!("{CUP}/stream")).await;
    let mut document = event.host("GET", "/document", Value::Null, 200).await;
    document["stages"][0]["admits"] = "ranked".into();
    let patch = |admits: &str| ("PATCH", format!("/stages/{id}"), json!({"admits": admits}));
    for ((method, path, body), due) in [
        (patch("ranked"), json!([1, 0])),
        (patch("lobby"), json!([0, 0])),
        (("PUT", "/document".to_owned(), document), json!([1, 0])),
    ] {
        event.host(method, &path, body, 200).await;
        assert_eq!(score().await, due, "{method}");
        let told = viewers.exactly(1).await;
        let events: Vec<_> = told.iter().filter_map(|frame| frame.event.clone()).collect();
        assert_eq!(events, ["series"], "{method}");
    }
}
