//! Of several things that are wrong with a write, the contract says which one is told.

use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::fixture::{CUP, Fixture, places};

/// One byte more than is taken.
const TOO_LONG: usize = 1024 * 1024 + 1;

#[tokio::test]
async fn each_check_comes_before_the_next() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let [host, rival] = [HOST, RIVAL].map(|user| fixture.service.token(user));
    for write in fixture.writes() {
        let nowhere = write.path.replace(CUP, "/v1/tournaments/nowhere");
        let bad = write.body.is_some().then(|| json!([]));
        let said = async |path: &str, token: Option<&str>, body: &Option<Value>| {
            let (status, _, body) = fixture.service.send(write.method(), path, token, body.clone(), &[]).await;
            (status, body)
        };
        let refusal = |status: u16, detail: &str| (status, json!({"detail": detail}));
        let what = write.operation;
        let too_long = fixture.raw(&write, Some("application/json"), None, vec![b' '; TOO_LONG]).await;
        assert_eq!(too_long.0, 413, "413 before 401: {what}");
        let stranger = said(&nowhere, None, &bad).await;
        assert_eq!(stranger, refusal(401, "Not authenticated"), "401 before 404: {what}");
        if write.is_gated() {
            for (who, token) in [("host", &host), ("rival", &rival)] {
                let lost = said(&nowhere, Some(token), &bad).await;
                assert_eq!(lost, refusal(404, "Tournament not found"), "404 before 403 and 422: {what}, {who}");
            }
            let other = said(&write.path, Some(&rival), &bad).await;
            assert_eq!(other, refusal(403, "Not a tournament owner"), "403 before 422: {what}");
        }
        if bad.is_some() {
            let (status, body) = said(&write.path, Some(&host), &bad).await;
            assert_eq!((status, places(&body)), (422, vec![json!(["body"])]), "{what}");
        }
    }
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn a_body_that_does_not_fit_comes_before_what_it_would_collide_with() {
    let fixture = Fixture::set().await;
    let (anna, reds) = (fixture.anna, fixture.reds);
    let is_wrong = json!(7);
    for (method, path, body, field) in [
        ("POST", "/v1/tournaments".to_owned(), json!({"slug": "cup", "name": 7, "leaderboard_id": 999}), "name"),
        ("PATCH", CUP.to_owned(), json!({"leaderboard_id": 999, "name": 7}), "name"),
        ("POST", format!("{CUP}/players"), json!({"name": "Anna", "presentation": 7}), "presentation"),
        ("PATCH", format!("{CUP}/players/{anna}"), json!({"profile_id": 102, "presentation": 7}), "presentation"),
        ("PATCH", format!("{CUP}/players/5"), json!({"presentation": 7}), "presentation"),
        ("PATCH", format!("{CUP}/teams/99999"), json!({"name": 7}), "name"),
        ("POST", format!("{CUP}/teams/99999/members"), json!({"tournament_player_id": "x"}), "tournament_player_id"),
        ("PATCH", format!("{CUP}/teams/99999/members/5"), json!({"team_id": "x"}), "team_id"),
        ("PATCH", format!("{CUP}/teams/{reds}/captain"), json!({"tournament_player_id": 0}), "tournament_player_id"),
        ("POST", format!("{CUP}/owners"), json!({"user_id": is_wrong}), "user_id"),
    ] {
        let (status, body) = fixture.host(method, &path, body).await;
        assert_eq!((status, places(&body)), (422, vec![json!(["body", field])]), "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_path_and_body_is_told_together() {
    let fixture = Fixture::set().await;
    let told = async |body: Value| {
        let (status, said) = fixture.host("PATCH", &format!("{CUP}/players/abc"), body).await;
        assert_eq!(status, 422, "{said}");
        places(&said)
    };
    let entry = json!(["path", "tournament_player_id"]);
    let fields = [json!(["body", "profile_id"]), json!(["body", "presentation"])];
    assert_eq!(
        told(json!({"profile_id": "x", "presentation": 7})).await,
        [std::slice::from_ref(&entry), &fields].concat()
    );
    assert_eq!(told(json!([])).await, [entry, json!(["body"])]);
}

#[tokio::test]
async fn who_is_asking_is_told_before_from_where() {
    let fixture = Fixture::set().await;
    let elsewhere = [("origin", "https://elsewhere.example")];
    let own = [("origin", fixture.service.base_url.as_str())];
    let token = fixture.service.token(HOST);
    let said = async |token: Option<&str>, origin: &[(&str, &str)]| {
        fixture.service.send("PATCH", CUP, token, Some(json!({})), origin).await.0
    };
    assert_eq!(said(None, &elsewhere).await, 401);
    assert_eq!(said(Some(&token), &elsewhere).await, 403);
    assert_eq!(said(Some(&token), &own).await, 200, "our own reference may try");
}

#[tokio::test]
async fn the_limit_comes_after_the_size_and_before_the_token() {
    let fixture = Fixture::set().await;
    let from = [("x-forwarded-for", "192.0.2.1")];
    let token = fixture.service.token(HOST);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(fixture.service.send("DELETE", CUP, None, None, &from).await.0);
    }
    assert_eq!(statuses, [401, 401, 401, 429], "refusals count");
    let (status, headers, body) = fixture.service.send("DELETE", CUP, Some(&token), None, &from).await;
    assert_eq!((status, headers.contains_key("retry-after")), (429, true), "{body}");
    let long = Value::String("x".repeat(TOO_LONG));
    assert_eq!(fixture.service.send("DELETE", CUP, Some(&token), Some(long), &from).await.0, 413);
    let elsewhere = [("x-forwarded-for", "192.0.2.2")];
    assert_eq!(fixture.service.send("DELETE", CUP, Some(&token), None, &elsewhere).await.0, 204);
}
