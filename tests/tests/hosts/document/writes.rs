//! What comes of a document: rows, nudges, audit events, and what is told of them.

use std::time::Instant;

use serde_json::{Value, json};
use tests::{
    LogCapture,
    service::{HOST, RIVAL},
};

use super::{DOCUMENT, changes, nudges, put, put_as, read, rows, tag};
use crate::hosts::fixture::{CUP, Fixture, THIRD, places};

/// The cup's document with something different of each kind.
fn changed(document: &Value) -> Value {
    let mut changed = document.clone();
    changed["name"] = "The Cup".into();
    changed["prize_pool_cents"] = 500.into();
    changed["owners"] = json!([HOST, THIRD]);
    changed["entries"] = json!([
        {"name": "Countess", "account": "https://www.aoe2insights.com/user/relic/101/"},
        {"name": "Guest", "account": 105},
        {"name": "Zoe", "presentation": {"flag": "de"}},
    ]);
    changed["teams"] = json!([
        {"name": "Reds", "initials": "R", "members": ["Countess"]},
        {"name": "Greys", "initials": "G", "captain": "Guest", "members": ["Guest", "Zoe"]},
    ]);
    changed
}

#[tokio::test]
async fn what_is_read_and_sent_back_changes_nothing() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    let fixture = Fixture::set().await;
    let (document, etag) = read(&fixture).await;
    let before = rows(&fixture).await;
    for query in ["", "?prune=true", "?dry_run=true", "?dry_run=false&prune=false"] {
        let (status, headers, said) = put(&fixture, query, &document, &[("if-match", &etag)]).await;
        let dry_run = query == "?dry_run=true";
        assert_eq!((status, tag(&headers)), (200, etag.clone()), "{query}: {said}");
        assert_eq!(said, json!({"dry_run": dry_run, "changes": [], "not_in_document": []}), "{query}");
        assert_eq!(headers["content-type"], "application/json");
    }
    assert_eq!((rows(&fixture).await, audit.take().len()), (before, 0));
}

#[tokio::test]
async fn all_of_it_is_done_at_once_and_told() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    let fixture = Fixture::set().await;
    let (document, etag) = read(&fixture).await;
    let wanted = changed(&document);
    let told_before = nudges(&fixture).await;
    let (status, headers, said) = put(&fixture, "", &wanted, &[("if-match", &etag)]).await;
    assert_eq!(status, 200, "{said}");
    let due = [
        "edit tournament The cup tournament",
        "edit tournament The cup tournament",
        &format!("add owner {THIRD}"),
        "add entry Zoe",
        "edit entry Anna",
        "edit entry Guest",
        "add team Greys",
        "edit team Reds",
        "add member Guest",
        "add member Zoe",
        "edit captain Reds",
        "edit captain Greys",
    ];
    assert_eq!(changes(&said), due);
    assert_eq!(said["changes"][4]["text"], "entry \"Anna\": name \"Anna\" -> \"Countess\"");
    assert_eq!(said["dry_run"], false);
    let kept = json!([{"kind": "entry", "name": "Spare"}, {"kind": "team", "name": "Blues"}]);
    assert_eq!(said["not_in_document"], kept);
    let (stands, now) = read(&fixture).await;
    assert_eq!(tag(&headers), now);
    assert_ne!(now, etag);
    assert_eq!((&stands["name"], &stands["owners"]), (&wanted["name"], &wanted["owners"]));
    assert_eq!(stands["entries"].as_array().unwrap().len(), 4, "who is not in it stays");
    let told = nudges(&fixture).await;
    for event in ["standings", "live"] {
        let count = |of: &Value| {
            let rows = of.as_array().unwrap().iter();
            rows.filter(|row| row["event"] == event).find_map(|row| row["count"].as_i64()).unwrap_or_default()
        };
        assert_eq!(count(&told) - count(&told_before), 1, "{event}: one word for all of it");
    }
    let logged = audit.take();
    let actions: Vec<_> = logged.iter().map(|event| event["action"].as_str()).collect();
    let due = [
        "tournament_update",
        "owner_grant",
        "roster_add",
        "roster_update",
        "roster_promote",
        "team_create",
        "team_update",
        "team_member_add",
        "team_member_add",
        "team_captain_unset",
        "team_captain_set",
    ];
    assert_eq!(actions, due);
    assert!(logged.iter().all(|event| event["actor"] == HOST && event["tournament"] == "cup"), "{logged:?}");
    // The host sees it at once.
    let anna = fixture.see(&format!("{CUP}/players/101")).await;
    assert_eq!(anna["name"], "Countess");
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_writes_nothing() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    let fixture = Fixture::set().await;
    let (document, etag) = read(&fixture).await;
    let wanted = changed(&document);
    let before = rows(&fixture).await;
    let standings = fixture.service.answer(&format!("{CUP}/standings")).await.headers()["etag"].clone();
    let key = uuid::Uuid::new_v4().to_string();
    let mut told = Value::Null;
    for headers in [&[][..], &[("idempotency-key", key.as_str())], &[("if-match", etag.as_str())]] {
        let (status, said_of, said) = put(&fixture, "?dry_run=true&prune=true", &wanted, headers).await;
        assert_eq!((status, tag(&said_of)), (200, etag.clone()), "{said}");
        assert!(!said_of.contains_key("idempotency-replayed"));
        assert_eq!(rows(&fixture).await, before);
        told = said;
    }
    assert_eq!(audit.take().len(), 0);
    assert_eq!(fixture.service.answer(&format!("{CUP}/standings")).await.headers()["etag"], standings);
    let (status, _, mut done) = put(&fixture, "?prune=true", &wanted, &[("idempotency-key", &key)]).await;
    assert_eq!(status, 200, "{done}");
    done["dry_run"] = true.into();
    assert_eq!(done, told, "and the key is good for the write itself");
    assert_ne!(rows(&fixture).await, before);
}

