//! What the OpenAPI document says of requests: cookies, keys, defaults, nulls, and when to come back.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    ask::get,
    fixture::polled_cup,
    openapi::{document, with_nameless_parameters},
};

/// The operations of a document: method, path, and what is said of them.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    let all = paths.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |of| (path, of)));
    all.map(|(path, (method, operation))| (method.as_str(), path.as_str(), operation)).collect()
}

/// The parameters of an operation that stand in `place`.
fn parameters<'a>(operation: &'a Value, place: &str) -> Vec<&'a Value> {
    let all = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|parameter| parameter["in"] == place).collect()
}

#[tokio::test]
async fn who_must_be_signed_in_is_told_with_the_cookie() {
    let document = document().await;
    let scheme = &document["components"]["securitySchemes"]["criticalbit_access"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&json!("apiKey"), &json!("cookie"), &json!("criticalbit_access"))
    );
    let mut signed_in = 0;
    for (method, path, operation) in operations(&document) {
        let is_needed = method != "get"
            || ["/v1/me", "/v1/accounts"].contains(&path)
            || path.ends_with("/owners")
            || path.ends_with("/document");
        let expected = if is_needed { json!([{"criticalbit_access": []}]) } else { Value::Null };
        assert_eq!(operation["security"], expected, "{method} {path}");
        assert_eq!(operation["responses"].get("401").is_some(), is_needed, "{method} {path}");
        signed_in += usize::from(is_needed);
    }
    assert!(signed_in >= 18, "{signed_in}");
}

#[tokio::test]
async fn every_write_takes_an_idempotency_key() {
    let document = document().await;
    for (method, path, operation) in operations(&document) {
        let headers = parameters(operation, "header");
        if method == "get" {
            assert_eq!(headers, [&Value::Null; 0], "{path}");
            continue;
        }
        let (conditions, headers): (Vec<_>, Vec<_>) =
            headers.into_iter().partition(|header| header["name"] == "If-Match");
        assert_eq!(conditions.len(), usize::from(method == "put" && path.ends_with("/document")), "{method} {path}");
        let [key] = headers[..] else { panic!("{method} {path}: {headers:?}") };
        assert_eq!((&key["name"], &key["required"]), (&json!("Idempotency-Key"), &json!(false)), "{method} {path}");
        assert_eq!(key["schema"], json!({"type": "string", "format": "uuid"}), "{method} {path}");
        let bodies = ["409", "422"]
            .map(|status| &operation["responses"][status]["content"]["application/json"]["schema"]["$ref"]);
        assert_eq!(bodies, ["#/components/schemas/Conflict", "#/components/schemas/Unprocessable"], "{method} {path}");
    }
    let shapes = |name: &str| {
        let all = document["components"]["schemas"][name]["oneOf"].as_array().unwrap();
        all.iter().map(|one| one["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shapes("Conflict"), ["Refusal", "ErrorEnvelope"]);
    assert_eq!(shapes("Unprocessable"), ["HTTPValidationError", "Refusal", "ErrorEnvelope"]);
}

#[tokio::test]
async fn who_is_to_come_back_is_told_when() {
    let document = document().await;
    let mut told = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            let waits = ["429", "503"].contains(&status.as_str()) && path.starts_with("/v1") || status == "409";
            if waits {
                assert_eq!(response["headers"]["Retry-After"]["schema"]["type"], "integer", "{method} {path} {status}");
                told.insert(status.as_str());
            }
        }
    }
    assert_eq!(told, BTreeSet::from(["409", "429", "503"]));
}

#[tokio::test]
async fn a_default_is_what_is_meant_when_nothing_is_said() {
    let service = polled_cup().await;
    let document = service.get("/openapi.json").await;
    let mut told = Vec::new();
    for (method, path, operation) in operations(&document) {
        for parameter in parameters(operation, "query") {
            let (schema, name) = (&parameter["schema"], parameter["name"].as_str().unwrap());
            let nullable = schema["anyOf"].as_array().is_some_and(|any| any[1] == json!({"type": "null"}));
            assert_eq!(nullable, ["profile_id", "leaderboard_id", "state"].contains(&name), "{method} {path} {name}");
            let address = path.replace("{tournament_slug}", "cup").replace("{tournament_player_id}", "10000000000");
            let with = |value: &str| format!("{address}?{name}={value}");
            if nullable {
                let (null, none) = (get(&service, &with("null"), &[]).await, get(&service, &address, &[]).await);
                assert_eq!((null.status, &null.body), (200, &none.body), "{path} {name}");
            }
            let Some(default) = schema.get("default") else { continue };
            if operation["security"].is_array() {
                // What only the signed-in get has no tag, for nobody keeps it.
                continue;
            }
            let mut tags = Vec::new();
            for asked in [address.clone(), with(&default.to_string())] {
                tags.push(get(&service, &asked, &[]).await.header("etag").expect("a tag").to_owned());
            }
            assert_eq!(tags[0], tags[1], "{path} {name}");
            told.push((
                with_nameless_parameters(path).replace("/v1/tournaments", ""),
                name.to_owned(),
                default.clone(),
            ));
        }
    }
    for (path, name, default) in [
        ("/{}/head-to-head", "limit", 50),
        ("/{}/matches", "limit", 50),
        ("/{}/players/{}", "match_limit", 20),
        ("/{}/summary", "win_rate_min_games", 5),
    ] {
        assert!(told.contains(&(path.to_owned(), name.to_owned(), json!(default))), "{path} {name}: {told:?}");
    }
    for (schema, field, default) in [
        ("TournamentCreate", "rank_by", json!("peak_rating")),
        ("TournamentCreate", "host_stream_urls", json!([])),
        ("TournamentCreate", "presentation", json!({})),
        ("RosterPlayerCreate", "presentation", json!({})),
        ("TournamentRead", "host_stream_live", json!(false)),
        ("RecentMatchup", "opponents", json!([])),
    ] {
        assert_eq!(
            document["components"]["schemas"][schema]["properties"][field]["default"], default,
            "{schema} {field}"
        );
    }
}

#[tokio::test]
async fn a_whole_number_is_one_of_those_with_a_fraction() {
    let figure = &document().await["components"]["schemas"]["Figure"];
    let kinds: Vec<_> = figure["anyOf"].as_array().unwrap().iter().map(|kind| &kind["type"]).collect();
    assert_eq!((kinds, figure.get("oneOf")), (vec![&json!("integer"), &json!("number")], None));
}

#[tokio::test]
async fn a_field_that_must_not_be_null_is_not_said_to_be() {
    let document = document().await;
    let is_nullable = |schema: &str, field: &str| {
        let field = &document["components"]["schemas"][schema]["properties"][field];
        assert!(field.is_object(), "{schema} {field}");
        field["type"].as_array().is_some_and(|all| all.contains(&json!("null"))) || field["oneOf"][1]["type"] == "null"
    };
    for (schema, fields, expected) in [
        ("TournamentUpdate", &["name", "leaderboard_id", "rank_by", "host_stream_urls", "presentation"][..], false),
        ("TournamentUpdate", &["start_date", "end_date", "prize_pool_cents"], true),
        ("TournamentCreate", &["rank_by", "host_stream_urls", "presentation"], false),
        ("TeamUpdate", &["name", "initials"], false),
        ("RosterPlayerUpdate", &["profile_id", "presentation"], true),
        ("TeamMemberUpdate", &["team_id"], false),
    ] {
        for field in fields {
            assert_eq!(is_nullable(schema, field), expected, "{schema}.{field}");
        }
    }
}
