//! Bodies as a whole: of other types, in other encodings, too deep, too long.

use std::convert::Infallible;

use futures_util::stream;
use serde_json::json;
use tests::service::HOST;

use super::fixture::{CUP, Fixture, Write, places};

const JSON: Option<&str> = Some("application/json");
const LIMIT: usize = 1024 * 1024;

fn with_bodies(fixture: &Fixture) -> Vec<Write> {
    fixture.writes().into_iter().filter(|write| write.body.is_some()).collect()
}

fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[tokio::test]
async fn what_is_no_json_object_of_a_json_type_is_told_at_the_body() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let token = fixture.service.token(HOST);
    for write in with_bodies(&fixture) {
        let right = write.body.clone().unwrap().to_string();
        let latin_1 = br#"{"name":"Ren","presentation":{"who":"Ren"#.iter().chain(b"\xe9\"}}").copied().collect();
        let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
        let broken: Vec<(&str, Option<&str>, Vec<u8>)> = vec![
            ("no type", None, right.clone().into()),
            ("text", Some("text/plain"), right.clone().into()),
            ("a form", Some("application/x-www-form-urlencoded"), b"name=x".to_vec()),
            ("a form's parts", Some("multipart/form-data; boundary=x"), right.clone().into()),
            ("a type that only begins like JSON", Some("application/jsonp"), right.clone().into()),
            ("nothing", JSON, Vec::new()),
            ("half", JSON, right[..right.len() - 1].into()),
            ("two", JSON, format!("{right}{right}").into()),
            ("a list", JSON, b"[]".to_vec()),
            ("a number", JSON, b"1".to_vec()),
            ("null", JSON, b"null".to_vec()),
            ("a text", JSON, b"\"x\"".to_vec()),
            ("NaN", JSON, br#"{"name":NaN}"#.to_vec()),
            ("infinity", JSON, br#"{"prize_pool_cents":Infinity}"#.to_vec()),
            ("a mark", JSON, format!("\u{feff}{right}").into()),
            ("UTF-16 LE", JSON, utf_16(&right, u16::to_le_bytes)),
            ("UTF-16 BE", JSON, utf_16(&right, u16::to_be_bytes)),
            ("UTF-16, said so", Some("application/json; charset=utf-16"), utf_16(&right, u16::to_le_bytes)),
            ("Latin-1", JSON, latin_1),
            ("deep lists", JSON, deep("[", "]").into()),
            ("deep objects", JSON, deep("{\"presentation\":", "}").into()),
            ("deep and unclosed", JSON, "[".repeat(10_000).into()),
            ("a deep field", JSON, format!("{{\"presentation\":{{\"a\":{}}}}}", deep("[", "]")).into()),
        ];
        for (kind, content_type, body) in broken {
            let (status, said) = fixture.raw(&write, content_type, Some(&token), body).await;
            let what = format!("{} with {kind}", write.operation);
            assert_eq!((status, places(&said)), (422, vec![json!(["body"])]), "{what}: {said}");
        }
        assert_eq!(fixture.digest().await, before, "{}", write.operation);
    }
}

#[tokio::test]
async fn other_json_types_will_do() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    let edit = Write { path: CUP.to_owned(), ..with_bodies(&fixture).remove(1) };
    for name in ["application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"] {
        let (status, said) = fixture.raw(&edit, Some(name), Some(&token), r#"{"name":"Renamed"}"#).await;
        assert_eq!(status, 200, "{name}: {said}");
    }
}

#[tokio::test]
async fn fields_nobody_knows_are_ignored() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    for mut write in fixture.writes() {
        if let Some(body) = &mut write.body {
            body["nobody_knows"] = json!({"deep": [{"x": 1}], "big": "x".repeat(10_000), "zero": "\0"});
            body["id"] = json!("x");
            body["tournament_id"] = json!(fixture.other);
        }
        let (status, _, said) =
            fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &[]).await;
        if write.operation.ends_with("/document") {
            // A document says all there is: a field that is misspelt would be taken for one that is not there.
            let strays = ["id", "nobody_knows", "tournament_id"].map(|name| json!(["body", name]));
            assert_eq!((status, places(&said)), (422, strays.to_vec()), "{said}");
            continue;
        }
        assert_eq!(status, write.success, "{}: {said}", write.operation);
    }
    let other =
        fixture.stored("select p.name from tournament_players p join tournaments t on t.id = tournament_id").await;
    assert_eq!(other, json!([{"name": "Bert"}]), "the other cup is as it was");
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_whatever_its_length_is_said_to_be() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let token = fixture.service.token(HOST);
    for write in fixture.writes() {
        let right = write.body.clone().unwrap_or_default().to_string();
        let padded = |length: usize| right.clone() + &" ".repeat(length - right.len());
        let (status, _) = fixture.raw(&write, JSON, Some(&token), padded(LIMIT + 1)).await;
        assert_eq!(status, 413, "{}", write.operation);
        let text = padded(LIMIT + 1).into_bytes();
        let pieces: Vec<_> = text.chunks(64 * 1024).map(|piece| Ok::<_, Infallible>(piece.to_vec())).collect();
        let chunked = reqwest::Body::wrap_stream(stream::iter(pieces));
        let (status, said) = fixture.raw(&write, JSON, Some(&token), chunked).await;
        assert_eq!((status, said), (413, json!({"detail": "Request body too large"})), "{}, chunked", write.operation);
    }
    assert_eq!(fixture.digest().await, before);
    for write in with_bodies(&fixture) {
        let right = write.body.clone().unwrap().to_string();
        let longest = right.clone() + &" ".repeat(LIMIT - right.len());
        let (status, said) = fixture.raw(&write, JSON, Some(&token), longest).await;
        assert_eq!(status, write.success, "{}: {said}", write.operation);
    }
}

