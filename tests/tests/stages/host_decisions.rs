//! The host has the last word, and polls never undo it.

use serde_json::{Value, json};

use super::event::{Event, result};

#[tokio::test]
async fn a_score_a_walkover_and_a_cancellation_decide_and_can_be_handed_back() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    event.play(0, 1).await;
    let derived = event.read(&path).await;
    for (body, expected, by) in [
        (json!({"score": [0, 2]}), ("completed", json!([0, 2]), json!(1)), json!("host")),
        (json!({"score": [1, 1]}), ("live", json!([1, 1]), Value::Null), Value::Null),
        (json!({"walkover": 0}), ("walkover", json!([1, 0]), json!(0)), json!("walkover")),
        (json!({"cancelled": true}), ("cancelled", json!([0, 0]), Value::Null), Value::Null),
    ] {
        let said = event.host("PATCH", &path, body.clone(), 200).await;
        assert_eq!(result(&said), (expected.0.into(), expected.1, expected.2), "{body}");
        assert_eq!(said["decided_by"], by, "{body}");
        assert_eq!(event.read(&path).await, said);
        event.service.poll_matches().await;
        event.service.settle().await;
        assert_eq!(event.read(&path).await, said, "a poll undid {body}");
        let field = body.as_object().unwrap().keys().next().unwrap().clone();
        let back = event.host("PATCH", &path, json!({field: null}), 200).await;
        assert_eq!(back, derived);
    }
}

#[tokio::test]
async fn that_a_series_is_not_cancelled_takes_back_a_cancellation_alone() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let open = event.read(&path).await;
    let nudges = async || event.service.database.value::<i64>("select count(*) from nudges").await;
    let not_cancelled = async || event.host("PATCH", &path, json!({"cancelled": false}), 200).await;
    assert_eq!(not_cancelled().await, open);
    for (ruling, by) in [(json!({"score": [2, 1]}), "host"), (json!({"walkover": 1}), "walkover")] {
        let ruled = event.host("PATCH", &path, ruling.clone(), 200).await;
        assert_eq!(ruled["decided_by"], by, "{ruling}");
        let before = nudges().await;
        assert_eq!((not_cancelled().await, nudges().await), (ruled, before), "{ruling}");
    }
    let both = json!({"score": [2, 0], "cancelled": false});
    assert_eq!(event.host("PATCH", &path, both, 200).await["score"], json!([2, 0]));
    let both = json!({"score": null, "cancelled": false});
    assert_eq!(event.host("PATCH", &path, both, 200).await, open);
    assert_eq!(event.host("PATCH", &path, json!({"cancelled": true}), 200).await["status"], "cancelled");
    assert_eq!(not_cancelled().await, open);
}

#[tokio::test]
async fn null_takes_back_what_its_own_field_decided_and_nothing_else() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let open = event.read(&path).await;
    let change = async |body: Value| event.host("PATCH", &path, body, 200).await;
    for (field, value) in
        [("score", json!([2, 1])), ("score", json!([1, 1])), ("walkover", json!(1)), ("cancelled", json!(true))]
    {
        let ruled = change(json!({field: value})).await;
        assert_ne!(ruled, open, "{field} {value}");
        for other in ["score", "walkover", "cancelled"].into_iter().filter(|other| *other != field) {
            let noted = change(json!({other: null, "note": "n"})).await;
            assert_eq!((result(&noted), &noted["note"]), (result(&ruled), &json!("n")), "{other} after {field}");
            assert_eq!(change(json!({other: null, "note": null})).await, ruled, "{other} after {field} {value}");
        }
        assert_eq!(change(json!({field: null})).await, open, "{field} {value}");
    }
    let instead = change(json!({"score": [2, 0], "walkover": null, "cancelled": null})).await;
    assert_eq!(instead["score"], json!([2, 0]));
    assert_eq!(change(json!({"score": null, "walkover": null, "cancelled": null})).await, open);
}

