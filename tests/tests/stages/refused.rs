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
