//! The examples in the OpenAPI document are what the service answers over the simulated event, and the committed
//! document is what the service serves. With `UPDATE_EXAMPLES=1` both are written anew.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use chrono::TimeDelta;
use domain::{clock::Clock as _, tournament::Window};
use serde_json::{Value, json};
use sim::{Game, MatchType, World};
use store::tournaments::NewTournament;
use tests::{
    Service, TestClock,
    service::{HOST, NOW, settings},
    tournament::{create, enter, team, tournament},
};

use super::fixture::catch_up;

/// Lists are cut to so many items.
const ITEMS: usize = 2;
const SEED: u64 = 1999;
const CUP: &str = "/v1/tournaments/demo-cup";
const EXAMPLES: &str = "crates/api/src/openapi/examples";

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
    // The database's own clock is in the names of feeds.
    service.database.run("update tournaments set created_at = '2026-06-01T09:00:00Z'").await;
    service.make_owner(id, HOST).await;
    catch_up(&service).await;
    of_stages(&service, &entries.iter().map(|(_, entry)| entry.0).collect::<Vec<_>>()).await;
    service.clock.advance(TimeDelta::minutes(5));
    service.sim.world(|world| {
        let accounts: Vec<_> = roster.iter().filter_map(|entry| entry.profile_id).collect();
        world.advance(Duration::from_mins(5));
        let game = Game::new(MatchType::Custom, &accounts[..1], &accounts[1..2]);
        world.play(&game.lasting(Duration::from_mins(5)));
    });
    catch_up(&service).await;
    service
}

/// Starts a round robin of the first entries.
async fn of_stages(service: &Service, entries: &[i64]) {
    let token = service.token(HOST);
    let stage = json!({
        "name": "Groups", "format": "round_robin", "participants": entries[..4], "groups": 1,
        "series_format": {"best_of": 3}, "advance": 2, "visibility": "public",
    });
    for (path, body, status) in [("/stages", Some(stage), 201), ("/stages/1/start", None, 200)] {
        let (answered, _, said) = service.send("POST", &format!("{CUP}{path}"), Some(&token), body, &[]).await;
        assert_eq!(answered, status, "{said}");
    }
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
                *field = if name == "created_at" || name == "excluded_at" {
                    json!("2026-06-01T09:00:00Z")
                } else {
                    cut(field.take())
                };
            }
        }
        _ => {}
    }
    value
}

/// A tournament's document that is cut, without the members and participants that are not in it any more.
fn coherent(mut document: Value) -> Value {
    let names: Vec<_> = document["entries"].as_array().unwrap().iter().map(|entry| entry["name"].clone()).collect();
    for team in document["teams"].as_array_mut().unwrap() {
        team["members"].as_array_mut().unwrap().retain(|member| names.contains(member));
        if !names.contains(&team["captain"]) {
            team.as_object_mut().unwrap().remove("captain");
        }
    }
    let teams: Vec<_> = document["teams"].as_array().unwrap().iter().map(|team| team["name"].clone()).collect();
    for stage in document["stages"].as_array_mut().into_iter().flatten() {
        let known = if stage["sides"] == "teams" { &teams } else { &names };
        stage["participants"].as_array_mut().unwrap().retain(|participant| known.contains(participant));
        stage["groups"] = 1.into();
    }
    document
}

/// What the service answers to the document of an example that is edited.
async fn of_an_edit(service: &Service, mut document: Value) -> Value {
    // Its stages have been started, and lost participants when it was cut.
    document.as_object_mut().unwrap().remove("stages");
    document["prize_pool_cents"] = json!(500_000);
    document["entries"].as_array_mut().unwrap().push(json!({"name": "Hedgewick", "account": 7_100_002}));
    let (path, token) = (format!("{CUP}/document"), service.token(HOST));
    let (status, _, body) = service.send("PUT", &path, Some(&token), Some(document), &[]).await;
    assert_eq!(status, 200, "{body}");
    cut(body)
}

/// The list of exclusions once a match is excluded.
async fn of_an_exclusion(service: &Service, one: &str) -> Value {
    let (path, token) = (format!("{CUP}/exclusions"), service.token(HOST));
    let body = json!({"reason": "Played on the wrong map; it was restarted."});
    let (status, ..) = service.send("PUT", &format!("{path}/{one}"), Some(&token), Some(body), &[]).await;
    assert_eq!(status, 204);
    cut(service.get(&path).await)
}

/// Reads of which the document has no example: what flags there are is a deployment's, and a stream is no JSON.
const WITHOUT: [&str; 3] = ["list_flags", "stream", "stream_tournament"];

/// Examples of answers that are no JSON are cut to so many lines.
const LINES: usize = 30;