#[tokio::test]
async fn single_games_count_or_do_not_as_the_host_says() {
    let event = Event::of(3).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let (first, second) = (event.play(0, 1).await, event.play(1, 0).await);
    let derived = event.read(&path).await;
    let said = event.host("PATCH", &path, json!({"games": [{"match_id": first.0, "counts": false}]}), 200).await;
    assert_eq!((&said["score"], &said["games"][0]["why"]), (&json!([0, 1]), &json!("host")));
    let added = json!({"games": [{"winner": 1, "map": "Arena"}]});
    let said = event.host("PATCH", &path, added, 200).await;
    assert_eq!(result(&said), ("completed".into(), json!([0, 2]), json!(1)));
    let game = &said["games"][2];
    assert_eq!((&game["match_id"], &game["map_name"], &game["winner"]), (&Value::Null, &json!("Arena"), &json!(1)));
    let withdrawn = json!({"games": [{"decision_id": game["decision_id"], "counts": null}]});
    assert_eq!(event.host("PATCH", &path, withdrawn, 200).await["score"], json!([0, 1]));
    let against = json!({"games": [{"match_id": second.0, "counts": true, "winner": 0}]});
    assert_eq!(event.host("PATCH", &path, against, 200).await["score"], json!([1, 0]), "the host saw otherwise");
    assert_eq!(event.host("PATCH", &path, json!({"games": null}), 200).await, derived);
    // A match that is none of the sides' counts when the host says so and says who won it.
    let other = event.play(2, 0).await;
    let said = event.host("PATCH", &path, json!({"games": [{"match_id": other.0, "counts": true, "winner": 1}]}), 200);
    assert_eq!(result(&said.await), ("completed".into(), json!([1, 2]), json!(1)));
    let elsewhere = event.series([0, 2], 1).await;
    assert_eq!(event.read(&format!("/series/{elsewhere}")).await["games"], json!([]));
    let claimed = json!({"games": [{"match_id": other.0, "counts": true, "winner": 1}]});
    let (status, said) = event.attempt("PATCH", &format!("/series/{elsewhere}"), claimed).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Match belongs to another series")));
}

#[tokio::test]
async fn the_rest_of_a_series_is_changed_and_emptied() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let before = event.read(&path).await;
    let details = json!({
        "scheduled_at": "2026-06-02T18:00:00Z", "stream_url": "https://twitch.tv/cup", "label": "Final", "note": "On a Tuesday."
    });
    let said = event.host("PATCH", &path, details.clone(), 200).await;
    for (field, value) in details.as_object().unwrap() {
        assert_eq!(said[field], *value, "{field}");
    }
    let empty = json!({"scheduled_at": null, "stream_url": null, "label": null, "note": null});
    assert_eq!(event.host("PATCH", &path, empty, 200).await, before);
    assert_eq!(event.host("PATCH", &path, json!({}), 200).await, before);
}

#[tokio::test]
async fn impossible_decisions_are_refused_and_change_nothing() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let game = event.play(0, 1).await;
    let before = event.read(&path).await;
    for body in [
        json!({"score": [2, 2]}),
        json!({"score": [3, 0]}),
        json!({"score": [1]}),
        json!({"score": [-1, 0]}),
        json!({"score": "2:0"}),
        json!({"walkover": 2}),
        json!({"walkover": "first"}),
        json!({"score": [2, 0], "walkover": 1}),
        json!({"cancelled": true, "walkover": 1}),
        json!({"cancelled": "yes"}),
        json!({"games": [{}]}),
        json!({"games": [{"winner": 2}]}),
        json!({"games": [{"match_id": 1, "counts": true}]}),
        json!({"games": [{"match_id": game.0, "counts": true, "map": "Arena"}]}),
        json!({"games": [{"match_id": game.0, "decision_id": 1}]}),
        json!({"games": [{"winner": 0, "counts": false}]}),
        json!({"games": [{"winner": 0, "won": true}]}),
        json!({"games": vec![json!({"winner": 0}); 31]}),
        json!({"label": ""}),
        json!({"label": "x".repeat(101)}),
        json!({"note": "x".repeat(1_001)}),
        json!({"stream_url": "x".repeat(257)}),
        json!({"scheduled_at": "tomorrow"}),
    ] {
        let (status, said) = event.attempt("PATCH", &path, body.clone()).await;
        assert_eq!(status, 422, "{body}: {said}");
        assert!(said["detail"][0]["loc"][0] == "body", "{said}");
        assert_eq!(event.read(&path).await, before, "{body}");
    }
    assert_eq!(event.attempt("PATCH", "/series/999", json!({})).await.0, 404);
}

#[tokio::test]
async fn a_series_is_deleted_only_without_games() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 1).await;
    let path = format!("/series/{id}");
    event.play(0, 1).await;
    let (status, said) = event.attempt("DELETE", &path, Value::Null).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Series has games")));
    let other = event.series([0, 1], 1).await;
    event.host("DELETE", &format!("/series/{other}"), Value::Null, 204).await;
    let (status, _) = event.attempt("GET", &format!("/series/{other}"), Value::Null).await;
    assert_eq!(status, 404);
    // Who takes part cannot leave the roster.
    let (status, said) = event.attempt("DELETE", &format!("/players/{}", event.entries[0]), Value::Null).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Takes part in a stage or a series")));
}

