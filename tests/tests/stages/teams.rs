//! Stages of teams: the same as of entries.

use serde_json::{Value, json};

use super::event::Event;

#[tokio::test]
async fn teams_are_withdrawn_get_points_are_ordered_and_have_byes() {
    let event = Event::of(3).await;
    let mut teams = Vec::new();
    for (index, name) in ["Reds", "Blues", "Greens"].into_iter().enumerate() {
        teams.push(event.team(name, [index]).await.0);
    }
    let body = json!({
        "name": "Teams", "format": "swiss", "sides": "teams", "participants": teams, "series_format": {"best_of": 1},
        "tie_breaks": [], "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    let path = format!("/stages/{id}");
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    let order = async || -> Vec<i64> {
        let table = event.read(&format!("{path}/table")).await;
        table["items"].as_array().unwrap().iter().map(|row| row["side"]["team_id"].as_i64().unwrap()).collect()
    };
    assert_eq!(order().await, teams, "by seeds");
    event.host("PUT", &format!("{path}/ties"), json!({"order": [teams[2], teams[1], teams[0]]}), 204).await;
    assert_eq!(order().await, [teams[2], teams[1], teams[0]]);
    let adjust = |points: i32| json!({"side": teams[1], "points": points, "reason": "Early."});
    for points in [1, 2] {
        event.host("PUT", &format!("{path}/adjustments"), adjust(points), 204).await;
        let given = event.read(&path).await["adjustments"].clone();
        assert_eq!((given.as_array().unwrap().len(), &given[0]["points"]), (1, &json!(f64::from(points))));
    }
    event.host("PUT", &format!("{path}/adjustments"), adjust(0), 204).await;
    assert_eq!(event.read(&path).await["adjustments"], json!([]));
    let withdraw = format!("{path}/participants/{}/withdraw", teams[0]);
    let withdrawn = async || -> Vec<bool> {
        let stage = event.read(&path).await;
        stage["participants"].as_array().unwrap().iter().map(|one| one["withdrawn"].as_bool().unwrap()).collect()
    };
    event.host("POST", &withdraw, Value::Null, 204).await;
    assert_eq!(withdrawn().await, [true, false, false]);
    event.host("DELETE", &withdraw, Value::Null, 204).await;
    assert_eq!(withdrawn().await, [false; 3]);
    let round = event.host("POST", &format!("{path}/rounds"), json!({"dry_run": false}), 201).await;
    assert_eq!(round["bye"]["side"]["team_id"], teams[0], "the last in the host's order");
    let series = event.read(&format!("/series?team={}", teams[1])).await["items"].clone();
    assert_eq!(series[0]["series_id"], round["pairings"][0]["series_id"]);
    assert_eq!(event.read(&format!("/series?team={}", teams[2])).await["items"], series, "from either side");
    assert_eq!(event.read(&format!("/series?team={}", teams[0])).await["items"], json!([]));
}
