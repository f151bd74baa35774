//! Which keys are taken, and which answers are kept for how long.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};
use uuid::Uuid;

use super::fixture::{CUP, Fixture};

const PLAYERS: (&str, &str) = ("POST", "/v1/tournaments/cup/players");

#[tokio::test]
async fn a_key_is_a_uuid_and_refusals_of_keys_are_envelopes() {
    let fixture = Fixture::set().await;
    let body = json!({"name": "Anna"});
    for key in ["", "1", "not-a-uuid", "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a000", "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a000g"] {
        for accept in ["*/*", "application/problem+json"] {
            let headers = [("idempotency-key", key), ("accept", accept), ("origin", "http://localhost:5100")];
            let answer = fixture.ask_with(HOST, PLAYERS, &body, &headers).await;
            assert_eq!((answer.status, &answer.body["error_code"]), (422, &json!("idempotency_key_invalid")), "{key}");
            for member in ["message", "request_id", "timestamp"] {
                assert!(answer.body[member].is_string(), "{key}, {accept}: {}", answer.body);
            }
            assert_eq!(answer.header("access-control-allow-origin"), "http://localhost:5100");
        }
    }
    let (status, _, _) =
        fixture.service.send(PLAYERS.0, PLAYERS.1, None, Some(body), &[("idempotency-key", "1")]).await;
    assert_eq!(status, 401, "before the key, the token");
    assert_eq!(fixture.count("select count(*) from tournament_players").await, 0);
}

#[tokio::test]
async fn upper_and_lower_case_make_the_same_key() {
    let fixture = Fixture::set().await;
    let key = Uuid::new_v4().to_string();
    for (key, is_replay) in [(key.clone(), false), (key.to_uppercase(), true)] {
        let answer = fixture.ask_with(HOST, PLAYERS, &json!({"name": "Anna"}), &[("idempotency-key", &key)]).await;
        assert_eq!((answer.status, answer.is_replay()), (204, is_replay));
    }
}

#[tokio::test]
async fn a_refusal_that_may_pass_is_not_kept() {
    let fixture = Fixture::set().await;
    let key = Uuid::new_v4();
    let text = key.to_string();
    let body = json!({"name": "Anna"});
    let header = [("idempotency-key", text.as_str())];
    let (status, _, _) = fixture.service.send(PLAYERS.0, PLAYERS.1, Some("x"), Some(body.clone()), &header).await;
    assert_eq!((status, fixture.kept().await), (401, 0));
    assert_eq!(fixture.ask(RIVAL, PLAYERS, &body, Some(key)).await.status, 403);
    assert_eq!(fixture.kept().await, 0);
    fixture.service.proxy.shut();
    let away = fixture.ask(RIVAL, PLAYERS, &body, Some(key)).await;
    assert_eq!((away.status, away.is_replay()), (503, false));
    fixture.service.proxy.open();
    assert_eq!(fixture.kept().await, 0);
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    let granted = fixture.ask(RIVAL, PLAYERS, &body, Some(key)).await;
    assert_eq!((granted.status, granted.is_replay()), (204, false));
}

#[tokio::test]
async fn a_request_over_the_limit_is_not_kept() {
    let fixture = Fixture::set().await;
    let (key, path) = (Uuid::new_v4().to_string(), format!("{CUP}/owners"));
    let from = [("x-forwarded-for", "192.0.2.1"), ("idempotency-key", key.as_str())];
    let body = json!({"user_id": RIVAL});
    for _ in 0..5 {
        fixture.service.send("POST", &path, None, None, &from[..1]).await;
    }
    assert_eq!(fixture.ask_with(HOST, ("POST", &path), &body, &from).await.status, 429);
    assert_eq!(fixture.kept().await, 0);
    let later = fixture.ask_with(HOST, ("POST", &path), &body, &from[1..]).await;
    assert_eq!((later.status, later.is_replay()), (204, false));
}

#[tokio::test]
async fn a_refusal_of_the_domain_is_kept() {
    let fixture = Fixture::set().await;
    let (anna, lost) = (json!({"name": "Anna"}), format!("{CUP}/players/5"));
    fixture.ask(HOST, PLAYERS, &anna, None).await;
    let nudges = fixture.nudges().await;
    let last = format!("{CUP}/owners/{HOST}");
    for (route, body, status) in [
        (PLAYERS, anna.clone(), 409),
        (("DELETE", lost.as_str()), Value::Null, 404),
        (("DELETE", last.as_str()), Value::Null, 422),
        (PLAYERS, json!({"name": 7}), 422),
        (("DELETE", "/v1/tournaments/nowhere"), Value::Null, 404),
    ] {
        let key = Some(Uuid::new_v4());
        let first = fixture.ask(HOST, route, &body, key).await;
        let second = fixture.ask(HOST, route, &body, key).await;
        assert_eq!((first.status, first.is_replay()), (status, false), "{route:?}");
        assert_eq!((second.status, second.is_replay(), &second.body), (status, true, &first.body), "{route:?}");
        let normal = |headers: &HeaderMap| headers.get("content-type").cloned();
        assert_eq!(normal(&second.headers), normal(&first.headers));
    }
    assert_eq!((fixture.kept().await, fixture.nudges().await), (5, nudges));
}

#[tokio::test]
async fn after_a_day_a_key_is_new() {
    let fixture = Fixture::set().await;
    let key = Some(Uuid::new_v4());
    let body = json!({"name": "Anna"});
    let sweep = async |age: &'static str| {
        fixture.service.database.run(age).await;
        let mut tx = fixture.service.database.pool.begin().await.unwrap();
        store::retention::delete_expired(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    };
    assert_eq!(fixture.ask(HOST, PLAYERS, &body, key).await.status, 204);
    sweep("update idempotency_keys set created_at = now() - interval '23 hours 59 minutes'").await;
    assert!(fixture.ask(HOST, PLAYERS, &body, key).await.is_replay());
    sweep("update idempotency_keys set created_at = now() - interval '24 hours 1 minute'").await;
    let anew = fixture.ask(HOST, PLAYERS, &body, key).await;
    assert_eq!((anew.status, anew.is_replay()), (409, false), "it ran, and the name is taken");
}