#[tokio::test]
async fn who_prunes_may_leave_themselves_out_but_not_everybody() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let with = |owners: Value| {
        let mut changed = document.clone();
        changed["owners"] = owners;
        changed
    };
    let mut without = document.clone();
    without.as_object_mut().unwrap().remove("owners");
    let before = rows(&fixture).await;
    for nobody in [with(json!([])), without] {
        let (status, _, said) = put(&fixture, "?prune=true", &nobody, &[]).await;
        assert_eq!((status, places(&said)), (422, vec![json!(["body", "owners"])]), "{said}");
        assert_eq!(rows(&fixture).await, before);
        let (status, _, said) = put(&fixture, "", &nobody, &[]).await;
        assert_eq!((status, &said["not_in_document"]), (200, &json!([{"kind": "owner", "name": HOST}])), "{said}");
    }
    let (status, headers, said) = put(&fixture, "?prune=true", &with(json!([RIVAL])), &[]).await;
    let due = [format!("add owner {RIVAL}"), format!("remove owner {HOST}")];
    assert_eq!((status, changes(&said)), (200, due.to_vec()), "{said}");
    assert_eq!(fixture.host("GET", DOCUMENT, Value::Null).await.0, 403, "no owner any more");
    let (status, now, _) = put_as(&fixture, RIVAL, "", &with(json!([RIVAL])), &[]).await;
    assert_eq!((status, tag(&now)), (200, tag(&headers)));
}

#[tokio::test]
async fn a_full_roster_with_teams_takes_one_request() {
    let fixture = Fixture::set().await;
    let (mut document, etag) = read(&fixture).await;
    let names: Vec<_> = (0..100).map(|n| format!("Entry {n}")).collect();
    let entries = names.iter().enumerate().map(|(n, name)| {
        json!({"name": name, "account": 1_000 + n, "presentation": {"displayName": format!("The {n}. of them")}})
    });
    let teams = names.chunks(13).enumerate().map(|(n, members)| {
        json!({"name": format!("Team {n}"), "initials": format!("T{n}"), "captain": members[0], "members": members})
    });
    document["entries"] = entries.collect();
    document["teams"] = teams.collect();
    assert_eq!(document["teams"].as_array().unwrap().len(), 8);
    let told_before = nudges(&fixture).await;
    let begun = Instant::now();
    let (status, headers, said) = put(&fixture, "?prune=true", &document, &[("if-match", &etag)]).await;
    eprintln!("100 entries with 8 teams in one request: {:?}", begun.elapsed());
    assert_eq!(status, 200, "{said}");
    // Entries with those who go, teams with those that go, members, captains.
    assert_eq!(changes(&said).len(), 100 + 3 + 8 + 2 + 100 + 8, "{said}");
    let told = nudges(&fixture).await;
    let count = |of: &Value| of.as_array().unwrap().iter().map(|row| row["count"].as_i64().unwrap()).sum::<i64>();
    assert_eq!(count(&told) - count(&told_before), 1, "of the standings alone: {told_before} {told}");
    let (stands, now) = read(&fixture).await;
    assert_eq!((&stands, now), (&document, tag(&headers)));
    let (status, headers, said) = put(&fixture, "?prune=true", &stands, &[("if-match", &tag(&headers))]).await;
    assert_eq!((status, &said["changes"]), (200, &json!([])));
    assert!(headers.contains_key("etag"));
}
