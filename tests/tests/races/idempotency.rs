//! A request that is repeated with its key is answered as before, and nothing happens twice.

use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};
use uuid::Uuid;

use super::fixture::{CUP, Fixture};

const PLAYERS: (&str, &str) = ("POST", "/v1/tournaments/cup/players");

#[tokio::test]
async fn a_repeated_request_is_answered_as_before_and_runs_once() {
    let fixture = Fixture::set().await;
    let key = Uuid::new_v4().to_string();
    let body = json!({"name": "Anna"});
    let headers =
        [("idempotency-key", key.as_str()), ("origin", "http://localhost:5100"), ("x-request-id", "the-second")];
    let first = fixture.ask_with(HOST, PLAYERS, &body, &headers[..2]).await;
    let nudges = fixture.nudges().await;
    let second = fixture.ask_with(HOST, PLAYERS, &body, &headers).await;
    assert_eq!((first.status, first.is_replay()), (204, false));
    assert_eq!((second.status, second.is_replay(), &second.body), (204, true, &first.body));
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(second.header("x-request-id"), "the-second");
    for (name, value) in &first.headers {
        if !["date", "x-request-id"].contains(&name.as_str()) {
            assert_eq!(second.headers.get_all(name).iter().collect::<Vec<_>>(), [value], "{name}");
        }
    }
    for name in ["access-control-allow-origin", "access-control-allow-credentials", "strict-transport-security"] {
        assert!(second.headers.contains_key(name), "{name}");
    }
    assert_eq!(fixture.count("select count(*) from tournament_players").await, 1);
    assert_eq!((fixture.nudges().await, fixture.kept().await), (nudges, 1));
}

#[tokio::test]
async fn a_body_is_replayed_byte_by_byte() {
    let fixture = Fixture::set().await;
    let key = Some(Uuid::new_v4());
    let (create, new) = (("POST", "/v1/tournaments"), json!({"slug": "new", "name": "N", "leaderboard_id": 3}));
    let first = fixture.ask(HOST, create, &new, key).await;
    fixture.ask(HOST, ("PATCH", "/v1/tournaments/new"), &json!({"name": "Renamed"}), None).await;
    let second = fixture.ask(HOST, create, &new, key).await;
    assert_eq!((first.status, second.status, second.is_replay()), (201, 201, true));
    assert_eq!((&second.body, second.header("content-type")), (&first.body, "application/json"));
    assert_eq!(second.header("content-length"), first.header("content-length"));
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let fixture = Fixture::set().await;
    let key = Some(Uuid::new_v4());
    let body = json!({"name": "Anna"});
    assert_eq!(fixture.ask(HOST, PLAYERS, &body, key).await.status, 204);
    for (route, body) in [
        (PLAYERS, json!({"name": "Bert"})),
        (PLAYERS, json!({"name": "Anna", "presentation": {}})),
        (("PATCH", PLAYERS.1), body.clone()),
        (("POST", "/v1/tournaments/cup/teams"), body.clone()),
        (("POST", "/v1/tournaments/other/players"), body.clone()),
    ] {
        let answer = fixture.ask(HOST, route, &body, key).await;
        if route.0 == "PATCH" {
            assert_eq!(answer.status, 405, "no such write");
            continue;
        }
        assert_eq!((answer.status, &answer.body["error_code"]), (422, &json!("idempotency_key_reused")), "{route:?}");
        assert!(answer.body["request_id"].is_string() && !answer.is_replay());
    }
    let remove = fixture.ask(HOST, ("DELETE", CUP), &Value::Null, key).await;
    assert_eq!(remove.body["error_code"], "idempotency_key_reused");
    assert_eq!(fixture.ask(HOST, ("PATCH", CUP), &json!({"name": "x"}), key).await.status, 422);
    assert!(fixture.ask(HOST, PLAYERS, &body, key).await.is_replay(), "the key still has its answer");
    assert_eq!(fixture.count("select count(*) from tournaments").await, 1);
}

#[tokio::test]
async fn users_do_not_share_keys() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    let key = Some(Uuid::new_v4());
    let [anna, bert] = ["Anna", "Bert"].map(|name| json!({"name": name}));
    let first = fixture.ask(HOST, PLAYERS, &anna, key).await;
    let same = fixture.ask(RIVAL, PLAYERS, &anna, key).await;
    assert_eq!((first.status, same.status, same.is_replay()), (204, 409, false), "it ran, and the name is taken");
    let other = Some(Uuid::new_v4());
    assert_eq!(fixture.ask(HOST, PLAYERS, &json!({"name": "Zoe"}), other).await.status, 204);
    let theirs = fixture.ask(RIVAL, PLAYERS, &bert, other).await;
    assert_eq!((theirs.status, theirs.is_replay()), (204, false));
    assert_eq!(fixture.kept().await, 4);
}

#[tokio::test]
async fn answers_outlive_what_they_tell_of() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    let [add, leave, end] = [(); 3].map(|()| Some(Uuid::new_v4()));
    let body = json!({"name": "Anna"});
    assert_eq!(fixture.ask(HOST, PLAYERS, &body, add).await.status, 204);
    let leaving = format!("{CUP}/owners/{HOST}");
    for is_replay in [false, true] {
        let left = fixture.ask(HOST, ("DELETE", &leaving), &Value::Null, leave).await;
        assert_eq!((left.status, left.is_replay()), (204, is_replay));
    }
    let lost = fixture.ask(HOST, PLAYERS, &body, add).await;
    assert_eq!((lost.status, lost.is_replay()), (204, true), "no owner any more");
    assert_eq!(fixture.ask(HOST, PLAYERS, &body, Some(Uuid::new_v4())).await.status, 403);
    for is_replay in [false, true] {
        let ended = fixture.ask(RIVAL, ("DELETE", CUP), &Value::Null, end).await;
        assert_eq!((ended.status, ended.is_replay()), (204, is_replay));
    }
    assert!(fixture.ask(HOST, PLAYERS, &body, add).await.is_replay(), "no tournament any more");
}
