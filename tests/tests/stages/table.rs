//! Tables of stages: from results, adjustments and the host's order, cut by group, round and time.

use chrono::TimeDelta;
use domain::clock::Clock as _;
use serde_json::{Value, json};

use super::event::Event;

/// A started stage in which everybody meets, one game each.
async fn league(event: &Event) -> String {
    let body = json!({
        "name": "League", "format": "round_robin", "participants": event.ids(0..event.entries.len()),
        "series_format": {"best_of": 1}, "advance": 1, "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    format!("/stages/{id}")
}

/// The ranks as the last digits of names.
fn order(table: &Value) -> String {
    let names = table["items"].as_array().unwrap().iter().map(|row| row["side"]["name"].as_str().unwrap());
    names.map(|name| name.trim_start_matches("Player ")).collect()
}

#[tokio::test]
async fn the_table_follows_the_games_and_what_the_host_gives_and_takes() {
    let event = Event::of(3).await;
    let path = league(&event).await;
    let table = format!("{path}/table");
    assert_eq!(order(&event.read(&table).await), "123", "by seeds");
    event.play(2, 0).await;
    let between = event.service.clock.now() + TimeDelta::seconds(1);
    event.play(2, 1).await;
    event.play(1, 0).await;
    let played = event.read(&table).await;
    assert_eq!(order(&played), "321");
    let first = &played["items"][0];
    assert_eq!((&first["won"], &first["points"], &first["advances"]), (&json!(2), &json!(2.0), &json!(true)));
    assert_eq!(order(&event.read(&format!("{table}?as_of={between}")).await), "321", "one lost, one did not play");
    let adjust = |side: usize, points: f64| json!({"side": event.entries[side].0, "points": points, "reason": "Late."});
    event.host("PUT", &format!("{path}/adjustments"), adjust(2, -1.5), 204).await;
    let adjusted = event.read(&table).await;
    assert_eq!(order(&adjusted), "231");
    assert_eq!(
        (&adjusted["items"][1]["points"], &adjusted["items"][1]["adjustments"], &adjusted["items"][1]["total"]),
        (&json!(2.0), &json!(-1.5), &json!(0.5))
    );
    assert_eq!(event.read(&path).await["adjustments"][0]["reason"], "Late.");
    event.host("PUT", &format!("{path}/adjustments"), adjust(2, 0.0), 204).await;
    assert_eq!(event.read(&table).await, played);
    for mistake in [
        json!({"side": 7, "points": 1, "reason": "x"}),
        json!({"side": event.entries[0].0, "points": 0.001, "reason": "x"}),
        json!({"side": event.entries[0].0, "points": 1}),
    ] {
        assert_eq!(event.attempt("PUT", &format!("{path}/adjustments"), mistake.clone()).await.0, 422, "{mistake}");
    }
}

#[tokio::test]
async fn the_host_orders_those_who_tie_in_everything_and_only_those() {
    let event = Event::of(3).await;
    let path = league(&event).await;
    let table = format!("{path}/table");
    event.play(0, 1).await;
    event.play(1, 2).await;
    event.play(2, 0).await;
    let circle = event.read(&table).await;
    assert_eq!(order(&circle), "123", "a circle: by seeds");
    assert_eq!(circle["items"][0]["tied_with"].as_array().unwrap().len(), 2);
    event.host("PUT", &format!("{path}/ties"), json!({"order": event.ids([2, 0])}), 204).await;
    assert_eq!(order(&event.read(&table).await), "312");
    event.host("PUT", &format!("{path}/ties"), json!({"order": []}), 204).await;
    assert_eq!(event.read(&table).await, circle);
    let points = json!({"side": event.entries[0].0, "points": 1, "reason": "x"});
    event.host("PUT", &format!("{path}/adjustments"), points, 204).await;
    let (status, said) = event.attempt("PUT", &format!("{path}/ties"), json!({"order": event.ids([2, 0])})).await;
    assert_eq!((status, &said["detail"]), (409, &json!("These sides do not tie in everything")));
}

#[tokio::test]
async fn tables_are_cut_by_group_and_by_round() {
    let event = Event::of(4).await;
    let body = json!({
        "name": "Groups", "format": "round_robin", "participants": event.ids(0..4), "groups": 2,
        "series_format": {"best_of": 1}, "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    event.play(3, 0).await;
    let table = format!("/stages/{id}/table");
    assert_eq!(order(&event.read(&table).await), "4123");
    assert_eq!(order(&event.read(&format!("{table}?group=2")).await), "23");
    assert_eq!(order(&event.read(&format!("{table}?after_round=0")).await), "1423");
    assert_eq!(event.service.get_any(&format!("/v1/tournaments/cup{table}?group=x")).await.0, 422);
    assert_eq!(event.service.get_any(&format!("/v1/tournaments/cup{table}?as_of=x")).await.0, 422);
}
