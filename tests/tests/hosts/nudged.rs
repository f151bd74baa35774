//! Which word of a write goes out, and to whom.

use serde_json::{Value, json};
use tests::service::HOST;

use crate::stage::{CUP, Stage};

/// The nudges since number `mark`, and the newest's number.
async fn since(stage: &Stage, mark: i64) -> (Vec<(String, Value)>, i64) {
    let query = format!("select id, event, tournament_ids as only from nudges where id > {mark} order by id");
    let rows = stage.stored(&query).await;
    let rows = rows.as_array().unwrap();
    let newest = rows.last().map_or(mark, |row| row["id"].as_i64().unwrap());
    (rows.iter().map(|row| (row["event"].as_str().unwrap().to_owned(), row["only"].clone())).collect(), newest)
}

#[tokio::test]
async fn each_write_nudges_as_the_contract_says_and_only_its_own() {
    let stage = Stage::set().await;
    let token = stage.service.token(HOST);
    let (_, mut mark) = since(&stage, 0).await;
    for write in stage.writes() {
        let (status, _, body) =
            stage.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &[]).await;
        assert_eq!(status, write.success, "{}: {body}", write.operation);
        let only = if write.is_gated() { json!([stage.cup]) } else { json!([body["id"]]) };
        let events: &[&str] = match (write.operation.contains("/owners"), write.path == CUP || !write.is_gated()) {
            (true, _) => &[],
            (_, true) => &["standings", "live"],
            (_, false) => &["standings"],
        };
        let (mut said, newest) = since(&stage, mark).await;
        let mut expected: Vec<_> = events.iter().map(|event| ((*event).to_owned(), only.clone())).collect();
        said.sort_by(|a, b| a.0.cmp(&b.0));
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(said, expected, "{}", write.operation);
        mark = newest;
    }
}

#[tokio::test]
async fn what_changes_nothing_and_what_is_refused_is_not_worth_a_word() {
    let stage = Stage::set().await;
    let (anna, guest, reds, blues) = (stage.anna, stage.guest, stage.reds, stage.blues);
    let (_, mark) = since(&stage, 0).await;
    for (method, path, body, expected) in [
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"tournament_player_id": anna}), 204),
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"profile_id": 101}), 204),
        ("DELETE", format!("{CUP}/teams/{blues}/captain"), json!(null), 204),
        ("PATCH", format!("{CUP}/teams/{reds}/members/{anna}"), json!({"team_id": reds}), 204),
        ("PATCH", format!("{CUP}/teams/{blues}/members/{anna}"), json!({"team_id": reds}), 404),
        ("PATCH", CUP.to_owned(), json!({}), 200),
        ("PATCH", format!("{CUP}/players/{anna}"), json!({}), 204),
        ("PATCH", format!("{CUP}/teams/{reds}"), json!({}), 200),
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"tournament_player_id": guest}), 404),
        ("POST", format!("{CUP}/players"), json!({"name": "Anna"}), 409),
        ("POST", format!("{CUP}/players"), json!({}), 422),
        ("POST", "/v1/tournaments".to_owned(), json!({"slug": "cup", "name": "x", "leaderboard_id": 3}), 409),
        ("DELETE", format!("{CUP}/owners/{HOST}"), json!(null), 422),
    ] {
        let (status, said) = stage.host(method, &path, body).await;
        assert_eq!(status, expected, "{method} {path}: {said}");
        assert_eq!(since(&stage, mark).await.0, [], "{method} {path}");
    }
}

#[tokio::test]
async fn the_cups_viewers_hear_of_a_write_and_the_others_do_not() {
    let stage = Stage::set().await;
    let mut viewers = stage.service.stream(&format!("{CUP}/stream")).await;
    let mut others = stage.service.stream("/v1/tournaments/other/stream").await;
    let (status, _) = stage.host("POST", &format!("{CUP}/players"), json!({"name": "Zoe"})).await;
    assert_eq!(status, 204);
    let frame = viewers.event().await;
    assert_eq!(frame.event.as_deref(), Some("standings"));
    assert_eq!(frame.data.unwrap()["tournament_ids"], json!([stage.cup]));
    assert_eq!(others.events_within(std::time::Duration::from_millis(300)).await, []);
}
