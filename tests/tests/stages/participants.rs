//! Who takes part in a stage can change until it is started. Who stays keeps what the host decided.

use serde_json::{Value, json};

use super::event::Event;

/// A public round robin of these entries in one group, without tie-breaks. Its path.
async fn round_robin(event: &Event, participants: &[i64]) -> String {
    let body = json!({
        "name": "League", "format": "round_robin", "participants": participants, "series_format": {"best_of": 1},
        "tie_breaks": [], "visibility": "public",
    });
    format!("/stages/{}", event.host("POST", "/stages", body, 201).await["stage_id"])
}

async fn withdraw(event: &Event, path: &str, entry: i64) {
    event.host("POST", &format!("{path}/participants/{entry}/withdraw"), Value::Null, 204).await;
}

/// The first has a point less, the second withdrew, and the fourth comes before the third if they tie.
async fn decide(event: &Event, path: &str) {
    let [first, second, third, fourth] = <[i64; 4]>::try_from(event.ids(0..4)).unwrap();
    let point = json!({"side": first, "points": -1, "reason": "Late."});
    event.host("PUT", &format!("{path}/adjustments"), point, 204).await;
    withdraw(event, path, second).await;
    event.host("PUT", &format!("{path}/ties"), json!({"order": [fourth, third]}), 204).await;
}

/// Who takes part in the order of seeds, and who of them withdrew.
fn participants(stage: &Value) -> (Vec<i64>, Vec<i64>) {
    let all = stage["participants"].as_array().unwrap();
    let id = |participant: &Value| participant["side"]["tournament_player_id"].as_i64().unwrap();
    let withdrawn = all.iter().filter(|participant| participant["withdrawn"] == true);
    (all.iter().map(id).collect(), withdrawn.map(id).collect())
}

/// The entries of the table that are among `of`, by rank.
async fn order(event: &Event, path: &str, of: [i64; 2]) -> Vec<i64> {
    let table = event.read(&format!("{path}/table")).await;
    let rows = table["items"].as_array().unwrap().iter();
    rows.filter_map(|row| row["side"]["tournament_player_id"].as_i64()).filter(|entry| of.contains(entry)).collect()
}

#[tokio::test]
async fn who_stays_keeps_points_withdrawal_and_the_order_of_ties() {
    let event = Event::of(5).await;
    let [a, b, c, d, e] = <[i64; 5]>::try_from(event.ids(0..5)).unwrap();
    let path = round_robin(&event, &[a, b, c, d]).await;
    decide(&event, &path).await;
    let decided = event.read(&path).await["adjustments"].clone();
    assert_eq!((&decided[0]["points"], &decided[0]["reason"]), (&json!(-1.0), &json!("Late.")));
    for (change, seeded) in [
        (json!({"groups": 2}), vec![a, b, c, d]),
        (json!({"participants": [d, c, b, a], "groups": [[d, a], [c, b]]}), vec![d, c, b, a]),
        (json!({"participants": [e, a, b, c, d], "groups": 1}), vec![e, a, b, c, d]),
        (json!({"participants": [a, b, c, d], "groups": 1}), vec![a, b, c, d]),
    ] {
        let changed = event.host("PATCH", &path, change.clone(), 200).await;
        assert_eq!((participants(&changed), &changed["adjustments"]), ((seeded, vec![b]), &decided), "{change}");
    }
    assert_eq!(order(&event, &path, [c, d]).await, [d, c], "against the seeds");
    event.host("PATCH", &path, json!({"participants": [c, d, e]}), 200).await;
    let back = event.host("PATCH", &path, json!({"participants": [a, b, c, d]}), 200).await;
    assert_eq!((participants(&back), &back["adjustments"]), ((vec![a, b, c, d], vec![]), &json!([])), "who left");
    assert_eq!(order(&event, &path, [c, d]).await, [d, c]);
}

#[tokio::test]
async fn who_stays_in_a_document_keeps_the_same() {
    let event = Event::of(5).await;
    let [a, b, c, d, e] = <[i64; 5]>::try_from(event.ids(0..5)).unwrap();
    let path = round_robin(&event, &[a, b, c, d]).await;
    decide(&event, &path).await;
    let decided = event.read(&path).await["adjustments"].clone();
    let mut document = event.host("GET", "/document", Value::Null, 200).await;
    for (names, seeded, withdrawn, adjustments) in [
        (json!(["Player 5", "Player 3", "Player 2", "Player 4", "Player 1"]), vec![e, c, b, d, a], vec![b], &decided),
        (json!(["Player 3", "Player 4", "Player 5"]), vec![c, d, e], vec![], &json!([])),
    ] {
        document["stages"][0]["participants"] = names;
        event.host("PUT", "/document", document.clone(), 200).await;
        let stage = event.read(&path).await;
        assert_eq!((participants(&stage), &stage["adjustments"]), ((seeded, withdrawn), adjustments));
        assert_eq!(order(&event, &path, [c, d]).await, [d, c]);
    }
}

