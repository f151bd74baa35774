//! Mistakes in a document: each is told at its place, all of them at once, and nothing is changed.

use serde_json::{Value, json};
use tests::service::HOST;

use super::{DOCUMENT, put, read, rows};
use crate::hosts::fixture::{Fixture, places};

/// The refusal's places, after which everything is as it was.
async fn refused(fixture: &Fixture, query: &str, document: &Value) -> (Vec<Value>, Value) {
    let before = rows(fixture).await;
    let (status, _, said) = put(fixture, query, document, &[]).await;
    assert_eq!(status, 422, "{said}");
    assert_eq!(rows(fixture).await, before, "{said}");
    (places(&said), said)
}

/// The words for the mistake at a place.
fn words(said: &Value, place: &Value) -> String {
    let all = said["detail"].as_array().unwrap().iter();
    let found: Vec<_> = all.filter(|one| one["loc"] == *place).collect();
    assert_eq!(found.len(), 1, "{place}: {said}");
    found[0]["msg"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn ten_mistakes_are_told_at_ten_places() {
    let fixture = Fixture::set().await;
    let (_, said) = refused(
        &fixture,
        "",
        &json!({
            "slug": "other", "name": "", "leaderboard_id": "3", "start_date": "soon", "prize_pool_cents": -1,
            "owners": [HOST, HOST], "enteries": [],
            "entries": [{"name": "Anna"}, {"name": "ANNA"}, {"name": 7}, {"account": "Viper", "name": "Bo"}],
            "teams": [{"name": "Reds", "initials": "far too long", "captain": "Bo", "members": ["Anna", "Cy"]}],
        }),
    )
    .await;
    for (place, start, input) in [
        (json!(["body", "slug"]), "Value error, this is the document of \"cup\"", json!("other")),
        (json!(["body", "name"]), "Value error, this is empty", json!("")),
        (json!(["body", "leaderboard_id"]), "Input should be a valid integer", json!("3")),
        (json!(["body", "start_date"]), "Input should be a valid RFC 3339", json!("soon")),
        (json!(["body", "prize_pool_cents"]), "Value error, prize money is at least 0", json!(-1)),
        (json!(["body", "owners", 1]), "Value error, this owner is listed twice", json!(HOST)),
        (json!(["body", "enteries"]), "Extra inputs are not permitted: there are 'slug', 'name', ", json!([])),
        (json!(["body", "entries", 1, "name"]), "Value error, an entry is named \"Anna\" already", json!("ANNA")),
        (json!(["body", "entries", 2, "name"]), "Input should be a valid string", json!(7)),
        (json!(["body", "entries", 3, "account"]), "Value error, this is neither an account's number", json!("Viper")),
        (json!(["body", "teams", 0, "initials"]), "Value error, this has 12 characters; 8", json!("far too long")),
        (json!(["body", "teams", 0, "captain"]), "Value error, the captain \"Bo\" is no member", json!("Bo")),
        (json!(["body", "teams", 0, "members", 1]), "Value error, there is no entry \"Cy\"", json!("Cy")),
    ] {
        assert!(words(&said, &place).starts_with(start), "{place}: {said}");
        let told = said["detail"].as_array().unwrap().iter().find(|one| one["loc"] == place).unwrap();
        assert_eq!(told["input"], input, "{place}");
    }
    assert_eq!(said["detail"].as_array().unwrap().len(), 13, "and no other: {said}");
}

#[tokio::test]
async fn what_a_value_is_that_could_not_be_read_is_told_once() {
    let fixture = Fixture::set().await;
    let least = json!({"slug": "cup", "name": "C", "leaderboard_id": 3});
    for (field, value, due) in [
        ("entries", json!(7), vec![json!(["body", "entries"])]),
        ("entries", json!(null), vec![json!(["body", "entries"])]),
        ("entries", json!([7, null]), vec![json!(["body", "entries", 0]), json!(["body", "entries", 1])]),
        ("entries", json!([{}]), vec![json!(["body", "entries", 0, "name"])]),
        ("entries", json!([{"name": "A", "account": 0}]), vec![json!(["body", "entries", 0, "account"])]),
        ("entries", json!([{"name": "A", "account": 1.5}]), vec![json!(["body", "entries", 0, "account"])]),
        ("entries", json!([{"name": "A", "presentation": []}]), vec![json!(["body", "entries", 0, "presentation"])]),
        ("entries", json!([{"name": "A", "id": 5}]), vec![json!(["body", "entries", 0, "id"])]),
        ("entries", json!([{"name": "a\0b"}]), vec![json!(["body", "entries", 0, "name"])]),
        ("teams", json!({}), vec![json!(["body", "teams"])]),
        ("teams", json!([{"name": "T"}]), vec![json!(["body", "teams", 0, "initials"])]),
        (
            "teams",
            json!([{"name": "T", "initials": "T", "members": "A"}]),
            vec![json!(["body", "teams", 0, "members"])],
        ),
        (
            "teams",
            json!([{"name": "T", "initials": "T", "members": [5]}]),
            vec![json!(["body", "teams", 0, "members", 0])],
        ),
        ("owners", json!(["x"]), vec![json!(["body", "owners", 0])]),
        ("owners", json!(HOST), vec![json!(["body", "owners"])]),
        ("rank_by", json!("best"), vec![json!(["body", "rank_by"])]),
        ("rank_by", json!(null), vec![json!(["body", "rank_by"])]),
        ("presentation", json!({"key": "x".repeat(20_000)}), vec![json!(["body", "presentation"])]),
        ("host_stream_urls", json!(["a", "b", "c", "d", "e", "f"]), vec![json!(["body", "host_stream_urls"])]),
        (
            "host_stream_urls",
            json!(["", 7]),
            vec![json!(["body", "host_stream_urls", 1]), json!(["body", "host_stream_urls", 0])],
        ),
        ("end_date", json!(5), vec![json!(["body", "end_date"])]),
    ] {
        let mut document = least.clone();
        document[field] = value.clone();
        let (told, said) = refused(&fixture, "", &document).await;
        assert_eq!(told, due, "{field}: {value}: {said}");
    }
    let (told, _) = refused(&fixture, "?dry_run=yes&prune=1", &least).await;
    assert_eq!(told, [json!(["query", "dry_run"]), json!(["query", "prune"])]);
}

#[tokio::test]
async fn what_does_not_go_together_with_what_is_stored_is_told_as_well() {
    let fixture = Fixture::set().await;
    let (mut document, _) = read(&fixture).await;
    document["leaderboard_id"] = 99.into();
    document["entries"] = json!([{"name": "Guest", "account": 101}]);
    document["teams"] = json!([]);
    let (told, said) = refused(&fixture, "", &document).await;
    let named = json!(["body", "entries", 0, "name"]);
    assert_eq!(told, [json!(["body", "leaderboard_id"]), named.clone()]);
    let words = words(&said, &named);
    assert!(words.ends_with("is not in the document: remove it with `prune`, or choose another name"), "{words}");
    assert!(!said.to_string().contains("file") && !said.to_string().contains("--"), "{said}");
    assert_eq!(said["detail"][1]["input"], "Guest");
    let (told, _) = refused(&fixture, "?dry_run=true", &document).await;
    assert_eq!(told.len(), 2, "a dry run tells the same");
    document["leaderboard_id"] = 3.into();
    document["entries"] = (0..98).map(|n| json!({"name": format!("n{n}")})).collect();
    let (told, said) = refused(&fixture, "", &document).await;
    assert_eq!(told, [json!(["body", "entries", 0])]);
    assert!(said.to_string().contains("not in the document the roster would have 101 entries; 100 are"), "{said}");
}

#[tokio::test]
async fn a_request_adds_no_owners_and_teams_without_end() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let users = |numbers: std::ops::Range<u128>| numbers.map(uuid::Uuid::from_u128).collect::<Vec<_>>();
    let teams = |numbers: std::ops::Range<usize>| {
        numbers.map(|n| json!({"name": format!("T{n}"), "initials": "T"})).collect::<Value>()
    };
    for (field, value, too_many) in
        [("owners", json!(users(1..101)), json!(users(1..102))), ("teams", teams(0..99), teams(0..101))]
    {
        let place = json!(["body", field]);
        let mut full = document.clone();
        full[field] = too_many;
        assert_eq!(refused(&fixture, "?prune=true", &full).await.0, std::slice::from_ref(&place), "{field}");
        full[field] = value;
        let (told, said) = refused(&fixture, "", &full).await;
        assert_eq!(told, [place], "{field}, with those that are stored: {said}");
        assert!(said.to_string().contains("101 ") && said.to_string().contains("100 are allowed"), "{said}");
    }
    // What there is already may stay, and be edited.
    let more = "insert into teams (tournament_id, name, initials)
        select id, 'More ' || n, 'M' from tournaments, generate_series(1, 120) n where slug = 'cup'";
    fixture.service.database.run(more).await;
    let mut renamed = document.clone();
    renamed["name"] = "Renamed".into();
    assert_eq!(put(&fixture, "", &renamed, &[]).await.0, 200);
}

#[tokio::test]
async fn a_body_full_of_mistakes_is_answered_in_short() {
    let fixture = Fixture::set().await;
    let least = json!({"slug": "cup", "name": "C", "leaderboard_id": 3});
    let many = |field: &str, value: Value| {
        let mut document = least.clone();
        document[field] = value;
        document
    };
    let names: Vec<_> = (0..100).map(|n| format!("n{n}")).collect();
    let members = json!(
        (0..100).map(|n| json!({"name": format!("t{n}"), "initials": "T", "members": names})).collect::<Vec<_>>()
    );
    let strays: Value = (0..50_000).map(|n| (format!("x{n}"), Value::Null)).collect::<serde_json::Map<_, _>>().into();
    for document in [
        many("entries", json!(vec![json!({}); 200_000])),
        many("entries", json!(vec![7; 300_000])),
        many("teams", members),
        many("teams", json!(vec![json!({"members": vec![7; 100]}); 100])),
        many("owners", json!(vec![HOST; 20_000])),
        many("entries", json!([strays])),
    ] {
        let key = uuid::Uuid::new_v4().to_string();
        let (status, _, said) = put(&fixture, "", &document, &[("idempotency-key", &key)]).await;
        assert_eq!(status, 422);
        assert!(said["detail"].as_array().unwrap().len() <= 201 && said.to_string().len() < 100_000, "{said}");
    }
    let (_, said) = refused(&fixture, "", &many("teams", json!(vec![json!({"members": vec![7; 100]}); 100]))).await;
    let last = said["detail"].as_array().unwrap().last().unwrap();
    assert_eq!(last["loc"], json!(["body"]));
    assert_eq!(last["msg"], format!("Value error, {} more mistakes are not listed", 100 * 102 - 200));
    let (status, _, said) = fixture.service.send("PUT", DOCUMENT, None, Some(json!([])), &[]).await;
    assert_eq!(status, 401, "nobody's is read: {said}");
}

#[tokio::test]
async fn mistakes_in_stages_are_told_at_their_places() {
    let fixture = Fixture::set().await;
    let (_, said) = refused(
        &fixture,
        "",
        &json!({
            "slug": "cup", "name": "C", "leaderboard_id": 3,
            "entries": [{"name": "Anna"}, {"name": "Bo"}],
            "stages": [
                {
                    "name": "", "format": "league", "sides": 1, "participants": ["Anna", "Cy", "ANNA"], "groups": "two",
                    "legs": 3, "rounds": 0, "series_format": {"best_of": 2}, "admits": "all", "points": {"win": 0.125},
                    "tie_breaks": ["seed", "seed"], "advance": 257, "visibility": "secret", "size": 3,
                },
                {"format": "swiss", "participants": ["Bo"], "groups": 2, "series_format": {"best_of": 1}},
                7,
            ],
        }),
    )
    .await;
    let stage = |index: usize, field: &str| json!(["body", "stages", index, field]);
    for (place, start) in [
        (stage(0, "name"), "Value error, this is empty"),
        (stage(0, "format"), "Input should be 'round_robin', 'swiss' or 'manual'"),
        (stage(0, "sides"), "Input should be 'entries' or 'teams'"),
        (json!(["body", "stages", 0, "participants", 1]), "Value error, there is no entry \"Cy\""),
        (json!(["body", "stages", 0, "participants", 2]), "Value error, \"ANNA\" is listed twice"),
        (stage(0, "groups"), "Value error, groups are a number, or a list of lists of participants"),
        (stage(0, "legs"), "Value error, legs are 1 or 2"),
        (stage(0, "rounds"), "Value error, a Swiss stage has 1 to 100 rounds"),
        (stage(0, "series_format"), "Value error, best_of is 1, 3, 5, 7 or 9"),
        (stage(0, "admits"), "Input should be 'lobby', 'ranked' or 'any'"),
        (stage(0, "points"), "Value error, win, draw, loss and bye are each a number from -1000 to 1000"),
        (json!(["body", "stages", 0, "tie_breaks", 1]), "Value error, seed is listed twice"),
        (stage(0, "advance"), "Value error, at most 256 advance"),
        (stage(0, "visibility"), "Input should be 'draft' or 'public'"),
        (stage(0, "size"), "Extra inputs are not permitted"),
        (stage(1, "name"), "Field required"),
        (stage(1, "groups"), "Value error, only a round robin has groups"),
        (json!(["body", "stages", 2]), "Input should be a valid dictionary"),
    ] {
        assert!(words(&said, &place).starts_with(start), "{place}: {said}");
    }
    assert_eq!(said["detail"].as_array().unwrap().len(), 18, "and no other: {said}");
}
