//! 3.0 counts as 3 wherever a number is whole, and fractions of points stay what they are.

use serde_json::{Value, json};

use super::event::{Event, result};

/// The numbers of these entries with a fraction of zero.
fn fractions<const COUNT: usize>(event: &Event) -> [Value; COUNT] {
    let numbers = event.ids(0..COUNT).into_iter().map(|id| serde_json::from_str(&format!("{id}.0")).unwrap());
    numbers.collect::<Vec<_>>().try_into().unwrap()
}

#[tokio::test]
async fn a_stage_takes_whole_numbers_that_are_written_with_a_fraction() {
    let event = Event::of(4).await;
    let [a, b, c, d] = fractions(&event);
    let body = json!({
        "name": "S", "format": "round_robin", "participants": [a, b, c, d], "groups": 2.0, "legs": 2.0,
        "series_format": {"best_of": 3.0}, "points": {"win": 3, "draw": 0.5, "loss": 0.0, "bye": 3.0}, "advance": 1.0,
        "visibility": "public",
    });
    let created = event.host("POST", "/stages", body, 201).await;
    assert_eq!((&created["legs"], &created["advance"]), (&json!(2), &json!(1)));
    assert_eq!(created["series_format"], json!({"best_of": 3}));
    assert_eq!(created["points"], json!({"win": 3.0, "draw": 0.5, "loss": 0.0, "bye": 3.0}));
    assert_eq!(created["participants"][3]["group"], 1, "two groups, by snake seeding");
    let path = format!("/stages/{}", created["stage_id"]);
    let given = json!({"groups": [[a, b], [c, d]], "series_format": {"play_all": 2.0}, "legs": 1.0});
    let changed = event.host("PATCH", &path, given, 200).await;
    assert_eq!((&changed["series_format"], &changed["legs"]), (&json!({"play_all": 2}), &json!(1)));
    assert_eq!(changed["participants"][3]["group"], 2);
    for points in [json!(2), json!(2.0), json!(-0.25)] {
        let adjustment = json!({"side": a, "points": points, "reason": "Late."});
        event.host("PUT", &format!("{path}/adjustments"), adjustment, 204).await;
        assert_eq!(event.read(&path).await["adjustments"][0]["points"].as_f64(), points.as_f64());
    }
    let (status, said) = event.attempt("PATCH", &path, json!({"series_format": {"best_of": 3.5}, "legs": 1.5})).await;
    assert_eq!((status, said["detail"].as_array().unwrap().len()), (422, 2), "{said}");
}

#[tokio::test]
async fn a_series_and_a_round_take_them_too() {
    let event = Event::of(4).await;
    let [a, b, c, d] = fractions(&event);
    let body = json!({"sides": [a, b], "format": {"best_of": 3.0}});
    let path = format!("/series/{}", event.host("POST", "/series", body, 201).await["series_id"]);
    for (body, score) in [
        (json!({"score": [2.0, 1.0]}), json!([2, 1])),
        (json!({"walkover": 1.0}), json!([0, 0])),
        (json!({"walkover": null, "games": [{"winner": 1.0}]}), json!([0, 1])),
    ] {
        let said = event.host("PATCH", &path, body.clone(), 200).await;
        assert_eq!(result(&said).1, score, "{body}");
    }
    let stage = json!({
        "name": "Swiss", "format": "swiss", "participants": [a, b, c, d], "rounds": 2.0,
        "series_format": {"best_of": 1.0},
    });
    let stage = format!("/stages/{}", event.host("POST", "/stages", stage, 201).await["stage_id"]);
    event.host("POST", &format!("{stage}/start"), Value::Null, 200).await;
    let own = json!({"dry_run": true, "pairings": [[d, a], [b, c]]});
    let round = event.host("POST", &format!("{stage}/rounds"), own, 200).await;
    assert_eq!(round["pairings"][0]["sides"][0]["name"], "Player 4");
}

#[tokio::test]
async fn a_document_takes_them_too() {
    let event = Event::of(2).await;
    let mut document = event.host("GET", "/document", Value::Null, 200).await;
    document["stages"] = json!([{
        "name": "Swiss", "format": "swiss", "participants": ["Player 1", "Player 2"], "rounds": 5.0, "advance": 2.0,
        "series_format": {"best_of": 3.0}, "legs": 1.0, "groups": 1.0, "points": {"win": 3.0, "draw": 0.5},
        "visibility": "public",
    }]);
    event.host("PUT", "/document", document.clone(), 200).await;
    let stage = event.read("/stages").await["items"][0].clone();
    assert_eq!((&stage["rounds"], &stage["advance"]), (&json!(5), &json!(2)));
    assert_eq!((&stage["series_format"], &stage["points"]["draw"]), (&json!({"best_of": 3}), &json!(0.5)));
    for (field, wrong) in
        [("rounds", json!(5.5)), ("rounds", json!(-1)), ("rounds", json!(70_000)), ("advance", json!(-1))]
    {
        let mut document = document.clone();
        document["stages"][0][field] = wrong.clone();
        let (status, said) = event.attempt("PUT", "/document", document).await;
        assert_eq!((status, &said["detail"][0]["loc"]), (422, &json!(["body", "stages", 0, field])), "{wrong}: {said}");
        assert_eq!(said["detail"][0]["input"], wrong);
    }
}
