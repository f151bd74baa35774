//! Who the signed-in user is, and who owns a tournament.

use std::time::Duration;

use api::{Creation, Settings};
use serde_json::{Value, json};
use sim::{Fault, SsoEndpoint::Lookup};
use tests::{
    Service,
    clock::pass,
    service::{HOST, RIVAL, settings},
};

use super::fixture::{CUP, Fixture, THIRD};

const OWNERS: &str = "/v1/tournaments/cup/owners";

fn column(list: &Value, name: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|row| row[name].clone()).collect()
}

#[tokio::test]
async fn me_is_the_user_with_what_they_own() {
    let fixture = Fixture::set().await;
    let (status, headers, me) = fixture.host_with_headers("GET", "/v1/me", Value::Null).await;
    assert_eq!((status, headers["cache-control"].to_str().unwrap()), (200, "private, no-store"));
    let fields: Vec<_> = me.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["can_create_tournaments", "owned_tournaments", "user_id"]);
    assert_eq!((&me["user_id"], &me["can_create_tournaments"]), (&json!(HOST), &json!(true)));
    assert_eq!(me["owned_tournaments"], json!([fixture.see(CUP).await]));
    let shouted = fixture.service.token(&HOST.to_uppercase());
    let (_, _, same) = fixture.service.send("GET", "/v1/me", Some(&shouted), None, &[]).await;
    assert_eq!(same, me, "user ids are compared in lower case");
    let third = fixture.service.token(THIRD);
    let (_, _, stranger) = fixture.service.send("GET", "/v1/me", Some(&third), None, &[]).await;
    assert_eq!(stranger, json!({"user_id": THIRD, "owned_tournaments": [], "can_create_tournaments": true}));
}

#[tokio::test]
async fn creating_can_be_left_to_the_approved() {
    let fixture = Fixture::with(&Settings { tournament_creation: Some(Creation::Allowlist), ..settings() }).await;
    let new = json!({"slug": "new", "name": "New", "leaderboard_id": 3});
    assert_eq!(fixture.see("/v1/me").await["can_create_tournaments"], false);
    let before = fixture.digest().await;
    assert_eq!(fixture.host("POST", "/v1/tournaments", new.clone()).await.0, 403);
    assert_eq!(fixture.host("POST", "/v1/tournaments", json!({})).await.0, 403, "whatever is asked for");
    assert_eq!(fixture.digest().await, before);
    assert_eq!(fixture.host("PATCH", CUP, json!({"name": "Mine"})).await.0, 200, "what one owns one edits");
    let approve = "insert into tournament_creators (user_id) values ('5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001')";
    fixture.service.database.run(approve).await;
    assert_eq!(fixture.see("/v1/me").await["can_create_tournaments"], true);
    assert_eq!(fixture.host("POST", "/v1/tournaments", new).await.0, 201);
}

#[tokio::test]
async fn outside_of_development_creating_is_for_the_approved_unless_set_otherwise() {
    use api::Environment::{Development, Production, Staging};
    let world = || sim::World::new(sim::Config::new(7, 0));
    for (environment, set, can) in [
        (Development, None, true),
        (Staging, None, false),
        (Production, None, false),
        (Production, Some(Creation::Open), true),
        (Development, Some(Creation::Allowlist), false),
    ] {
        let settings = Settings { tournament_creation: set, ..settings() };
        let clock = tests::TestClock::at(tests::service::NOW);
        let service = Service::with(world(), clock, environment, &settings, api::Flags::default()).await;
        let token = service.token(HOST);
        let (_, _, me) = service.send("GET", "/v1/me", Some(&token), None, &[]).await;
        assert_eq!(me["can_create_tournaments"], can, "{environment:?} {set:?}");
        service.database.run("insert into leaderboards values (3, 'rm', true)").await;
        let new = json!({"slug": "new", "name": "New", "leaderboard_id": 3});
        let from = [("origin", "https://criticalbit.gg")];
        let from = if environment == Development { &from[..0] } else { &from[..] };
        let (status, ..) = service.send("POST", "/v1/tournaments", Some(&token), Some(new), from).await;
        assert_eq!(status, if can { 201 } else { 403 }, "{environment:?} {set:?}");
    }
}

#[tokio::test]
async fn owners_are_listed_oldest_first_with_who_they_are() {
    let fixture = Fixture::set().await;
    for user in [THIRD, RIVAL] {
        fixture.service.make_owner(fixture.cup, user).await;
    }
    let (status, headers, owners) = fixture.host_with_headers("GET", OWNERS, Value::Null).await;
    assert_eq!((status, headers["cache-control"].to_str().unwrap()), (200, "no-store"));
    assert_eq!(column(&owners, "user_id"), [HOST, THIRD, RIVAL]);
    let fields: Vec<_> = owners[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["avatar_url", "created_at", "display_name", "email", "user_id"]);
    assert_eq!(owners[1]["display_name"], "User 5f0c6f0e");
    assert!(owners[1]["email"].is_string() && owners[1]["avatar_url"].is_string(), "{owners}");
    assert_eq!(fixture.service.sso.requests(Lookup), 1, "one for all");
}

#[tokio::test]
async fn an_identity_is_looked_up_once_a_minute() {
    let fixture = Fixture::set().await;
    let first = fixture.see(OWNERS).await;
    assert_eq!(fixture.see(OWNERS).await, first);
    fixture.service.make_owner(fixture.cup, THIRD).await;
    let second = fixture.see(OWNERS).await;
    assert_eq!(fixture.service.sso.looked_up(), [HOST, THIRD], "nobody twice");
    fixture.service.sso.fault(Lookup, Fault::CloseConnection);
    assert_eq!(fixture.see(OWNERS).await, second, "what is remembered stays through an outage");
}

