//! Errors quote little of what was sent, and so does what is kept of them.

use serde_json::{Value, json};
use tests::service::HOST;
use uuid::Uuid;

use super::fixture::{CUP, Fixture};

/// The longest quote, in bytes of JSON.
const LONGEST: usize = 256;

/// Every input that an answer quotes, in either shape.
fn inputs(body: &Value) -> Vec<&Value> {
    let lists = [&body["detail"], &body["errors"], &body["details"]["errors"]];
    let errors: Vec<_> = lists.into_iter().filter_map(Value::as_array).flatten().collect();
    assert!(!errors.is_empty(), "{body}");
    errors.iter().map(|error| &error["input"]).collect()
}

#[tokio::test]
async fn what_is_long_is_quoted_by_its_beginning() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    let long = "x".repeat(900_000);
    let deep = (0..60).fold(json!(long), |inner, _| json!([inner]));
    for (method, path, field, value) in [
        ("POST", "/v1/tournaments".to_owned(), "slug", json!(long)),
        ("PATCH", CUP.to_owned(), "name", json!("é\"\\\n\u{1}".repeat(50_000))),
        ("PATCH", CUP.to_owned(), "presentation", json!(long)),
        ("PATCH", CUP.to_owned(), "start_date", json!({"when": long})),
        ("PATCH", CUP.to_owned(), "host_stream_urls", json!(vec!["\u{1f3c6}".repeat(100); 200])),
        ("PATCH", CUP.to_owned(), "host_stream_urls", json!([long, [7], "fine"])),
        ("PATCH", CUP.to_owned(), "rank_by", deep),
        ("POST", format!("{CUP}/players"), "profile_id", json!(long)),
        ("POST", format!("{CUP}/owners"), "user_id", json!(vec![0; 400_000])),
        ("POST", format!("{CUP}/teams"), "initials", json!("ß".repeat(300_000))),
    ] {
        for accept in ["*/*", "application/problem+json"] {
            let key = Uuid::new_v4().to_string();
            let headers = [("idempotency-key", key.as_str()), ("accept", accept)];
            let body = json!({ field: value });
            let (status, _, said) =
                fixture.service.send(method, &path, Some(&token), Some(body.clone()), &headers).await;
            assert_eq!(status, 422, "{method} {path} {field}");
            let quotes = inputs(&said);
            let cut: Vec<_> =
                quotes.iter().filter(|quote| quote.as_str().is_some_and(|text| text.ends_with('…'))).collect();
            assert!(!cut.is_empty(), "{method} {path} {field}: {said}");
            for quote in quotes {
                assert!(quote.to_string().len() <= LONGEST, "{method} {path} {field}: {}", quote.to_string().len());
            }
            assert!(said.to_string().len() < 4_000, "{method} {path} {field}");
            let kept =
                "select max(pg_column_size(k.*)) as most, max(octet_length(k::text)) as text from idempotency_keys k";
            let kept = fixture.stored(kept).await;
            assert!(kept[0]["text"].as_i64().is_some_and(|bytes| bytes < 10_000), "{kept}");
            let (_, headers, again) = fixture.service.send(method, &path, Some(&token), Some(body), &headers).await;
            assert!(headers.contains_key("idempotency-replayed") && again == said, "{method} {path} {field}");
        }
    }
}

#[tokio::test]
async fn what_is_short_is_quoted_as_it_is() {
    let fixture = Fixture::set().await;
    for value in [json!("x"), json!([1, {"a": null}]), json!(1.5), json!("é".repeat(127)), json!({"deep": [[["…"]]]})]
    {
        let (status, said) = fixture.host("PATCH", CUP, json!({"start_date": value})).await;
        assert_eq!((status, inputs(&said)), (422, vec![&value]));
    }
}

#[tokio::test]
async fn paths_and_queries_are_quoted_no_longer() {
    let fixture = Fixture::set().await;
    let token = fixture.service.token(HOST);
    let long = "7".repeat(20_000);
    let problem = [("accept", "application/problem+json")];
    for (method, path, status) in [
        ("GET", format!("{CUP}/matches?limit={long}"), 422),
        ("GET", format!("{CUP}/matches?state={long}"), 422),
        ("GET", format!("{CUP}/players/{long}"), 422),
        ("DELETE", format!("{CUP}/players/{long}"), 422),
        ("DELETE", format!("/v1/tournaments/{long}"), 404),
        ("GET", format!("/v1/tournaments/%F0%9F%8F%86{long}"), 404),
    ] {
        let (said, _, body) = fixture.service.send(method, &path, Some(&token), None, &problem).await;
        assert_eq!(said, status, "{method} {}", &path[..60]);
        assert!(body["instance"].as_str().unwrap().len() <= LONGEST && body.to_string().len() < 2_000, "{body}");
    }
}
