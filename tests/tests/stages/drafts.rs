//! A draft is known to nobody but owners.

use serde_json::{Value, json};
use tests::service::RIVAL;

use super::event::{CUP, Event};

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
    for path in ["/stages", "/series"] {
        assert_eq!(event.read(path).await["items"], json!([]), "{path}");
        let drafts = format!("{CUP}{path}?drafts=true");
        assert_eq!(event.service.get_any(&drafts).await.0, 401, "{path}");
        assert_eq!(event.service.send("GET", &drafts, Some(&rival), None, &[]).await.0, 403, "{path}");
        let listed = event.host("GET", &format!("{path}?drafts=true"), Value::Null, 200).await;
        assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{path}");
    }
    event.play(0, 1).await;
    let told = viewers.events_within(std::time::Duration::from_millis(500)).await;
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
