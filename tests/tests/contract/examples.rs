//! The examples in the OpenAPI document are what the service answers over the simulated event, and the committed
//! document is what the service serves. With `UPDATE_EXAMPLES=1` both are written anew.

use std::{fs, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use domain::{clock::Clock as _, tournament::Window};
use serde_json::{Value, json};
use sim::World;
use store::tournaments::NewTournament;
use tests::{
    Service, TestClock,
    service::{HOST, NOW, settings},
    tournament::{create, enter, team, tournament},
};

use crate::fixture::catch_up;

/// Lists are cut to so many items.
const ITEMS: usize = 2;
const SEED: u64 = 1999;
const CUP: &str = "/v1/tournaments/demo-cup";

/// The demo's event, polled twice with some minutes between.
async fn event() -> Service {
    let clock = TestClock::at(NOW);
    let (now, world) = (clock.now(), World::demo(SEED, clock.now().unix_seconds()));
    let service = Service::with(world, clock, api::Environment::Development, &settings(), api::Flags::default()).await;
    let window = Window { start: Some(now - TimeDelta::days(2)), end: Some(now + TimeDelta::days(13)) };
    let name = "The Demo Cup".to_owned();
    let id = create(&service.database.pool, &NewTournament { name, window, ..tournament("demo-cup") }).await;
    let roster = sim::demo::roster();
    let mut entries = Vec::new();
    for entry in &roster {
        let profile = entry.profile_id.map(|profile| profile.0);
        entries.push((entry.team, enter(&service.database.pool, id, entry.name, profile).await));
    }
    for demo in sim::demo::teams() {
        let members: Vec<_> = entries.iter().filter(|(team, _)| *team == Some(demo.name)).map(|(_, id)| *id).collect();
        team(&service.database.pool, id, demo.name, &members).await;
    }
    service.make_owner(id, HOST).await;
    catch_up(&service).await;
    service.clock.advance(TimeDelta::minutes(5));
    service.sim.world(|world| world.advance(Duration::from_mins(5)));
    catch_up(&service).await;
    service
}

/// `value` with its lists cut, and without the database's own clock.
fn cut(mut value: Value) -> Value {
    match &mut value {
        Value::Array(items) => {
            items.truncate(ITEMS);
            items.iter_mut().for_each(|item| *item = cut(item.take()));
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                *field = if name == "created_at" { json!("2026-06-01T09:00:00Z") } else { cut(field.take()) };
            }
        }
        _ => {}
    }
    value
}

async fn examples(service: &Service) -> Vec<(&'static str, Value)> {
    let token = service.token(HOST);
    let live = service.get(&format!("{CUP}/live")).await;
    let matches = service.get(&format!("{CUP}/matches?state=completed")).await;
    let one = &matches["items"][0]["match_id"];
    assert!(live["items"][0].is_object(), "nobody is in a game");
    let paths = [
        ("tournaments", "/v1/tournaments".to_owned()),
        ("tournament", CUP.to_owned()),
        ("standings", format!("{CUP}/standings")),
        ("team_standings", format!("{CUP}/teams/standings")),
        ("standings_history", format!("{CUP}/standings/history")),
        ("summary", format!("{CUP}/summary")),
        ("civ_stats", format!("{CUP}/civ-stats")),
        ("head_to_head", format!("{CUP}/head-to-head")),
        ("progression", format!("{CUP}/progression")),
        ("matches", format!("{CUP}/matches?state=completed")),
        ("match", format!("{CUP}/matches/{one}")),
        ("live", format!("{CUP}/live")),
        ("players", format!("{CUP}/players")),
        ("player", format!("{CUP}/players/10000000000")),
        ("leaderboards", "/v1/leaderboards".to_owned()),
        ("civilizations", "/v1/civilizations".to_owned()),
        ("me", "/v1/me".to_owned()),
        ("owners", format!("{CUP}/owners")),
    ];
    let mut examples = Vec::new();
    for (name, path) in paths {
        let is_private = ["me", "owners"].contains(&name);
        let (status, _, body) =
            service.send("GET", &path, Some(&token).filter(|_| is_private).map(String::as_str), None, &[]).await;
        assert_eq!(status, 200, "{path}: {body}");
        examples.push((name, cut(body)));
    }
    examples
}

fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Compares the file with what it should hold, or writes it.
fn holds(path: &str, due: &Value) {
    let path = repository(path);
    if std::env::var_os("UPDATE_EXAMPLES").is_some() {
        fs::write(&path, format!("{due:#}\n")).unwrap();
        return;
    }
    let text = fs::read_to_string(&path).unwrap();
    let held: Value = serde_json::from_str(&text).unwrap();
    assert!(held == *due, "{} is out of date: run `make openapi`", path.display());
}

#[tokio::test]
async fn the_examples_are_what_the_service_answers() {
    let service = event().await;
    for (name, example) in examples(&service).await {
        holds(&format!("crates/api/src/openapi/{name}.json"), &example);
    }
}

#[tokio::test]
async fn the_committed_document_is_what_the_service_serves() {
    let served = Service::start().await.get("/openapi.json").await;
    holds("docs/openapi.json", &served);
    let with_example = served["paths"].as_object().unwrap().values().filter(|item| {
        item.pointer("/get/responses/200/content/application~1json/example").is_some_and(Value::is_object)
            || item.pointer("/get/responses/200/content/application~1json/example").is_some_and(Value::is_array)
    });
    assert_eq!(with_example.count(), 18, "every list of names in `openapi.rs` was met");
}
