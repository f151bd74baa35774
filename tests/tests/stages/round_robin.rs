//! Round robins: groups, schedules, and what can be changed before and after the start.

use serde_json::{Value, json};

use super::event::Event;

/// A round robin of all entries in so many groups.
fn stage(event: &Event, groups: &Value) -> Value {
    json!({
        "name": "Groups", "format": "round_robin", "participants": event.ids(0..event.entries.len()),
        "groups": groups, "series_format": {"best_of": 3}, "advance": 1, "visibility": "public",
    })
}

/// The entries of each group, by the last digit of their names.
fn groups(stage: &Value) -> Vec<Vec<String>> {
    let mut groups: Vec<Vec<String>> = Vec::new();
    for participant in stage["participants"].as_array().unwrap() {
        let group = usize::try_from(participant["group"].as_u64().unwrap()).unwrap();
        groups.resize(groups.len().max(group), Vec::new());
        let name = participant["side"]["name"].as_str().unwrap();
        groups[group - 1].push(name.trim_start_matches("Player ").to_owned());
    }
    groups
}

#[tokio::test]
async fn groups_are_drawn_by_snake_seeding_and_play_everybody_once() {
    let event = Event::of(8).await;
    let created = event.host("POST", "/stages", stage(&event, &json!(2)), 201).await;
    let id = &created["stage_id"];
    assert_eq!(groups(&created), [["1", "4", "5", "8"], ["2", "3", "6", "7"]]);
    assert_eq!(
        (&created["status"], &created["points"]),
        (&json!("not_started"), &json!({"win": 1.0, "draw": 0.5, "loss": 0.0, "bye": 1.0}))
    );
    assert_eq!(event.read(&format!("/series?stage={id}")).await["items"], json!([]));
    let started = event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    assert_eq!(started["status"], "running");
    let series = event.read(&format!("/series?stage={id}")).await;
    let series = series["items"].as_array().unwrap();
    assert_eq!(series.len(), 12);
    let mut met: Vec<_> = series
        .iter()
        .map(|series| {
            let mut names = [0, 1].map(|side| series["sides"][side]["name"].as_str().unwrap().to_owned());
            names.sort();
            names
        })
        .collect();
    met.sort();
    met.dedup();
    assert_eq!(met.len(), 12, "each pair meets once");
    assert_eq!(started["rounds_played"].as_array().unwrap().len(), 3);
    let twice = event.attempt("POST", &format!("/stages/{id}/start"), Value::Null).await;
    assert_eq!((twice.0, &twice.1["detail"]), (409, &json!("Stage has been started")));
}

#[tokio::test]
async fn a_stage_is_changed_before_its_start_and_less_after_it() {
    let event = Event::of(5).await;
    let created = event.host("POST", "/stages", stage(&event, &json!(1)), 201).await;
    let path = format!("/stages/{}", created["stage_id"]);
    let [a, b, c, d, e] = <[i64; 5]>::try_from(event.ids(0..5)).unwrap();
    let given = json!({"participants": [d, c, b, a], "groups": [[a, d], [b, c]], "legs": 2, "name": "Pools"});
    let changed = event.host("PATCH", &path, given, 200).await;
    assert_eq!(groups(&changed), [["4", "1"], ["3", "2"]]);
    assert_eq!((&changed["name"], &changed["legs"]), (&json!("Pools"), &json!(2)));
    for mistake in [
        json!({"groups": [[a, d], [b]]}),
        json!({"groups": [[a, d, e], [b, c]]}),
        json!({"groups": [[a, d, d], [b, c]]}),
        json!({"groups": [[a, d]]}),
        json!({"groups": "two"}),
        json!({"groups": 3}),
        json!({"participants": [a, a]}),
        json!({"participants": [a, 5]}),
        json!({"participants": [a, "b"]}),
        json!({"legs": 3}),
        json!({"rounds": 0}),
        json!({"rounds": 101}),
        json!({"advance": 257}),
        json!({"points": {"win": 0.125}}),
        json!({"points": {"victory": 3}}),
        json!({"tie_breaks": ["seed", "seed"]}),
        json!({"tie_breaks": ["luck"]}),
        json!({"series_format": {"best_of": 2}}),
        json!({"series_format": {"best_of": 3, "play_all": 2}}),
        json!({"visibility": "hidden"}),
        json!({"name": ""}),
    ] {
        let (status, said) = event.attempt("PATCH", &path, mistake.clone()).await;
        assert_eq!(status, 422, "{mistake}: {said}");
    }
    assert_eq!(event.read(&path).await, changed);
    event.host("POST", &format!("{path}/start"), Value::Null, 200).await;
    for late in [
        json!({"legs": 1}),
        json!({"groups": 1}),
        json!({"participants": [a, b]}),
        json!({"series_format": {"best_of": 5}}),
    ] {
        let (status, said) = event.attempt("PATCH", &path, late.clone()).await;
        assert_eq!((status, &said["detail"]), (409, &json!("Stage has been started")), "{late}");
    }
    let points = json!({"points": {"win": 3, "draw": 1}, "tie_breaks": ["game_difference"], "advance": 2});
    let changed = event.host("PATCH", &path, points, 200).await;
    assert_eq!((&changed["points"]["win"], &changed["advance"]), (&json!(3.0), &json!(2)));
    let (status, _) = event.attempt("DELETE", &path, Value::Null).await;
    assert_eq!(status, 409);
}

#[tokio::test]
async fn series_of_a_schedule_are_cancelled_and_not_deleted() {
    let event = Event::of(2).await;
    let created = event.host("POST", "/stages", stage(&event, &json!(1)), 201).await;
    let id = &created["stage_id"];
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    let one = event.read(&format!("/series?stage={id}")).await["items"][0]["series_id"].clone();
    let (status, said) = event.attempt("DELETE", &format!("/series/{one}"), Value::Null).await;
    assert_eq!(status, 409, "{said}");
    event.host("PATCH", &format!("/series/{one}"), json!({"cancelled": true}), 200).await;
    let table = event.read(&format!("/stages/{id}/table")).await;
    assert_eq!(table["items"][0]["played"], 0);
    let added = json!({"stage_id": id, "sides": event.ids([0, 1])});
    let (status, said) = event.attempt("POST", "/series", added).await;
    assert_eq!((status, &said["detail"]), (422, &json!("The stage makes its series itself")));
}

#[tokio::test]
async fn there_are_twenty_stages_and_two_thousand_series() {
    let event = Event::of(2).await;
    for _ in 0..20 {
        event.host("POST", "/stages", stage(&event, &json!(1)), 201).await;
    }
    let (status, said) = event.attempt("POST", "/stages", stage(&event, &json!(1))).await;
    assert_eq!((status, &said["detail"]), (422, &json!("Stage limit reached")));
    let many = "insert into series (tournament_id, first_entry_id, second_entry_id, best_of, admits, created_at)
        select entry.tournament_id, min(entry.id), max(entry.id), 1, 'lobby', now()
        from tournament_players entry, generate_series(1, 2000) n
        group by entry.tournament_id, n";
    event.service.database.run(many).await;
    let body = json!({"sides": event.ids([0, 1]), "format": {"best_of": 1}});
    let (status, said) = event.attempt("POST", "/series", body).await;
    assert_eq!((status, &said["detail"]), (422, &json!("Series limit reached")));
    let (status, _) = event.attempt("POST", "/stages/1/start", Value::Null).await;
    assert_eq!(status, 422);
}
