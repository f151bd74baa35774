//! What is logged of writes: one event for each that was done, under stable names.

use serde_json::{Value, json};
use tests::{
    LogCapture,
    proxy::Fault,
    service::{HOST, RIVAL},
};
use uuid::Uuid;

use super::fixture::{CUP, Fixture};

/// A write that must succeed, logged once as `action` with `targets`, and not again when it is replayed.
async fn logs(
    fixture: &Fixture,
    audit: &LogCapture,
    (method, path): (&str, &str),
    body: Value,
    action: &str,
) -> (i64, String) {
    let key = Some(Uuid::new_v4());
    let answer = fixture.ask(HOST, (method, path), &body, key).await;
    assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    assert!(fixture.ask(HOST, (method, path), &body, key).await.is_replay());
    let [logged] = &audit.take()[..] else { panic!("{method} {path}: one event") };
    assert_eq!((logged["action"].as_str(), logged["actor"].as_str()), (action, HOST));
    let text = format!("{logged:?}");
    assert!(!text.contains("hidden") && !text.contains("eyJ") && !text.contains('@'), "{text}");
    if action != "tournament_create" {
        assert_eq!(logged["tournament"], "cup");
    }
    let id = answer.header("location").rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_default();
    (id, logged["targets"].clone())
}

#[tokio::test]
async fn each_write_that_was_done_is_logged_once() {
    let audit = LogCapture::start(|event, _| event.target() == "audit");
    let fixture = Fixture::set().await;
    let bag = json!({"flag": "hidden", "note": {"deep": "hidden"}});
    let at = |path: &str| format!("{CUP}{path}");
    let log = async |method: &str, path: String, body: Value, action: &str| {
        logs(&fixture, &audit, (method, &path), body, action).await
    };
    let new = json!({"slug": "new", "name": "N", "leaderboard_id": 3, "presentation": bag});
    let (_, said) = log("POST", "/v1/tournaments".to_owned(), new, "tournament_create").await;
    assert!(said.contains("new") && said.contains("flag") && said.contains("note"), "{said}");
    let (_, said) = log("PATCH", at(""), json!({"presentation": bag}), "tournament_update").await;
    assert!(said.contains("flag"), "{said}");
    let (_, said) = log("POST", at("/owners"), json!({"user_id": RIVAL}), "owner_grant").await;
    assert!(said.contains(RIVAL), "{said}");
    log("DELETE", at(&format!("/owners/{RIVAL}")), Value::Null, "owner_revoke").await;
    let (anna, said) = log("POST", at("/players"), json!({"name": "Anna", "presentation": bag}), "roster_add").await;
    assert!(said.contains(&anna.to_string()) && said.contains("flag"), "{said}");
    let entry = at(&format!("/players/{anna}"));
    log("PATCH", entry.clone(), json!({"presentation": bag}), "roster_update").await;
    let (_, said) = log("PATCH", entry.clone(), json!({"profile_id": 101}), "roster_promote").await;
    assert!(said.contains(&anna.to_string()) && said.contains("101"), "{said}");
    let (team, _) = log("POST", at("/teams"), json!({"name": "Reds", "initials": "R"}), "team_create").await;
    let reds = at(&format!("/teams/{team}"));
    log("PATCH", reds.clone(), json!({"name": "Crimsons"}), "team_update").await;
    let who = json!({"tournament_player_id": anna});
    let (_, said) = log("POST", format!("{reds}/members"), who.clone(), "team_member_add").await;
    assert!(said.contains(&anna.to_string()) && said.contains(&team.to_string()), "{said}");
    let (blues, _) = log("POST", at("/teams"), json!({"name": "Blues", "initials": "B"}), "team_create").await;
    let (from, to) = (format!("{reds}/members/{anna}"), format!("{}/members/{anna}", at(&format!("/teams/{blues}"))));
    for (path, whither) in [(from, blues), (to, team)] {
        let (_, said) = log("PATCH", path, json!({"team_id": whither}), "team_member_add").await;
        for number in [anna, team, blues] {
            assert!(said.contains(&number.to_string()), "{said}");
        }
    }
    log("PATCH", format!("{reds}/captain"), who.clone(), "team_captain_set").await;
    log("DELETE", format!("{reds}/captain"), Value::Null, "team_captain_unset").await;
    for (user, method, path, body, status) in [
        (HOST, "DELETE", format!("{reds}/captain"), Value::Null, 204),
        (HOST, "POST", format!("{reds}/members"), who, 409),
        (HOST, "POST", at("/players"), json!({"name": "Anna"}), 409),
        (HOST, "POST", at("/players"), json!({"name": 7}), 422),
        (RIVAL, "DELETE", at(""), Value::Null, 403),
    ] {
        assert_eq!(fixture.ask(user, (method, &path), &body, Some(Uuid::new_v4())).await.status, status);
        assert_eq!(audit.take().len(), 0, "{method} {path}: nothing was done");
    }
    fixture.service.proxy.fault_after(8, Fault::CutBefore);
    assert_eq!(fixture.ask(HOST, ("POST", &at("/players")), &json!({"name": "Zoe"}), None).await.status, 503);
    fixture.service.proxy.mend();
    assert_eq!(audit.take().len(), 0, "what was rolled back");
    log("DELETE", format!("{reds}/members/{anna}"), Value::Null, "team_member_remove").await;
    log("DELETE", reds, Value::Null, "team_delete").await;
    log("DELETE", entry, Value::Null, "roster_remove").await;
    log("DELETE", at(""), Value::Null, "tournament_delete").await;
}