#[tokio::test]
async fn an_address_is_shown_only_to_whom_the_sign_on_service_tells_it() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    fixture.service.sso.hide_emails_from(RIVAL);
    let rival = fixture.service.token(RIVAL);
    let emails = async |token: &str| {
        let (status, _, owners) = fixture.service.send("GET", OWNERS, Some(token), None, &[]).await;
        assert_eq!((status, column(&owners, "display_name").len()), (200, 2));
        assert_eq!(column(&owners, "display_name"), ["User 5f0c6f0e", "User 5f0c6f0e"]);
        column(&owners, "email")
    };
    let host = fixture.service.token(HOST);
    let known = [json!("user-5f0c6f0e@example.org"), json!("user-5f0c6f0e@example.org")];
    for _ in 0..2 {
        assert_eq!(emails(&host).await, known);
        assert_eq!(emails(&rival).await, [Value::Null, Value::Null], "whoever asked before");
    }
    assert_eq!(fixture.service.sso.requests(Lookup), 2, "one for each of them");
}

#[tokio::test]
async fn when_nobody_tells_who_they_are_owners_are_listed_all_the_same() {
    for fault in [Fault::CloseConnection, Fault::ServerError, Fault::Html, Fault::Truncated] {
        let fixture = Fixture::set().await;
        fixture.service.sso.fault(Lookup, fault.clone());
        let owners = fixture.see(OWNERS).await;
        assert_eq!(column(&owners, "user_id"), [HOST], "{fault:?}");
        for field in ["display_name", "email", "avatar_url"] {
            assert_eq!(column(&owners, field), [Value::Null], "{fault:?}");
        }
        fixture.service.sso.clear_faults();
        assert_eq!(fixture.see(OWNERS).await, owners, "{fault:?}");
        assert_eq!(fixture.service.sso.requests(Lookup), 1, "a failure is not repeated at once: {fault:?}");
        pass(Duration::from_secs(5)).await;
        assert_eq!(column(&fixture.see(OWNERS).await, "display_name"), ["User 5f0c6f0e"], "{fault:?}");
    }
}

#[tokio::test]
async fn one_callers_failure_keeps_no_name_from_another() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    fixture.service.sso.fault(Lookup, Fault::ServerError);
    assert_eq!(column(&fixture.see(OWNERS).await, "display_name"), [Value::Null, Value::Null]);
    fixture.service.sso.clear_faults();
    let rival = fixture.service.token(RIVAL);
    let (_, _, owners) = fixture.service.send("GET", OWNERS, Some(&rival), None, &[]).await;
    assert_eq!(column(&owners, "display_name"), ["User 5f0c6f0e", "User 5f0c6f0e"]);
}

#[tokio::test]
async fn whom_nobody_knows_is_looked_up_once_too() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, THIRD).await;
    fixture.service.sso.delete_user(HOST);
    for _ in 0..2 {
        let owners = fixture.see(OWNERS).await;
        assert_eq!(column(&owners, "email"), [Value::Null, json!("user-5f0c6f0e@example.org")]);
    }
    assert_eq!(fixture.service.sso.requests(Lookup), 1);
}

#[tokio::test]
async fn only_owners_see_owners_and_only_users_see_themselves() {
    let fixture = Fixture::set().await;
    let rival = fixture.service.token(RIVAL);
    let expired = fixture.service.unminted_token(HOST).expired().mint();
    for (path, token, status, detail) in [
        ("/v1/me", None, 401, "Not authenticated"),
        ("/v1/me", Some(&expired), 401, "Invalid token"),
        (OWNERS, None, 401, "Not authenticated"),
        (OWNERS, Some(&expired), 401, "Invalid token"),
        ("/v1/tournaments/nowhere/owners", None, 401, "Not authenticated"),
        ("/v1/tournaments/nowhere/owners", Some(&rival), 404, "Tournament not found"),
        (OWNERS, Some(&rival), 403, "Not a tournament owner"),
    ] {
        let token = token.map(String::as_str);
        let (said, _, body) = fixture.service.send("GET", path, token, None, &[]).await;
        assert_eq!((said, body), (status, json!({"detail": detail})), "{path}");
    }
    assert_eq!(fixture.service.sso.requests(Lookup), 0);
}

#[tokio::test]
async fn owners_come_and_go_but_the_last_one_stays() {
    let fixture = Fixture::set().await;
    let third = fixture.service.token(THIRD);
    let may = async || fixture.service.send("PATCH", CUP, Some(&third), Some(json!({})), &[]).await.0;
    let grant = json!({"user_id": THIRD.to_uppercase()});
    assert_eq!(may().await, 403);
    let (status, headers, _) = fixture.host_with_headers("POST", OWNERS, grant.clone()).await;
    assert_eq!((status, headers["location"].to_str().unwrap()), (204, format!("{OWNERS}/{THIRD}").as_str()));
    assert_eq!((may().await, fixture.host("POST", OWNERS, grant).await.0), (200, 409));
    let away = format!("{OWNERS}/{}", THIRD.to_uppercase());
    assert_eq!(fixture.host("DELETE", &away, Value::Null).await.0, 204);
    assert_eq!((may().await, fixture.host("DELETE", &away, Value::Null).await.0), (403, 404));
    assert_eq!(fixture.host("DELETE", &format!("{OWNERS}/{HOST}"), Value::Null).await.0, 422);
    assert_eq!(column(&fixture.see(OWNERS).await, "user_id"), [HOST]);
}
