//! Every field of every body, with what it must not be.

use serde_json::{Value, json};

use super::fixture::{CUP, Fixture, places};

/// What a field takes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Text(usize),
    Number(i64),
    Time,
    Choice,
    Texts,
    Bag(usize),
    Uuid,
}
use Kind::{Bag, Choice, Number, Text, Texts, Time, Uuid};

/// A body that is right, and its fields: the kind, and whether null is refused.
pub(super) struct Body {
    pub(super) method: &'static str,
    pub(super) path: String,
    right: Value,
    pub(super) fields: Vec<(&'static str, Kind, bool)>,
    required: &'static [&'static str],
}

pub(super) fn bodies(fixture: &Fixture) -> Vec<Body> {
    let (anna, guest, reds, blues) = (fixture.anna, fixture.guest, fixture.reds, fixture.blues);
    let tournament = || {
        vec![
            ("name", Text(200), true),
            ("leaderboard_id", Number(1), true),
            ("rank_by", Choice, true),
            ("start_date", Time, false),
            ("end_date", Time, false),
            ("prize_pool_cents", Number(0), false),
            ("host_stream_urls", Texts, true),
            ("presentation", Bag(16_384), true),
        ]
    };
    let create = [vec![("slug", Text(64), true)], tournament()].concat();
    let body = |method, path: &str, right, fields, required| Body {
        method,
        path: path.replace('.', CUP),
        right,
        fields,
        required,
    };
    let new = json!({"slug": "new", "name": "New", "leaderboard_id": 3});
    let entry = vec![("name", Text(64), true), ("profile_id", Number(1), false), ("presentation", Bag(8_192), true)];
    let link = vec![("profile_id", Number(1), false), ("presentation", Bag(8_192), false)];
    let team = vec![("name", Text(200), true), ("initials", Text(8), true)];
    let member = vec![("tournament_player_id", Number(1), true)];
    let whom = json!({"tournament_player_id": guest});
    let others = vec![
        body("POST", "/v1/tournaments", new, create, &["slug", "name", "leaderboard_id"]),
        body("PATCH", ".", json!({}), tournament(), &[]),
        body(
            "POST",
            "./owners",
            json!({"user_id": super::fixture::THIRD}),
            vec![("user_id", Uuid, true)],
            &["user_id"],
        ),
        body(
            "PUT",
            "./exclusions/501",
            json!({"reason": "A restart."}),
            vec![("reason", Text(500), true)],
            &["reason"],
        ),
        body("POST", "./players", json!({"name": "Zoe"}), entry, &["name"]),
        body("PATCH", &format!("./players/{anna}"), json!({}), link, &[]),
        body("POST", "./teams", json!({"name": "W", "initials": "W"}), team.clone(), &["name", "initials"]),
        body("PATCH", &format!("./teams/{reds}"), json!({}), team, &[]),
        body("POST", &format!("./teams/{reds}/members"), whom.clone(), member.clone(), &["tournament_player_id"]),
        body(
            "PATCH",
            &format!("./teams/{reds}/members/{guest}"),
            json!({"team_id": blues}),
            vec![("team_id", Number(1), true)],
            &["team_id"],
        ),
        body("PATCH", &format!("./teams/{reds}/captain"), whom, member, &["tournament_player_id"]),
    ];
    others.into_iter().chain(of_stages(fixture)).collect()
}

/// The bodies of stages and series.
fn of_stages(fixture: &Fixture) -> [Body; 2] {
    let (anna, guest) = (fixture.anna, fixture.guest);
    let stage = json!({
        "name": "Swiss", "format": "swiss", "participants": [anna, guest], "series_format": {"best_of": 1},
    });
    let of_stage = vec![
        ("name", Text(100), true),
        ("format", Choice, true),
        ("sides", Choice, true),
        ("half_pairing", Choice, true),
        ("admits", Choice, true),
        ("visibility", Choice, true),
    ];
    let of_series = vec![
        ("scheduled_at", Time, false),
        ("stream_url", Text(256), false),
        ("label", Text(100), false),
        ("note", Text(1_000), false),
        ("kind", Choice, true),
        ("admits", Choice, true),
    ];
    [
        Body {
            method: "POST",
            path: format!("{CUP}/stages"),
            right: stage,
            fields: of_stage,
            required: &["name", "format", "participants", "series_format"],
        },
        Body {
            method: "POST",
            path: format!("{CUP}/series"),
            right: json!({"sides": [anna, guest], "format": {"best_of": 1}}),
            fields: of_series,
            required: &["sides", "format"],
        },
    ]
}

/// Wrong values, each with the place within the field that is blamed.
fn wrong(kind: Kind) -> Vec<(Value, Option<usize>)> {
    let whole = |values: Vec<Value>| values.into_iter().map(|value| (value, None)).collect::<Vec<_>>();
    match kind {
        Text(most) => whole(vec![
            json!(""),
            json!("x".repeat(most + 1)),
            json!("é".repeat(most + 1)),
            json!("a\0b"),
            json!(7),
            json!(true),
            json!([]),
            json!({}),
        ]),
        Number(least) => whole(vec![
            json!(least - 1),
            json!(1.5),
            json!("3"),
            json!(true),
            json!([3]),
            json!(1e300),
            json!(-1e300),
            json!(u64::MAX),
        ]),
        Time => whole(vec![
            json!(1_780_000_000),
            json!("1780000000"),
            json!("soon"),
            json!(""),
            json!("2026-13-01"),
            json!("2026-06-01T25:00:00Z"),
            json!("2026-06-01\0"),
            json!(true),
            json!({}),
        ]),
        Choice => whole(vec![json!("best"), json!(""), json!("PEAK_RATING"), json!(3), json!([]), json!("a\0")]),
        Texts => {
            let mut all = whole(vec![json!("x"), json!({}), json!(3), json!(["a", "b", "c", "d", "e", "f"])]);
            for item in [json!(""), json!("x".repeat(257)), json!(7), json!(null), json!("a\0"), json!([])] {
                all.push((json!(["fine", item]), Some(1)));
            }
            all
        }
        Bag(most) => whole(vec![
            json!([]),
            json!("x"),
            json!(3),
            json!({"key": "x".repeat(most)}),
            json!({"key": "é".repeat(most / 2)}),
            json!({"key": ["a\0"]}),
            json!({"a\0": 1}),
        ]),
        Uuid => whole(vec![
            json!("nobody"),
            json!(""),
            json!(7),
            json!(true),
            json!("{5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0003}"),
            json!("5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a000g"),
        ]),
    }
}

