//! Swiss rounds: proposed with reasons, started by the host, taken back while they have no game.

use serde_json::{Value, json};
use tests::LogCapture;

use super::event::Event;

async fn swiss(event: &Event, participants: usize) -> String {
    let body = json!({
        "name": "Swiss", "format": "swiss", "participants": event.ids(0..participants), "rounds": 3,
        "series_format": {"best_of": 1}, "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    let path = format!("/stages/{id}");
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    path
}

fn names(pairing: &Value) -> [String; 2] {
    [0, 1].map(|side| pairing["sides"][side]["name"].as_str().unwrap().trim_start_matches("Player ").to_owned())
}

fn pairs(round: &Value) -> Vec<[String; 2]> {
    round["pairings"].as_array().unwrap().iter().map(names).collect()
}

/// Decides every series of a round for the first side.
async fn decide(event: &Event, round: &Value) {
    for pairing in round["pairings"].as_array().unwrap() {
        let path = format!("/series/{}", pairing["series_id"]);
        event.host("PATCH", &path, json!({"score": [1, 0]}), 200).await;
    }
}

#[tokio::test]
async fn rounds_are_proposed_started_and_follow_each_other() {
    let event = Event::of(5).await;
    let path = swiss(&event, 5).await;
    let rounds = format!("{path}/rounds");
    let proposed = event.host("POST", &rounds, json!({"dry_run": true}), 200).await;
    assert_eq!(pairs(&proposed), [["1", "3"], ["2", "4"]]);
    assert_eq!((&proposed["bye"]["side"]["name"], &proposed["round"]), (&json!("Player 5"), &json!(1)));
    assert!(proposed["pairings"][0]["reason"].as_str().unwrap().contains("have not met"), "{proposed}");
    assert_eq!(event.read("/series").await["items"], json!([]), "a proposal starts nothing");
    let first = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    assert_eq!(pairs(&first), pairs(&proposed));
    let (status, said) = event.attempt("POST", &rounds, json!({"dry_run": true})).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Round 1 is not over: 2 of its series are not decided")));
    decide(&event, &first).await;
    let table = event.read(&format!("{path}/table")).await;
    let leaders: Vec<_> = table["items"].as_array().unwrap().iter().map(|row| row["total"].clone()).collect();
    assert_eq!(leaders, [1.0, 1.0, 1.0, 0.0, 0.0], "the bye counts as a win");
    let second = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    assert_eq!(second["round"], 2);
    assert!(!pairs(&first).iter().any(|pair| pairs(&second).contains(pair)), "a rematch");
    assert_ne!(second["bye"]["side"]["name"], "Player 5");
    decide(&event, &second).await;
    let third = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    decide(&event, &third).await;
    let (status, said) = event.attempt("POST", &rounds, json!({"dry_run": false})).await;
    assert_eq!((status, &said["detail"]), (422, &json!("The stage has no further round")));
    assert_eq!(event.read(&path).await["status"], "completed");
}

#[tokio::test]
async fn a_round_is_taken_back_while_it_has_no_game() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    let event = Event::of(4).await;
    let path = swiss(&event, 4).await;
    let rounds = format!("{path}/rounds");
    let first = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    decide(&event, &first).await;
    let before = event.read(&path).await;
    event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    let (status, _) = event.attempt("DELETE", &format!("{rounds}/1"), Value::Null).await;
    assert_eq!(status, 409, "only the newest");
    event.host("DELETE", &format!("{rounds}/2"), Value::Null, 204).await;
    assert_eq!(event.read(&path).await, before);
    // What the host decided is no game. It is lost, and the audit tells so.
    let again = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    let [one, other] = [0, 1].map(|pair| again["pairings"][pair]["series_id"].as_i64().unwrap());
    event.host("PATCH", &format!("/series/{one}"), json!({"walkover": 1}), 200).await;
    event.host("PATCH", &format!("/series/{other}"), json!({"score": [1, 0]}), 200).await;
    drop(audit.take());
    event.host("DELETE", &format!("{rounds}/2"), Value::Null, 204).await;
    let logged = audit.take();
    let stage = path.trim_start_matches("/stages/");
    let targets = format!("stage {stage} round 2 series {one} walkover 0:0 series {other} completed 1:0");
    assert_eq!(
        (logged.len(), &logged[0]["action"], &logged[0]["targets"]),
        (1, &"round_take_back".to_owned(), &targets)
    );
    assert_eq!(event.read(&path).await, before);
    let third = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    let series = third["pairings"][0]["series_id"].clone();
    event.host("PATCH", &format!("/series/{series}"), json!({"games": [{"winner": 0}]}), 200).await;
    let (status, said) = event.attempt("DELETE", &format!("{rounds}/2"), Value::Null).await;
    assert_eq!((status, &said["detail"]), (409, &json!("A series of the round has a game")));
    assert_eq!(event.attempt("DELETE", &format!("{rounds}/3"), Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_host_may_pair_otherwise_but_everybody_once() {
    let event = Event::of(5).await;
    let path = swiss(&event, 5).await;
    let rounds = format!("{path}/rounds");
    let [a, b, c, d, e] = <[i64; 5]>::try_from(event.ids(0..5)).unwrap();
    for mistake in [
        json!({"dry_run": true, "pairings": [[a, b]], "bye": e}),
        json!({"dry_run": true, "pairings": [[a, b], [c, a]], "bye": e}),
        json!({"dry_run": true, "pairings": [[a, b], [c, d]]}),
        json!({"dry_run": true, "pairings": [[a, b], [c, d]], "bye": d}),
        json!({"dry_run": true, "pairings": [[a, b, c]]}),
        json!({"dry_run": true, "pairings": [[a, b], [c, 5]], "bye": e}),
        json!({"dry_run": "no"}),
        json!({}),
    ] {
        let (status, said) = event.attempt("POST", &rounds, mistake.clone()).await;
        assert_eq!(status, 422, "{mistake}: {said}");
    }
    let own = json!({"dry_run": false, "pairings": [[e, a], [b, c]], "bye": d});
    let round = event.host("POST", &rounds, own, 201).await;
    assert_eq!(pairs(&round), [["5", "1"], ["2", "3"]]);
    assert_eq!(round["pairings"][0]["reason"], "paired by the host");
}

#[tokio::test]
async fn who_withdrew_is_not_paired_and_late_ones_come_in_with_nothing() {
    let event = Event::of(5).await;
    let path = swiss(&event, 4).await;
    let rounds = format!("{path}/rounds");
    let first = event.host("POST", &rounds, json!({"dry_run": false}), 201).await;
    decide(&event, &first).await;
    let leaver = event.entries[0].0;
    let withdraw = format!("{path}/participants/{leaver}/withdraw");
    event.host("POST", &withdraw, Value::Null, 204).await;
    event.host("POST", &withdraw, Value::Null, 204).await;
    event.host("PATCH", &path, json!({"participants": event.ids(0..5)}), 200).await;
    let table = event.read(&format!("{path}/table")).await;
    let row = |name: &str| table["items"].as_array().unwrap().iter().find(|row| row["side"]["name"] == name).unwrap();
    assert_eq!((&row("Player 1")["withdrawn"], &row("Player 1")["total"]), (&json!(true), &json!(1.0)));
    assert_eq!(row("Player 5")["total"], 0.0);
    let second = event.host("POST", &rounds, json!({"dry_run": true}), 200).await;
    assert!(!pairs(&second).concat().contains(&"1".to_owned()), "{second}");
    assert!(pairs(&second).concat().contains(&"5".to_owned()), "{second}");
    event.host("DELETE", &withdraw, Value::Null, 204).await;
    let second = event.host("POST", &rounds, json!({"dry_run": true}), 200).await;
    assert!(second["bye"].is_object(), "five again: {second}");
    assert_eq!(event.attempt("POST", &format!("{path}/participants/7/withdraw"), Value::Null).await.0, 404);
}
