//! What is logged of writes: one event for each that was done, under stable names.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tests::proxy::Fault;
use tests::service::{HOST, RIVAL};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};
use uuid::Uuid;

use crate::stage::{CUP, Stage};

/// Remembers the fields of events of the target `audit`.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<Vec<Fields>>>);

#[derive(Clone, Debug, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber> Layer<S> for Ledger {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "audit" {
            let mut fields = Fields::default();
            event.record(&mut fields);
            self.0.lock().unwrap().push(fields);
        }
    }
}

impl Ledger {
    fn take(&self) -> Vec<Fields> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A write that must succeed, logged once as `action` with `targets`, and not again when it is replayed.
async fn logs(
    stage: &Stage,
    ledger: &Ledger,
    (method, path): (&str, &str),
    body: Value,
    action: &str,
) -> (i64, String) {
    let key = Some(Uuid::new_v4());
    let answer = stage.ask(HOST, (method, path), &body, key).await;
    assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    assert!(stage.ask(HOST, (method, path), &body, key).await.is_replay());
    let [logged] = &ledger.take()[..] else { panic!("{method} {path}: one event") };
    assert_eq!((logged.0["action"].as_str(), logged.0["actor"].as_str()), (action, HOST));
    let text = format!("{logged:?}");
    assert!(!text.contains("hidden") && !text.contains("eyJ") && !text.contains('@'), "{text}");
    if action != "tournament_create" {
        assert_eq!(logged.0["tournament"], "cup");
    }
    let id = answer.header("location").rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_default();
    (id, logged.0["targets"].clone())
}

#[tokio::test]
async fn each_write_that_was_done_is_logged_once() {
    let ledger = Ledger::default();
    // While there is but one subscriber, an event first met on another test's thread is judged by that
    // thread's, which has none, and never told to ours.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(ledger.clone()));
    let stage = Stage::set().await;
    let bag = json!({"flag": "hidden", "note": {"deep": "hidden"}});
    let at = |path: &str| format!("{CUP}{path}");
    let log = async |method: &str, path: String, body: Value, action: &str| {
        logs(&stage, &ledger, (method, &path), body, action).await
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
        assert_eq!(stage.ask(user, (method, &path), &body, Some(Uuid::new_v4())).await.status, status);
        assert_eq!(ledger.take().len(), 0, "{method} {path}: nothing was done");
    }
    stage.service.door.fault_after(8, Fault::CutBefore);
    assert_eq!(stage.ask(HOST, ("POST", &at("/players")), &json!({"name": "Zoe"}), None).await.status, 503);
    stage.service.door.mend();
    assert_eq!(ledger.take().len(), 0, "what was rolled back");
    log("DELETE", format!("{reds}/members/{anna}"), Value::Null, "team_member_remove").await;
    log("DELETE", reds, Value::Null, "team_delete").await;
    log("DELETE", entry, Value::Null, "roster_remove").await;
    log("DELETE", at(""), Value::Null, "tournament_delete").await;
}