#[tokio::test]
async fn a_wrong_value_is_told_at_its_place() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    for body in bodies(&fixture) {
        for (field, kind, refuses_null) in &body.fields {
            let null = refuses_null.then_some((Value::Null, None));
            for (value, index) in wrong(*kind).into_iter().chain(null) {
                let mut given = body.right.clone();
                given[*field] = value.clone();
                let (status, said) = fixture.host(body.method, &body.path, given).await;
                let mut place = vec![json!("body"), json!(field)];
                place.extend(index.map(|index| json!(index)));
                let shown: String = value.to_string().chars().take(60).collect();
                let what = format!("{} {} {field} {shown}", body.method, body.path);
                assert_eq!((status, places(&said)), (422, vec![json!(place)]), "{what}: {said}");
                let first = &said["detail"][0];
                assert!(first["type"].is_string() && first["msg"].is_string(), "{what}: {said}");
                assert!(first.get("input").is_some(), "{what}: {said}");
            }
        }
        assert_eq!(fixture.digest().await, before, "{} {}", body.method, body.path);
    }
}

#[tokio::test]
async fn half_a_character_is_told_at_its_field() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let token = fixture.service.token(tests::service::HOST);
    for body in bodies(&fixture) {
        for (field, kind, _) in &body.fields {
            let (marked, index) = match kind {
                Texts => (json!(["MARK"]), Some(0)),
                Bag(_) => (json!({"key": [{"MARK": "MARK"}]}), None),
                _ => (json!("MARK"), None),
            };
            for half in [r"\ud800", r"a\uDFFFb", r"\udc00\ud800", r"\u0000"] {
                let mut given = body.right.clone();
                given[*field] = marked.clone();
                let text = given.to_string().replace("MARK", half);
                let write =
                    fixture.writes().into_iter().find(|write| write.method() == body.method && write.path == body.path);
                let write = write.expect("in the table");
                let (status, said) = fixture.raw(&write, Some("application/json"), Some(&token), text).await;
                let mut place = vec![json!("body"), json!(field)];
                place.extend(index.map(|index: i32| json!(index)));
                assert_eq!((status, places(&said)), (422, vec![json!(place)]), "{} {field} {half}", body.path);
            }
        }
    }
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn what_is_missing_and_everything_that_is_wrong_is_told() {
    let fixture = Fixture::set().await;
    for body in bodies(&fixture) {
        let (method, path) = (body.method, &body.path);
        if !body.required.is_empty() {
            let (status, said) = fixture.host(method, path, json!({})).await;
            let missing: Vec<_> = body.required.iter().map(|field| json!(["body", field])).collect();
            assert_eq!((status, places(&said)), (422, missing), "{method} {path}");
        }
        let mut every = body.right.clone();
        body.fields.iter().for_each(|(field, ..)| every[*field] = json!(true));
        let (status, said) = fixture.host(method, path, every).await;
        let mut told: Vec<_> = places(&said).iter().map(ToString::to_string).collect();
        let mut all: Vec<_> = body.fields.iter().map(|(field, ..)| json!(["body", field]).to_string()).collect();
        told.sort();
        all.sort();
        assert_eq!((status, told), (422, all), "{method} {path}");
    }
}

#[tokio::test]
async fn limits_are_in_characters_and_include_their_ends() {
    let fixture = Fixture::set().await;
    let reds = format!("{CUP}/teams/{}", fixture.reds);
    let bag = |most: usize| json!({"key": "x".repeat(most - r#"{"key":""}"#.len())});
    let letters = |count: usize| "é".repeat(count);
    for (method, path, body, success) in [
        ("PATCH", CUP, json!({"name": letters(200), "presentation": bag(16_384), "prize_pool_cents": 0}), 200),
        ("PATCH", CUP, json!({"host_stream_urls": vec![letters(256); 5], "leaderboard_id": 3.0}), 200),
        ("PATCH", CUP, json!({"prize_pool_cents": i64::MAX}), 200),
        ("POST", &format!("{CUP}/players"), json!({"name": letters(64), "presentation": bag(8_192)}), 204),
        ("PATCH", &reds, json!({"name": letters(200), "initials": letters(8)}), 200),
        ("PATCH", &reds, json!({"name": "x", "initials": "y"}), 200),
        ("POST", "/v1/tournaments", json!({"slug": "s".repeat(64), "name": "x", "leaderboard_id": 3}), 201),
        ("POST", "/v1/tournaments", json!({"slug": "s", "name": "x", "leaderboard_id": 3}), 201),
    ] {
        let (status, said) = fixture.host(method, path, body.clone()).await;
        assert_eq!(status, success, "{method} {path} {body}: {said}");
    }
}
