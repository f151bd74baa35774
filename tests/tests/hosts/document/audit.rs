//! A document is audited as hosts' single requests for the same changes: one search of the log finds them all.

use serde_json::{Value, json};
use tests::{LogCapture, service::HOST};

use super::{put, read, stage};
use crate::hosts::fixture::{CUP, Fixture, THIRD};

/// The action and targets of each event since the last call, sorted.
fn audited(audit: &LogCapture) -> Vec<[String; 2]> {
    let mut events: Vec<_> =
        audit.take().iter().map(|event| ["action", "targets"].map(|of| event[of].clone())).collect();
    events.sort();
    events
}

/// Makes the changes of [`changed`], each by a request of its own.
async fn change_one_by_one(fixture: &Fixture) {
    let Fixture { anna, guest, spare, reds, blues, .. } = fixture;
    let (status, team) = fixture.host("POST", &format!("{CUP}/teams"), json!({"name": "Greys", "initials": "G"})).await;
    assert_eq!(status, 201, "{team}");
    let greys = team["id"].as_i64().unwrap();
    let of_guest = json!({"tournament_player_id": guest});
    let stage = json!({"name": "New", "format": "manual", "participants": [guest], "series_format": {"best_of": 1}});
    for (method, path, body) in [
        ("PATCH", String::new(), json!({"presentation": {"flag": "de", "note": 7}})),
        ("POST", "/owners".to_owned(), json!({"user_id": THIRD})),
        ("POST", "/players".to_owned(), json!({"name": "Zoe", "profile_id": 106, "presentation": {"flag": "de"}})),
        ("PATCH", format!("/players/{anna}"), json!({"presentation": {"flag": "fr"}})),
        ("PATCH", format!("/players/{guest}"), json!({"profile_id": 105})),
        ("DELETE", format!("/players/{spare}"), Value::Null),
        ("PATCH", format!("/teams/{reds}"), json!({"initials": "R"})),
        ("DELETE", format!("/teams/{blues}"), Value::Null),
        ("DELETE", format!("/teams/{reds}/captain"), Value::Null),
        ("PATCH", format!("/teams/{reds}/members/{anna}"), json!({"team_id": greys})),
        ("POST", format!("/teams/{greys}/members"), of_guest.clone()),
        ("PATCH", format!("/teams/{greys}/captain"), of_guest),
        ("PATCH", "/stages/2".to_owned(), json!({"participants": [anna, guest]})),
        ("DELETE", "/stages/1".to_owned(), Value::Null),
        ("POST", "/stages".to_owned(), stage),
    ] {
        let (status, body) = fixture.host(method, &format!("{CUP}{path}"), body).await;
        assert!((200..300).contains(&status), "{method} {path}: {status} {body}");
    }
}

/// The cup's document with a change for each action that documents have in common with requests, but the loss of
/// ownership and of a membership.
fn changed(document: &Value) -> Value {
    let mut changed = document.clone();
    changed["presentation"] = json!({"flag": "de", "note": 7});
    changed["owners"] = json!([HOST, THIRD]);
    changed["entries"] = json!([
        {"name": "Anna", "account": 101, "presentation": {"flag": "fr"}},
        {"name": "Guest", "account": 105},
        {"name": "Zoe", "account": 106, "presentation": {"flag": "de"}},
    ]);
    changed["teams"] = json!([
        {"name": "Reds", "initials": "R"},
        {"name": "Greys", "initials": "G", "captain": "Guest", "members": ["Anna", "Guest"]},
    ]);
    let mut swiss = changed["stages"][1].clone();
    assert_eq!(swiss["name"], "Swiss");
    swiss["participants"] = json!(["Anna", "Guest"]);
    changed["stages"] = json!([swiss, stage("New", "manual", &["Guest".to_owned()])]);
    changed
}

#[tokio::test]
async fn a_document_is_audited_as_single_requests_are() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    change_one_by_one(&Fixture::set().await).await;
    let by_requests = audited(&audit);
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let (status, _, said) = put(&fixture, "?prune=true", &changed(&document), &[]).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(audited(&audit), by_requests);
    assert_eq!(by_requests.len(), 16, "{by_requests:?}");
}
