//! Bad input is refused with the place of every mistake, and nothing is stored.

use serde_json::{Value, json};

use super::event::Event;

#[tokio::test]
async fn a_stage_that_cannot_be_is_refused() {
    let event = Event::of(3).await;
    let right =
        json!({"name": "S", "format": "swiss", "participants": event.ids(0..3), "series_format": {"best_of": 1}});
    for (field, wrong) in [
        ("name", json!(null)),
        ("name", json!("x".repeat(101))),
        ("name", json!("nul \u{0}")),
        ("format", json!("knockout")),
        ("sides", json!("people")),
        ("sides", json!("teams")),
        ("participants", json!("everybody")),
        ("participants", json!([1])),
        ("participants", json!(vec![1; 257])),
        ("groups", json!(2)),
        ("series_format", json!({"best_of": 4})),
        ("series_format", json!({"play_all": 10})),
        ("series_format", json!({})),
        ("series_format", json!(3)),
        ("half_pairing", json!("random")),
        ("admits", json!("all")),
        ("points", json!({"win": 1_000_000})),
        ("tie_breaks", json!(vec!["seed"; 10])),
        ("advance", json!(-1)),
    ] {
        let mut body = right.clone();
        body[field] = wrong.clone();
        let (status, said) = event.attempt("POST", "/stages", body).await;
        assert_eq!(status, 422, "{field} {wrong}: {said}");
        let place = if field == "sides" && wrong == "teams" { "participants" } else { field };
        assert_eq!(said["detail"][0]["loc"][1], place, "{field} {wrong}: {said}");
    }
    for field in ["name", "format", "participants", "series_format"] {
        let mut body = right.clone();
        body.as_object_mut().unwrap().remove(field);
        let (status, said) = event.attempt("POST", "/stages", body).await;
        assert_eq!((status, &said["detail"][0]["loc"]), (422, &json!(["body", field])));
    }
    assert_eq!(event.host("GET", "/stages?drafts=true", Value::Null, 200).await["items"], json!([]));
    event.host("POST", "/stages", right, 201).await;
}

#[tokio::test]
async fn a_series_that_cannot_be_is_refused() {
    let event = Event::of(2).await;
    let [a, b] = <[i64; 2]>::try_from(event.ids([0, 1])).unwrap();
    for (body, place) in [
        (json!({"sides": [a, a], "format": {"best_of": 1}}), "sides"),
        (json!({"sides": [a], "format": {"best_of": 1}}), "sides"),
        (json!({"sides": [a, 7], "format": {"best_of": 1}}), "sides"),
        (json!({"sides": [a, b], "kind": "teams", "format": {"best_of": 1}}), "sides"),
        (json!({"sides": [a, b]}), "format"),
        (json!({"format": {"best_of": 1}}), "sides"),
        (json!({"sides": [a, b], "format": {"best_of": 1}, "scheduled_at": "noon"}), "scheduled_at"),
        (json!({"sides": [a, b], "format": {"best_of": 1}, "admits": "none"}), "admits"),
        (json!({"sides": [a, b], "format": {"best_of": 1}, "kind": "people"}), "kind"),
    ] {
        let (status, said) = event.attempt("POST", "/series", body.clone()).await;
        assert_eq!((status, &said["detail"][0]["loc"][1]), (422, &json!(place)), "{body}: {said}");
    }
    let of_nothing = json!({"stage_id": 99, "sides": [a, b]});
    assert_eq!(event.attempt("POST", "/series", of_nothing).await.0, 404);
    assert_eq!(event.read("/series").await["items"], json!([]));
}

#[tokio::test]
async fn a_manual_stage_takes_series_of_its_participants() {
    let event = Event::of(3).await;
    let stage = json!({
        "name": "Show", "format": "manual", "participants": event.ids(0..2), "series_format": {"play_all": 2},
        "admits": "any", "visibility": "public",
    });
    let id = event.host("POST", "/stages", stage, 201).await["stage_id"].clone();
    let of = |sides: [usize; 2]| json!({"stage_id": id, "sides": event.ids(sides)});
    let (status, said) = event.attempt("POST", "/series", of([0, 1])).await;
    assert_eq!((status, &said["detail"]), (409, &json!("Stage has not been started")));
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    assert_eq!(event.attempt("POST", "/series", of([0, 2])).await.0, 422);
    let series = event.host("POST", "/series", of([0, 1]), 201).await;
    assert_eq!((&series["format"], &series["admits"]), (&json!({"play_all": 2}), &json!("any")));
    event.host("DELETE", &format!("/series/{}", series["series_id"]), Value::Null, 204).await;
}

/// The places of a refusal's violations, sorted, and what is said of them.
fn told(said: &Value) -> (Vec<String>, String) {
    let all = said["detail"].as_array().unwrap();
    let mut places: Vec<_> = all.iter().map(|one| one["loc"].to_string()).collect();
    places.sort();
    (places, all.iter().map(|one| one["msg"].to_string()).collect())
}

