//! The rules of writes to tournaments: slugs, ladders, windows, how many a user creates, what an edit changes.

use serde_json::{Value, json};
use tests::service::HOST;

use super::fixture::{CUP, Fixture, THIRD, places};

const ALL: &str = "/v1/tournaments";

fn new(slug: &str, with: &Value) -> Value {
    let mut body = json!({"slug": slug, "name": "New", "leaderboard_id": 3});
    body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn a_slug_has_a_form_and_one_owner() {
    let fixture = Fixture::set().await;
    for slug in ["current", "-a", "a-", "-", "A", "a b", "a_b", "ä", "a/b", "a\n"] {
        let (status, said) = fixture.host("POST", ALL, new(slug, &json!({}))).await;
        assert_eq!((status, places(&said)), (422, vec![json!(["body", "slug"])]), "{slug:?}");
    }
    assert_eq!(fixture.host("POST", ALL, new("cup", &json!({}))).await.0, 409);
    for slug in ["a", "0", "a--b", "current-2"] {
        assert_eq!(fixture.host("POST", ALL, new(slug, &json!({}))).await.0, 201, "{slug:?}");
    }
}

#[tokio::test]
async fn a_ladder_must_be_ranked_in_the_catalogue() {
    let fixture = Fixture::set().await;
    let newer = "insert into leaderboards select id, 'RANKED_' || id, id < 30 from generate_series(27, 30) id";
    fixture.service.database.run(newer).await;
    // 5 is one of those ranked here, 14 and 30 are not, 999 is unknown.
    are_fit(&fixture, &[1, 2, 4, 5, 13, 27, 28, 29], &[14, 30, 999]).await;
    // Only a ladder that is named is looked at.
    fixture.service.database.run("update leaderboards set is_ranked = false").await;
    assert_eq!(fixture.host("PATCH", CUP, json!({"name": "Mine"})).await.0, 200);
}

#[tokio::test]
async fn before_the_first_catalogue_the_known_ladders_will_do() {
    let fixture = Fixture::set().await;
    fixture.service.database.run("delete from leaderboards").await;
    are_fit(&fixture, &[1, 2, 3, 4, 13, 14], &[5, 27, 28, 29, 30, 999]).await;
}

#[tokio::test]
async fn a_ladder_that_the_upstream_ranks_anew_may_be_used_from_the_next_poll_on() {
    let fixture = Fixture::set().await;
    fixture.service.database.run("delete from leaderboards").await;
    fixture.service.poll_all().await;
    are_fit(&fixture, &[3, 5, 25, 26], &[27, 999]).await;
}

/// Tournaments can be set up on, and moved to, ladders of `fit`, and none of `unfit`.
async fn are_fit(fixture: &Fixture, fit: &[i64], unfit: &[i64]) {
    for ladder in fit.iter().chain(unfit) {
        let is_fit = fit.contains(ladder);
        // As somebody else each time: nobody sets more than ten up.
        let token = fixture.service.token(&uuid::Uuid::from_u128(u128::from(ladder.unsigned_abs())).to_string());
        let body = new(&format!("on-{ladder}"), &json!({"leaderboard_id": ladder}));
        let (created, _, said) = fixture.service.send("POST", ALL, Some(&token), Some(body), &[]).await;
        assert_eq!(created, if is_fit { 201 } else { 422 }, "{ladder}: {said}");
        let (edited, said) = fixture.host("PATCH", CUP, json!({"leaderboard_id": ladder})).await;
        assert_eq!(edited, if is_fit { 200 } else { 422 }, "{ladder}: {said}");
    }
}

#[tokio::test]
async fn a_window_does_not_end_before_it_starts() {
    let fixture = Fixture::set().await;
    let end = vec![json!(["body", "end_date"])];
    let (early, late) = ("2026-06-01", "2026-06-02T00:00:00+02:00");
    let window = |start: Value, end: Value| json!({"start_date": start, "end_date": end});
    let (status, said) = fixture.host("POST", ALL, new("new", &window(json!(late), json!(early)))).await;
    assert_eq!((status, places(&said)), (422, end.clone()));
    assert_eq!(fixture.host("PATCH", CUP, window(json!(late), json!(early))).await.0, 422);
    assert_eq!(fixture.host("PATCH", CUP, window(json!(early), json!(late))).await.0, 200);
    for (body, expected) in [
        // Against what is stored: 2026-06-01T00:00:00Z to 2026-06-01T22:00:00Z.
        (json!({"start_date": "2026-06-01T22:00:01"}), 422),
        (json!({"end_date": "2026-05-31T23:59:59Z"}), 422),
        (json!({"start_date": "2026-06-01T22:00:00Z"}), 200),
        (json!({"end_date": null}), 200),
        (json!({"start_date": "2030-01-01"}), 200),
        (json!({"end_date": "2029-12-31"}), 422),
        (json!({"start_date": null, "end_date": "2029-12-31"}), 200),
    ] {
        let (status, said) = fixture.host("PATCH", CUP, body.clone()).await;
        assert_eq!(status, expected, "{body}: {said}");
    }
    let cup = fixture.see(CUP).await;
    assert_eq!((&cup["start_date"], &cup["end_date"]), (&Value::Null, &json!("2029-12-31T00:00:00Z")));
}

#[tokio::test]
async fn whoever_set_ten_up_sets_no_more_up() {
    let fixture = Fixture::set().await;
    for n in 2..=10 {
        assert_eq!(fixture.host("POST", ALL, new(&format!("no-{n}"), &json!({}))).await.0, 201, "{n}");
    }
    let before = fixture.digest().await;
    assert_eq!(fixture.host("POST", ALL, new("no-11", &json!({}))).await.0, 422);
    assert_eq!(fixture.digest().await, before);
    assert_eq!(fixture.host("DELETE", "/v1/tournaments/no-2", Value::Null).await.0, 204);
    assert_eq!(fixture.host("POST", ALL, new("no-11", &json!({}))).await.0, 201);
}

#[tokio::test]
async fn handing_a_tournament_over_makes_no_room_for_another() {
    let fixture = Fixture::set().await;
    for n in 2..=10 {
        assert_eq!(fixture.host("POST", ALL, new(&format!("no-{n}"), &json!({}))).await.0, 201, "{n}");
        let owners = format!("/v1/tournaments/no-{n}/owners");
        assert_eq!(fixture.host("POST", &owners, json!({"user_id": THIRD})).await.0, 204);
        assert_eq!(fixture.host("DELETE", &format!("{owners}/{HOST}"), Value::Null).await.0, 204);
    }
    assert_eq!(fixture.host("POST", ALL, new("no-11", &json!({}))).await.0, 422);
    let third = fixture.service.token(THIRD);
    let (_, _, me) = fixture.service.send("GET", "/v1/me", Some(&third), None, &[]).await;
    assert_eq!(me["owned_tournaments"].as_array().unwrap().len(), 9);
    let theirs = fixture.service.send("POST", ALL, Some(&third), Some(new("theirs", &json!({}))), &[]).await;
    assert_eq!(theirs.0, 201, "what one was handed is none of one's ten");
    let gone = fixture.service.send("DELETE", "/v1/tournaments/no-2", Some(&third), None, &[]).await;
    assert_eq!(gone.0, 204);
    assert_eq!(fixture.host("POST", ALL, new("no-11", &json!({}))).await.0, 201, "what is gone counts no more");
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_null_clears_dates_and_prize_alone() {
    let fixture = Fixture::set().await;
    let full = json!({
        "rank_by": "current_rating", "start_date": "2026-06-01", "end_date": "2026-06-02T12:00:00.5+02:00",
        "prize_pool_cents": 5, "host_stream_urls": ["https://a.example"], "presentation": {"a": {"b": [1, null]}},
    });
    let (status, headers, created) = fixture.host_with_headers("POST", ALL, new("full", &full)).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (201, "/v1/tournaments/full"));
    let at = "/v1/tournaments/full";
    assert_eq!(fixture.see(at).await, created);
    let mut expected = created.clone();
    for (field, shown) in full.as_object().unwrap() {
        let shown = match field.as_str() {
            "start_date" => &json!("2026-06-01T00:00:00Z"),
            "end_date" => &json!("2026-06-02T10:00:00.500000Z"),
            _ => shown,
        };
        assert_eq!(&created[field], shown, "{field}");
    }
    for (field, value) in [
        ("name", json!("Other")),
        ("leaderboard_id", json!(4)),
        ("rank_by", json!("peak_rating")),
        ("start_date", Value::Null),
        ("end_date", Value::Null),
        ("prize_pool_cents", Value::Null),
        ("host_stream_urls", json!([])),
        ("presentation", json!({"c": 1})),
    ] {
        let mut body = json!({"slug": "ignored"});
        body[field] = value.clone();
        let (status, edited) = fixture.host("PATCH", at, body).await;
        expected[field] = value;
        assert_eq!((status, &edited), (200, &expected), "{field} alone changes");
        assert_eq!(fixture.see(at).await, expected);
    }
    let before = fixture.see(at).await;
    for field in ["name", "leaderboard_id", "rank_by", "host_stream_urls", "presentation"] {
        let mut body = json!({});
        body[field] = Value::Null;
        assert_eq!(fixture.host("PATCH", at, body).await.0, 422, "{field}");
    }
    assert_eq!((fixture.host("PATCH", at, json!({})).await, fixture.see(at).await), ((200, before.clone()), before));
    assert_eq!(fixture.see(&format!("{at}/owners")).await[0]["user_id"], HOST, "whoever sets it up owns it");
}
