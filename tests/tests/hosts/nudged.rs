//! Which events each write nudges, and for which tournaments.

use serde_json::{Value, json};
use tests::service::HOST;

use super::fixture::{CUP, Fixture};

/// The nudges since number `mark`, and the newest's number.
async fn since(fixture: &Fixture, mark: i64) -> (Vec<(String, Value)>, i64) {
    let query = format!("select id, event, tournament_ids as only from nudges where id > {mark} order by id");
    let rows = fixture.stored(&query).await;
    let rows = rows.as_array().unwrap();
    let newest = rows.last().map_or(mark, |row| row["id"].as_i64().unwrap());
    (rows.iter().map(|row| (row["event"].as_str().unwrap().to_owned(), row["only"].clone())).collect(), newest)
}

#[tokio::test]
async fn each_write_nudges_as_the_contract_says_and_only_its_own() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    let (_, mut mark) = since(&fixture, 0).await;
    for write in fixture.writes() {
        let (status, _, body) =
            fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &[]).await;
        assert_eq!(status, write.success, "{}: {body}", write.operation);
        let only = if write.is_gated() { json!([fixture.cup]) } else { json!([body["id"]]) };
        let events: &[&str] = match (write.operation.contains("/owners"), write.path == CUP || !write.is_gated()) {
            (true, _) => &[],
            (_, true) => &["standings", "live"],
            (_, false) if write.operation.contains("/exclusions") => &["matches", "series", "standings"],
            (_, false) if write.operation.contains("/stages") || write.operation.contains("/series") => &["series"],
            (_, false) => &["standings"],
        };
        let (mut said, newest) = since(&fixture, mark).await;
        let mut expected: Vec<_> = events.iter().map(|event| ((*event).to_owned(), only.clone())).collect();
        said.sort_by(|a, b| a.0.cmp(&b.0));
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(said, expected, "{}", write.operation);
        mark = newest;
    }
}

#[tokio::test]
async fn what_changes_nothing_and_what_is_refused_is_not_worth_a_word() {
    let fixture = Fixture::set().await;
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let (_, mark) = since(&fixture, 0).await;
    for (method, path, body, expected) in [
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"tournament_player_id": anna}), 204),
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"profile_id": 101}), 204),
        ("DELETE", format!("{CUP}/teams/{blues}/captain"), json!(null), 204),
        ("PATCH", format!("{CUP}/teams/{reds}/members/{anna}"), json!({"team_id": reds}), 204),
        ("PATCH", format!("{CUP}/teams/{blues}/members/{anna}"), json!({"team_id": reds}), 404),
        ("PATCH", CUP.to_owned(), json!({}), 200),
        ("PATCH", format!("{CUP}/players/{anna}"), json!({}), 204),
        ("PATCH", format!("{CUP}/teams/{reds}"), json!({}), 200),
        ("PATCH", format!("{CUP}/stages/2"), json!({}), 200),
        ("PATCH", format!("{CUP}/stages/2"), json!({"name": "Swiss", "participants": []}), 200),
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"tournament_player_id": guest}), 404),
        ("POST", format!("{CUP}/players"), json!({"name": "Anna"}), 409),
        ("POST", format!("{CUP}/players"), json!({}), 422),
        ("POST", "/v1/tournaments".to_owned(), json!({"slug": "cup", "name": "x", "leaderboard_id": 3}), 409),
        ("DELETE", format!("{CUP}/owners/{HOST}"), json!(null), 422),
    ] {
        let (status, said) = fixture.host(method, &path, body).await;
        assert_eq!(status, expected, "{method} {path}: {said}");
        assert_eq!(since(&fixture, mark).await.0, [], "{method} {path}");
    }
}

#[tokio::test]
async fn the_cups_viewers_hear_of_a_write_and_the_others_do_not() {
    let fixture = Fixture::set().await;
    let mut viewers = fixture.service.stream(&format!("{CUP}/stream")).await;
    let mut others = fixture.service.stream("/v1/tournaments/other/stream").await;
    let (status, _) = fixture.host("POST", &format!("{CUP}/players"), json!({"name": "Zoe"})).await;
    assert_eq!(status, 204);
    let frame = viewers.event().await;
    assert_eq!(frame.event.as_deref(), Some("standings"));
    assert_eq!(frame.data.unwrap()["tournament_ids"], json!([fixture.cup]));
    assert_eq!(others.events_within(std::time::Duration::from_millis(300)).await, []);
}