#[tokio::test]
async fn all_that_is_wrong_with_a_stage_is_told_at_once() {
    let event = Event::of(4).await;
    let [a, b, c, d] = <[i64; 4]>::try_from(event.ids(0..4)).unwrap();
    let least = json!({"name": "S", "format": "round_robin", "series_format": {"best_of": 1}});
    let mut stage = least.clone();
    stage["participants"] = json!([a, b, c, d]);
    let path = format!("/stages/{}", event.host("POST", "/stages", stage, 201).await["stage_id"]);
    let groups = r#"["body","groups"]"#;
    let participant = |index: usize| format!(r#"["body","participants",{index}]"#);
    for (given, due) in [
        (
            json!({"name": "", "legs": 3, "participants": [a, b, a], "groups": 0}),
            vec![groups.into(), r#"["body","legs"]"#.into(), r#"["body","name"]"#.into(), participant(2)],
        ),
        (json!({"participants": [a, b, a, 5], "groups": 0}), vec![groups.into(), participant(2), participant(3)]),
        (json!({"participants": [a, b, c, 5], "groups": 3}), vec![groups.into(), participant(3)]),
        (json!({"participants": [a, "b", a], "groups": 0}), vec![groups.into(), participant(1), participant(2)]),
        (json!({"participants": [a, "b", c, d], "groups": [[a, c], [d, a]]}), vec![groups.into(), participant(1)]),
        (json!({"participants": [a, b, b], "groups": [[a, b]]}), vec![participant(2)]),
        (json!({"participants": [], "groups": [[a, b], [c, d]]}), vec![groups.into()]),
    ] {
        let mut body = least.clone();
        body.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        for (method, path, body) in [("POST", "/stages", body), ("PATCH", path.as_str(), given.clone())] {
            let (status, said) = event.attempt(method, path, body).await;
            assert_eq!((status, told(&said).0), (422, due.clone()), "{method} {given}: {said}");
        }
    }
    let swiss = json!({
        "name": "", "format": "swiss", "participants": [a, b], "groups": 2, "series_format": {"best_of": 1},
    });
    let (status, said) = event.attempt("POST", "/stages", swiss).await;
    assert_eq!((status, told(&said).0), (422, vec![groups.to_owned(), r#"["body","name"]"#.to_owned()]), "{said}");
    let same = json!({"sides": [a, a], "format": {"best_of": 2}});
    let (status, said) = event.attempt("POST", "/series", same).await;
    assert_eq!(told(&said).0, [r#"["body","format"]"#, r#"["body","sides"]"#], "{status}");
}

/// A series of the first two entries, and a Swiss stage of them that is not started. Their paths.
async fn series_and_stage(event: &Event) -> [String; 2] {
    let series = format!("/series/{}", event.series([0, 1], 3).await);
    let stage = json!({
        "name": "S", "format": "swiss", "participants": event.ids(0..2), "series_format": {"best_of": 1},
    });
    [series, format!("/stages/{}", event.host("POST", "/stages", stage, 201).await["stage_id"])]
}

#[tokio::test]
async fn a_refusal_is_in_a_host_s_words() {
    let event = Event::of(2).await;
    let [series, stage] = series_and_stage(&event).await;
    let (rounds, adjustments, all_series) =
        (format!("{stage}/rounds"), format!("{stage}/adjustments"), "/series".to_owned());
    let format = "best_of is 1, 3, 5, 7 or 9, or else play_all is 1 to 9";
    let system = "win, draw, loss and bye are each a number from -1000 to 1000 with at most two decimals";
    let points = "points are a number from -1000 to 1000 with at most two decimals";
    let groups = "groups are a number, or a list of lists of participants";
    let score = "a score is the games that each side won, as [2, 1]";
    let sides = "the sides of a series are the numbers of two entries or teams";
    for (method, path, field, wrong, due) in [
        ("PATCH", &stage, "series_format", json!({"best_of": 10_000_000_048_u64}), format),
        ("PATCH", &stage, "series_format", json!({"best_of": 3, "play_all": 2}), format),
        ("PATCH", &stage, "series_format", json!(3), format),
        ("PATCH", &stage, "legs", json!(10_000_000_048_u64), "legs are 1 or 2"),
        ("PATCH", &stage, "legs", json!({}), "legs are 1 or 2"),
        ("PATCH", &stage, "points", json!({"win": "3"}), system),
        ("PATCH", &stage, "points", json!({"victory": 3}), system),
        ("PATCH", &stage, "groups", json!(70_000), groups),
        ("PATCH", &stage, "groups", json!([[{}]]), groups),
        ("PUT", &adjustments, "points", json!("1"), points),
        ("PATCH", &series, "score", json!([1, {}]), score),
        ("PATCH", &series, "score", json!([10_000_000_048_u64, 0]), score),
        ("PATCH", &series, "walkover", json!("first"), "a side of a series is 0 or 1"),
        ("POST", &rounds, "pairings", json!([[1]]), "pairings are a list of pairs of participants' numbers"),
        ("POST", &all_series, "sides", json!([{}, 1]), sides),
    ] {
        let (status, said) = event.attempt(method, path, json!({field: wrong})).await;
        let found: Vec<_> = said["detail"].as_array().unwrap().iter().filter(|one| one["loc"][1] == field).collect();
        let message = json!(format!("Value error, {due}"));
        assert_eq!((status, found.len(), &found[0]["msg"]), (422, 1, &message), "{field} {wrong}: {said}");
        assert_eq!(found[0]["input"], wrong, "as it was sent");
    }
    let (_, said) = event.attempt("PATCH", &stage, json!({"tie_breaks": ["luck"]})).await;
    assert!(told(&said).1.contains("tie-breaks are a list of head_to_head, "), "{said}");
}

#[tokio::test]
async fn true_and_false_are_no_words_or_numbers() {
    let event = Event::of(2).await;
    let [series, stage] = series_and_stage(&event).await;
    for (method, path, body) in [
        ("PATCH", &series, json!({"cancelled": "yes"})),
        ("PATCH", &series, json!({"games": [{"match_id": 1, "counts": "no"}]})),
        ("POST", &format!("{stage}/rounds"), json!({"dry_run": 1})),
    ] {
        let (status, said) = event.attempt(method, path, body).await;
        assert_eq!((status, &said["detail"][0]["msg"]), (422, &json!("Input should be a valid boolean")), "{said}");
    }
}