#[tokio::test]
async fn as_many_as_there_can_be_change_places() {
    let event = Event::of(2).await;
    let many = "insert into tournament_players (tournament_id, name)
        select min(tournament_id), 'Extra ' || n from tournament_players, generate_series(3, 256) n group by n";
    event.service.database.run(many).await;
    let mut all: Vec<i64> = sqlx::query_scalar("select id from tournament_players order by id")
        .fetch_all(&event.service.database.pool)
        .await
        .unwrap();
    let path = round_robin(&event, &all).await;
    let last = all[255];
    withdraw(&event, &path, last).await;
    all.reverse();
    let changed = event.host("PATCH", &path, json!({"participants": all}), 200).await;
    assert_eq!(participants(&changed), (all, vec![last]));
}

#[tokio::test]
async fn who_withdrew_before_the_start_has_no_series() {
    let event = Event::of(6).await;
    let all = event.ids(0..6);
    let path = round_robin(&event, &all).await;
    let groups = json!({"groups": [all[..2], all[2..]]});
    event.host("PATCH", &path, groups, 200).await;
    for gone in [0, 1, 5] {
        withdraw(&event, &path, all[gone]).await;
    }
    let started = event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    assert_eq!(participants(&started), (all.clone(), vec![all[0], all[1], all[5]]));
    let stage = path.trim_start_matches("/stages/");
    let series = event.read(&format!("/series?stage={stage}")).await["items"].clone();
    let series = series.as_array().unwrap();
    let mut met: Vec<_> = series
        .iter()
        .map(|one| {
            assert_eq!(one["group"], 2, "the group keeps its number: {one}");
            let mut sides = [0, 1].map(|side| one["sides"][side]["tournament_player_id"].as_i64().unwrap());
            sides.sort_unstable();
            sides
        })
        .collect();
    met.sort_unstable();
    assert_eq!(met, [[all[2], all[3]], [all[2], all[4]], [all[3], all[4]]]);
    assert_eq!(event.read(&format!("{path}/table")).await["items"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn who_withdrew_before_the_start_is_not_readmitted_after_it() {
    let event = Event::of(4).await;
    let [before, after, ..] = <[i64; 4]>::try_from(event.ids(0..4)).unwrap();
    let path = round_robin(&event, &event.ids(0..4)).await;
    withdraw(&event, &path, before).await;
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    withdraw(&event, &path, after).await;
    let withdrawal = |entry: i64| format!("{path}/participants/{entry}/withdraw");
    let (status, said) = event.attempt("DELETE", &withdrawal(before), Value::Null).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Stage has been started without this participant")));
    event.host("DELETE", &withdrawal(after), Value::Null, 204).await;
    assert_eq!(participants(&event.read(&path).await).1, [before]);
}

#[tokio::test]
async fn a_stage_of_which_one_is_left_is_not_started() {
    let event = Event::of(4).await;
    let path = round_robin(&event, &event.ids(0..2)).await;
    withdraw(&event, &path, event.entries[0].0).await;
    let (status, said) = event.attempt("POST", &format!("{path}/start"), Value::Null).await;
    assert_eq!((status, &said["detail"]), (422, &json!("A stage needs at least two participants")));
    let withdrawn = format!("{path}/participants/{}/withdraw", event.entries[0]);
    event.host("DELETE", &withdrawn, Value::Null, 204).await;
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    let all = event.ids(0..4);
    let path = round_robin(&event, &all).await;
    event.host("PATCH", &path, json!({"groups": [all[..2], all[2..]]}), 200).await;
    for gone in [0, 2] {
        withdraw(&event, &path, all[gone]).await;
    }
    let (status, said) = event.attempt("POST", &format!("{path}/start"), Value::Null).await;
    assert_eq!((status, &said["detail"]), (422, &json!("A group needs at least two participants")));
    event.host("DELETE", &format!("{path}/participants/{}/withdraw", all[0]), Value::Null, 204).await;
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
}
