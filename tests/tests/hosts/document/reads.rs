//! Who reads a document, what it is, and when its tag changes.

use domain::document::Document;
use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::{DOCUMENT, put, read, stage, tag};
use crate::hosts::fixture::{CUP, Fixture, THIRD};

#[tokio::test]
async fn it_is_everything_that_hosts_decided_and_the_file_that_export_writes() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    assert_eq!(
        document,
        json!({
            "slug": "cup", "name": "The cup tournament", "leaderboard_id": 3, "rank_by": "peak_rating",
            "start_date": null, "end_date": null, "prize_pool_cents": null, "host_stream_urls": [], "presentation": {},
            "owners": [HOST],
            "entries": [{"name": "Anna", "account": 101}, {"name": "Guest"}, {"name": "Spare"}],
            "teams": [
                {"name": "Reds", "initials": "RED", "captain": "Anna", "members": ["Anna"]},
                {"name": "Blues", "initials": "BLU", "members": []},
            ],
            "stages": [stage("Old", "manual", &[]), stage("Swiss", "swiss", &[])],
        })
    );
    let mut tx = fixture.service.database.pool.begin().await.unwrap();
    let exported = store::documents::load(&mut tx, "cup").await.unwrap().unwrap().document();
    let given: Document = serde_json::from_value(document).unwrap();
    assert_eq!(tournament_file::write(&given), tournament_file::write(&exported));
}

#[tokio::test]
async fn owners_alone_read_it_and_nobody_keeps_it() {
    let fixture = Fixture::set().await;
    let rival = fixture.service.token(RIVAL);
    let expired = fixture.service.unminted_token(HOST).expired().mint();
    let lost = "/v1/tournaments/nowhere/document";
    for (path, token, status, detail) in [
        (DOCUMENT, None, 401, "Not authenticated"),
        (DOCUMENT, Some(&expired), 401, "Invalid token"),
        (lost, None, 401, "Not authenticated"),
        (lost, Some(&rival), 404, "Tournament not found"),
        ("/v1/tournaments/current/document", Some(&rival), 404, "Tournament not found"),
        (DOCUMENT, Some(&rival), 403, "Not a tournament owner"),
    ] {
        let (said, headers, body) = fixture.service.send("GET", path, token.map(String::as_str), None, &[]).await;
        assert_eq!((said, body), (status, json!({"detail": detail})), "{path}");
        assert_eq!(headers["cache-control"], "no-store", "{path}");
    }
    let (_, headers, _) = fixture.host_with_headers("GET", DOCUMENT, Value::Null).await;
    assert_eq!(headers["cache-control"], "no-store, no-transform");
    let elsewhere = [("origin", "https://elsewhere.example")];
    let token = fixture.service.token(HOST);
    let (_, headers, _) = fixture.service.send("GET", DOCUMENT, Some(&token), None, &elsewhere).await;
    assert!(!headers.contains_key("access-control-allow-origin"), "it is no public read");
}

#[tokio::test]
async fn who_has_it_is_told_so_and_a_head_has_no_body() {
    let fixture = Fixture::set().await;
    let (_, etag) = read(&fixture).await;
    assert!(etag.starts_with('"') && etag.len() > 20, "{etag}");
    let token = fixture.service.token(HOST);
    let ask = async |method: &str, headers: &[(&str, &str)]| {
        let (status, headers, body) = fixture.service.send(method, DOCUMENT, Some(&token), None, headers).await;
        (status, tag(&headers), headers["cache-control"].to_str().unwrap().to_owned(), body)
    };
    let no_store = || "no-store, no-transform".to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let answer = ask("GET", &[("if-none-match", &known)]).await;
        assert_eq!(answer, (304, etag.clone(), no_store(), Value::Null), "{known}");
    }
    assert_eq!(ask("GET", &[("if-none-match", "\"x\"")]).await.0, 200);
    assert_eq!(ask("HEAD", &[]).await, (200, etag.clone(), no_store(), Value::Null));
    let compressed = ask("GET", &[("accept-encoding", "gzip, br, zstd")]).await;
    assert_eq!((compressed.0, compressed.1), (200, etag), "there is one form of it, and one tag");
}

#[tokio::test]
async fn the_tag_changes_with_every_change_and_not_with_a_poll() {
    let fixture = Fixture::set().await;
    let (anna, guest, spare, reds, blues) = (fixture.anna, fixture.guest, fixture.spare, fixture.reds, fixture.blues);
    let (_, mut before) = read(&fixture).await;
    let whom = json!({"tournament_player_id": guest});
    for (method, path, body) in [
        ("PATCH", String::new(), json!({"name": "Renamed"})),
        ("PATCH", String::new(), json!({"leaderboard_id": 4})),
        ("PATCH", String::new(), json!({"rank_by": "current_rating"})),
        ("PATCH", String::new(), json!({"start_date": "2026-06-01"})),
        ("PATCH", String::new(), json!({"end_date": "2026-07-01"})),
        ("PATCH", String::new(), json!({"prize_pool_cents": 5})),
        ("PATCH", String::new(), json!({"host_stream_urls": ["https://a.example"]})),
        ("PATCH", String::new(), json!({"presentation": {"a": 1}})),
        ("POST", "/owners".to_owned(), json!({"user_id": THIRD})),
        ("DELETE", format!("/owners/{THIRD}"), Value::Null),
        ("POST", "/players".to_owned(), json!({"name": "Zoe"})),
        ("PATCH", format!("/players/{guest}"), json!({"profile_id": 105})),
        ("PATCH", format!("/players/{anna}"), json!({"presentation": {"flag": "de"}})),
        ("DELETE", format!("/players/{spare}"), Value::Null),
        ("POST", "/teams".to_owned(), json!({"name": "Whites", "initials": "W"})),
        ("PATCH", format!("/teams/{reds}"), json!({"initials": "R"})),
        ("POST", format!("/teams/{reds}/members"), whom.clone()),
        ("PATCH", format!("/teams/{reds}/captain"), whom),
        ("DELETE", format!("/teams/{reds}/captain"), Value::Null),
        ("PATCH", format!("/teams/{reds}/members/{guest}"), json!({"team_id": blues})),
        ("DELETE", format!("/teams/{blues}/members/{guest}"), Value::Null),
        ("DELETE", format!("/teams/{blues}"), Value::Null),
    ] {
        let (status, said) = fixture.host(method, &format!("{CUP}{path}"), body.clone()).await;
        assert!((200..300).contains(&status), "{method} {path}: {said}");
        let (_, now) = read(&fixture).await;
        assert_ne!(now, before, "{method} {path} {body}");
        before = now;
    }
    fixture.service.poll_all().await;
    let (document, now) = read(&fixture).await;
    assert_eq!(now, before, "a poll is none of the hosts' decisions");
    let (status, headers, said) = put(&fixture, "", &document, &[]).await;
    assert_eq!((status, tag(&headers)), (200, before), "{said}");
}