#[tokio::test]
async fn numbers_in_the_path_are_decimal_and_those_that_cannot_exist_are_404() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let token = fixture.service.token(HOST);
    let (guest, reds) = (fixture.guest, fixture.reds);
    let whither = json!({"team_id": fixture.blues});
    let whom = json!({"tournament_player_id": guest});
    for (method, path, body, name) in [
        ("PATCH", "/players/{}".to_owned(), Some(json!({})), "tournament_player_id"),
        ("DELETE", "/players/{}".to_owned(), None, "tournament_player_id"),
        ("PATCH", "/teams/{}".to_owned(), Some(json!({})), "team_id"),
        ("DELETE", "/teams/{}".to_owned(), None, "team_id"),
        ("POST", "/teams/{}/members".to_owned(), Some(whom.clone()), "team_id"),
        ("DELETE", format!("/teams/{reds}/members/{{}}"), None, "tournament_player_id"),
        ("PATCH", format!("/teams/{reds}/members/{{}}"), Some(whither.clone()), "tournament_player_id"),
        ("PATCH", "/teams/{}/members/1".to_owned(), Some(whither), "team_id"),
        ("PATCH", "/teams/{}/captain".to_owned(), Some(whom), "team_id"),
        ("DELETE", "/teams/{}/captain".to_owned(), None, "team_id"),
    ] {
        for (number, expected) in [
            ("abc", 422),
            ("1.5", 422),
            ("1e3", 422),
            ("0x1", 422),
            ("9223372036854775808", 422),
            ("-9223372036854775809", 422),
            ("9223372036854775807", 404),
            ("0", 404),
            ("-1", 404),
        ] {
            let path = format!("{CUP}{}", path.replace("{}", number));
            let (status, _, said) = fixture.service.send(method, &path, Some(&token), body.clone(), &[]).await;
            assert_eq!(status, expected, "{method} {path}: {said}");
            if status == 422 {
                assert_eq!(places(&said), [json!(["path", name])], "{method} {path}");
            }
        }
    }
    assert_eq!(fixture.host("DELETE", &format!("{CUP}/owners/nobody"), json!(null)).await.0, 404);
    assert_eq!(fixture.digest().await, before);
}