/// The beginning of a text, its lines as they are, except that lines of JSON are cut as other JSON is.
fn beginning(path: &str, text: &str) -> Value {
    if path.ends_with(".ndjson") {
        let lines = text.lines().take(ITEMS).map(|line| format!("{}\n", cut(serde_json::from_str(line).unwrap())));
        return lines.collect::<String>().into();
    }
    // A file's first line has the names of its columns.
    let most = if path.ends_with(".csv") { ITEMS + 1 } else { LINES };
    let lines: Vec<_> = text.split_inclusive('\n').take(most).collect();
    lines.concat().into()
}

/// What an operation is asked for beyond its path.
fn query(operation: &str) -> &'static str {
    match operation {
        // Of the newest one not all is known.
        "list_matches" => "?state=completed",
        "search_accounts" => "?query=el",
        "get_text_player" => "?name=barbecho",
        "get_text_team" => "?name=heron",
        _ => "",
    }
}

/// What the service answers to each `GET` under `/v1` of its document, by the name of the operation.
async fn examples(service: &Service) -> BTreeMap<String, Value> {
    let token = service.token(HOST);
    let live = service.get(&format!("{CUP}/live")).await;
    let matches = service.get(&format!("{CUP}/matches?state=completed")).await;
    let one = matches["items"][0]["match_id"].to_string();
    assert!(live["items"][0].is_object(), "nobody is in a game");
    let begun = service.get(&format!("{CUP}/series?status=live")).await;
    let series = begun["items"][0]["series_id"].to_string();
    let mut examples = BTreeMap::new();
    let document = service.get("/openapi.json").await;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(operation) = item["get"]["operationId"].as_str().and_then(|id| id.split_once("_v1_")) else {
            continue;
        };
        if WITHOUT.contains(&operation.0) {
            continue;
        }
        let parameters = [
            ("{tournament_slug}", "demo-cup"),
            ("{match_id}", &one),
            ("{tournament_player_id}", "10000000000"),
            ("{stage_id}", "1"),
            ("{series_id}", &series),
        ];
        let path = parameters.iter().fold(path.clone(), |path, (name, value)| path.replace(name, value));
        let query = query(operation.0);
        if !item["get"]["responses"]["200"]["content"]["application/json"].is_object() {
            let answer = service.answer(&format!("{path}{query}")).await;
            assert_eq!(answer.status(), 200, "{path}");
            examples.insert(operation.0.to_owned(), beginning(&path, &answer.text().await.unwrap()));
            continue;
        }
        let token = item["get"]["security"].is_array().then_some(token.as_str());
        let (status, _, body) = service.send("GET", &format!("{path}{query}"), token, None, &[]).await;
        assert_eq!(status, 200, "{path}: {body}");
        examples.insert(operation.0.to_owned(), cut(body));
    }
    examples.insert("list_exclusions".to_owned(), of_an_exclusion(service, &one).await);
    let document = examples.get_mut("get_tournament_document").expect("a document");
    *document = coherent(document.take());
    let edited = of_an_edit(service, document.clone()).await;
    examples.insert("put_tournament_document".to_owned(), edited);
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
    let text = fs::read_to_string(&path).unwrap_or_else(|_| "null".to_owned());
    let held: Value = serde_json::from_str(&text).unwrap();
    assert!(held == *due, "{} is out of date: run `make openapi`", path.display());
}

#[tokio::test]
async fn the_examples_are_what_the_service_answers() {
    let service = event().await;
    let examples = examples(&service).await;
    for (operation, example) in &examples {
        holds(&format!("{EXAMPLES}/{operation}.json"), example);
    }
    let files = fs::read_dir(repository(EXAMPLES)).unwrap().map(|file| file.unwrap().path());
    let files: Vec<_> = files.map(|file| file.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let unused: Vec<_> = files.iter().filter(|file| !examples.contains_key(*file)).collect();
    assert!(unused.is_empty(), "examples of no operation: {unused:?}");
}

#[tokio::test]
async fn the_committed_document_is_what_the_service_serves() {
    let served = Service::start().await.get("/openapi.json").await;
    holds("docs/openapi.json", &served);
    for operation in served["paths"].as_object().unwrap().values().map(|item| &item["get"]) {
        let Some((name, _)) = operation["operationId"].as_str().and_then(|id| id.split_once("_v1_")) else { continue };
        let mut contents = operation["responses"]["200"]["content"].as_object().unwrap().values();
        let has_example = contents.any(|content| content.get("example").is_some_and(|example| !example.is_null()));
        assert_eq!(has_example, !WITHOUT.contains(&name), "{name} has an example");
    }
}
