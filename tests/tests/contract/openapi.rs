//! The OpenAPI document and the page that shows it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    process::Command,
};

use serde_json::{Value, json};
use tests::Service;

use super::ask::get;

const OPERATIONS: [(&str, &str); 21] = [
    ("/", "root__get"),
    ("/health", "health_check_health_get"),
    ("/v1/civilizations", "list_civilizations_v1_civilizations_get"),
    ("/v1/flags", "list_flags_v1_flags_get"),
    ("/v1/leaderboards", "list_leaderboards_v1_leaderboards_get"),
    ("/v1/stream", "stream_v1_stream_get"),
    ("/v1/tournaments", "list_tournaments_v1_tournaments_get"),
    ("/v1/tournaments/{}", "get_tournament_detail_v1_tournaments__tournament_slug__get"),
    ("/v1/tournaments/{}/live", "get_live_v1_tournaments__tournament_slug__live_get"),
    ("/v1/tournaments/{}/matches", "list_matches_v1_tournaments__tournament_slug__matches_get"),
    ("/v1/tournaments/{}/matches/{}", "get_match_v1_tournaments__tournament_slug__matches__match_id__get"),
    ("/v1/tournaments/{}/players", "list_players_v1_tournaments__tournament_slug__players_get"),
    ("/v1/tournaments/{}/players/{}", "get_player_v1_tournaments__tournament_slug__players__tournament_player_id__get"),
    ("/v1/tournaments/{}/standings", "get_standings_v1_tournaments__tournament_slug__standings_get"),
    ("/v1/tournaments/{}/civ-stats", "get_civ_stats_v1_tournaments__tournament_slug__civ_stats_get"),
    ("/v1/tournaments/{}/head-to-head", "get_head_to_head_v1_tournaments__tournament_slug__head_to_head_get"),
    ("/v1/tournaments/{}/progression", "get_progression_v1_tournaments__tournament_slug__progression_get"),
    (
        "/v1/tournaments/{}/standings/history",
        "get_standings_history_v1_tournaments__tournament_slug__standings_history_get",
    ),
    ("/v1/tournaments/{}/summary", "get_summary_v1_tournaments__tournament_slug__summary_get"),
    ("/v1/tournaments/{}/teams/standings", "get_team_standings_v1_tournaments__tournament_slug__teams_standings_get"),
    ("/v1/tournaments/{}/stream", "stream_tournament_v1_tournaments__tournament_slug__stream_get"),
];

/// Where the contract is.
pub(crate) fn reference() -> PathBuf {
    std::env::var_os("STANDINGS_REFERENCE_DIR").map(PathBuf::from).expect("STANDINGS_REFERENCE_DIR is set")
}

pub(crate) async fn document() -> Value {
    Service::start().await.get("/openapi.json").await
}

pub(crate) fn with_nameless_parameters(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn operations_keep_the_names_that_clients_were_generated_with() {
    let document = document().await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
    let paths = document["paths"].as_object().unwrap();
    let reads: BTreeMap<_, _> =
        paths.iter().map(|(path, item)| (with_nameless_parameters(path), &item["get"]["operationId"])).collect();
    for (path, operation) in OPERATIONS {
        assert_eq!(reads.get(path).copied(), Some(&json!(operation)), "{path}");
    }
}

#[tokio::test]
async fn no_two_operations_share_a_name() {
    let document = document().await;
    let mut names = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().expect("a name").to_owned();
            assert!(names.insert(name.clone()), "{name} is there twice");
        }
    }
    assert!(names.len() >= OPERATIONS.len());
}

#[tokio::test]
async fn every_answer_is_described_and_refusals_have_a_body() {
    let document = document().await;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let described = response["description"].as_str().is_some_and(|text| !text.is_empty());
                let has_body = response["content"]["application/json"]["schema"].is_object();
                assert!(described && (status.as_str() < "300" || has_body), "{method} {path} {status}: {response}");
            }
        }
    }
    let refusals = |method: &str, path: &str| {
        let responses = document["paths"][path][method]["responses"].as_object().unwrap();
        responses.keys().filter(|status| status.as_str() >= "400").cloned().collect::<Vec<_>>()
    };
    assert_eq!(refusals("get", "/v1/tournaments/{tournament_slug}/standings"), ["404", "422", "429", "503"]);
    let add = refusals("post", "/v1/tournaments/{tournament_slug}/players");
    assert_eq!(add, ["401", "403", "404", "409", "413", "422", "429", "503"]);
}

#[tokio::test]
async fn rows_of_lists_are_the_types_they_are_called_by() {
    let schemas = document().await["components"]["schemas"].clone();
    let lists: Vec<_> =
        schemas.as_object().unwrap().iter().filter(|(name, _)| name.starts_with("ListEnvelope_")).collect();
    assert!(lists.len() >= 7, "{lists:?}");
    for (name, list) in lists {
        let row = name.strip_prefix("ListEnvelope_").unwrap();
        assert_eq!(list["properties"]["items"]["items"]["$ref"], format!("#/components/schemas/{row}"));
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let mut references = BTreeSet::new();
    gather(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("within the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

fn gather(value: &Value, references: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| gather(field, references));
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, references)),
        _ => {}
    }
}

#[tokio::test]
#[ignore = "needs the reference folder"]
async fn what_is_built_has_the_contracts_shape() {
    let folder = tempfile::tempdir().unwrap();
    let ours = folder.path().join("openapi.json");
    std::fs::write(&ours, document().await.to_string()).unwrap();
    let check = Command::new("python3").arg(reference().join("tools/check_openapi.py")).arg(&ours).output().unwrap();
    let told = String::from_utf8(check.stdout).unwrap();
    assert!(told.contains("operations compared, 0 differences"), "{told}");
}

#[tokio::test]
async fn the_documentation_asks_no_other_host_for_anything() {
    let service = Service::start().await;
    let page = get(&service, "/docs", &[]).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let html = String::from_utf8(page.body).unwrap();
    for foreign in ["http:", "https:", "src=\"//", "href=\"//", "url(//"] {
        assert!(!html.contains(foreign), "{foreign} in {html}");
    }
    assert!(html.contains("src=\"/docs/scalar.js\"") && html.contains("/openapi.json"), "{html}");
}

#[tokio::test]
async fn the_documentations_program_is_served_from_here() {
    let service = Service::start().await;
    let script = get(&service, "/docs/scalar.js", &[]).await;
    assert_eq!((script.status, script.header("content-type")), (200, Some("text/javascript; charset=utf-8")));
    assert!(script.body.len() > 100_000);
    assert_eq!(script.header("cache-control"), Some("public, max-age=3600"));
    let tag = script.header("etag").expect("a tag");
    let weak = format!("W/{tag}");
    for known in [tag, &weak, &format!("\"another\", {weak}"), "*"] {
        let again = get(&service, "/docs/scalar.js", &[("if-none-match", known)]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
    }
    assert_eq!(get(&service, "/docs/scalar.js", &[("if-none-match", "\"another\"")]).await.status, 200);
    let coded = get(&service, "/docs/scalar.js", &[("accept-encoding", "zstd")]).await;
    assert_eq!((coded.status, coded.header("content-encoding")), (200, Some("zstd")));
    assert!(coded.body.len() < script.body.len() / 2 && coded.decoded() == script.body);
}