#[tokio::test]
async fn a_decision_about_one_game_leaves_those_about_others() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 9).await;
    let path = format!("/series/{id}");
    let games = [event.play(0, 1).await, event.play(0, 1).await, event.play(0, 1).await];
    let change = async |change: Value| event.host("PATCH", &path, json!({"games": [change]}), 200).await;
    let reasons = |series: &Value| -> Vec<Value> {
        series["games"].as_array().unwrap().iter().map(|game| game["why"].clone()).collect()
    };
    for game in games {
        change(json!({"match_id": game.0, "counts": false})).await;
    }
    let host = json!("host");
    let second = change(json!({"match_id": games[1].0, "counts": true})).await;
    assert_eq!((reasons(&second), &second["score"]), (vec![host.clone(), Value::Null, host.clone()], &json!([1, 0])));
    let withdrawn = change(json!({"match_id": games[1].0, "counts": null})).await;
    assert_eq!((reasons(&withdrawn), &withdrawn["score"]), (vec![host.clone(), Value::Null, host], &json!([1, 0])));
    for map in ["Arabia", "Arena", "Nomad"] {
        change(json!({"winner": 1, "map": map})).await;
    }
    let added = event.read(&path).await;
    let maps: Vec<_> = added["games"].as_array().unwrap()[3..].iter().map(|game| game["map_name"].clone()).collect();
    assert_eq!((&added["score"], maps), (&json!([1, 3]), vec![json!("Arabia"), json!("Arena"), json!("Nomad")]));
    let fifth = change(json!({"decision_id": added["games"][4]["decision_id"], "counts": null})).await;
    assert_eq!((fifth["games"].as_array().unwrap().len(), &fifth["score"]), (5, &json!([1, 2])));
}

#[tokio::test]
async fn matches_that_polls_would_not_take_count_when_the_host_says_so() {
    let event = Event::of(2).await;
    let early = event.play(1, 0).await;
    let id = event.series([0, 1], 3).await;
    let path = format!("/series/{id}");
    let of_a_stranger = event.play(2, 0).await;
    assert_eq!(event.read(&path).await["games"], json!([]));
    let body = json!({"games": [{"match_id": early.0, "counts": true}]});
    assert_eq!(event.host("PATCH", &path, body, 200).await["score"], json!([0, 1]), "as the match ended");
    let body = json!({"games": [{"match_id": of_a_stranger.0, "counts": true, "winner": 1}]});
    let said = event.host("PATCH", &path, body, 200).await;
    assert_eq!((&said["games"][1]["match_id"], &said["score"]), (&json!(of_a_stranger.0), &json!([0, 2])));
}

#[tokio::test]
async fn what_is_said_again_changes_nothing_and_nudges_nobody() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let stage = json!({
        "name": "Swiss", "format": "swiss", "participants": event.ids(0..2), "series_format": {"best_of": 1},
        "tie_breaks": [], "visibility": "public",
    });
    let stage = event.host("POST", "/stages", stage, 201).await["stage_id"].clone();
    let points = |points: i64| json!({"side": event.ids(0..1)[0], "points": points, "reason": "Late."});
    for (method, path, body, status) in [
        ("PATCH", format!("/series/{id}"), json!({"label": "Final", "walkover": 0}), 200),
        ("PUT", format!("/stages/{stage}/ties"), json!({"order": event.ids([1, 0])}), 204),
        ("PUT", format!("/stages/{stage}/adjustments"), points(2), 204),
        ("PUT", format!("/stages/{stage}/adjustments"), points(0), 204),
        ("POST", format!("/stages/{stage}/participants/{}/withdraw", event.entries[0]), Value::Null, 204),
    ] {
        let nudges = async || event.service.database.value::<i64>("select count(*) from nudges").await;
        let first = nudges().await;
        event.host(method, &path, body.clone(), status).await;
        let once = nudges().await;
        assert_eq!(once, first + 1, "{path}");
        event.host(method, &path, body, status).await;
        assert_eq!(nudges().await, once, "{path}");
    }
}

#[tokio::test]
async fn a_series_keeps_what_counts_for_it_until_its_stage_says_otherwise() {
    let event = Event::of(2).await;
    let stage = json!({
        "name": "Show", "format": "manual", "participants": event.ids(0..2), "series_format": {"best_of": 3},
        "admits": "lobby", "visibility": "public",
    });
    let stage = event.host("POST", "/stages", stage, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{stage}/start"), Value::Null, 200).await;
    let body = json!({
        "sides": event.ids([0, 1]), "stage_id": stage, "format": {"best_of": 5}, "admits": "ranked",
    });
    let series = event.host("POST", "/series", body, 201).await["series_id"].clone();
    let nudges = async || event.service.database.value::<i64>("select count(*) from nudges").await;
    let before = nudges().await;
    event.host("PATCH", &format!("/stages/{stage}"), json!({"name": "Show"}), 200).await;
    assert_eq!((&event.read(&format!("/series/{series}")).await["admits"], nudges().await), (&json!("ranked"), before));
    // The stage's own value is as before, and the series' is not.
    event.host("PATCH", &format!("/stages/{stage}"), json!({"admits": "lobby"}), 200).await;
    assert_eq!(event.read(&format!("/series/{series}")).await["admits"], "lobby");
    assert_eq!(nudges().await, before + 1);
}
