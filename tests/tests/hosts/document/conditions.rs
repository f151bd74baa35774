//! `If-Match`: who edited what is no longer there changes nothing.

use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::{DOCUMENT, put, put_as, read, rows, tag};
use crate::hosts::fixture::{CUP, Fixture, places};

#[tokio::test]
async fn who_was_slower_is_told_so_and_changes_nothing() {
    let fixture = Fixture::set().await;
    let (mut document, stale) = read(&fixture).await;
    assert_eq!(fixture.host("PATCH", CUP, json!({"prize_pool_cents": 5})).await.0, 200);
    let (_, etag) = read(&fixture).await;
    document["name"] = "Mine".into();
    let before = rows(&fixture).await;
    let weak = format!("W/{etag}");
    for condition in
        [&stale, &weak, "\"x\"", "", "nonsense", "*, \"x\"", &format!("{stale}, {weak}"), &etag.to_uppercase()]
    {
        for query in ["", "?dry_run=true", "?prune=true"] {
            let key = uuid::Uuid::new_v4().to_string();
            let headers = [("if-match", condition), ("idempotency-key", key.as_str())];
            let (status, said_of, said) = put(&fixture, query, &document, &headers).await;
            let due = json!({"detail": "The document was changed meanwhile: read it again"});
            assert_eq!((status, said), (412, due), "{condition} {query}");
            assert_eq!(said_of["cache-control"], "no-store");
        }
    }
    for condition in ["*", &etag, &format!("\"x\", {weak}")] {
        assert_eq!(put(&fixture, "", &document, &[("if-none-match", condition)]).await.0, 412, "{condition}");
    }
    assert_eq!(rows(&fixture).await, before, "no key is kept either");
    for (condition, name) in [(etag.as_str(), "One"), ("*", "Two")] {
        document["name"] = name.into();
        assert_eq!(put(&fixture, "", &document, &[("if-match", condition)]).await.0, 200, "{condition}");
    }
    let (_, now) = read(&fixture).await;
    document["name"] = "Three".into();
    let (status, headers, _) = put(&fixture, "", &document, &[("if-match", &format!("\"x\" ,  {now}"))]).await;
    assert_eq!((status, tag(&headers)), (200, read(&fixture).await.1));
}

#[tokio::test]
async fn in_the_other_shapes_it_is_told_as_well() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let headers = [("if-match", "\"x\""), ("accept", "application/problem+json")];
    let (status, _, said) = put(&fixture, "", &document, &headers).await;
    assert_eq!((status, &said["status"], &said["error_code"]), (412, &json!(412), &json!("precondition_failed")));
}

#[tokio::test]
async fn it_is_looked_at_once_the_request_is_good_and_before_what_is_stored() {
    let fixture = Fixture::set().await;
    let stale = [("if-match", "\"x\"")];
    let (mut document, _) = read(&fixture).await;
    assert_eq!(fixture.service.send("PUT", DOCUMENT, None, Some(document.clone()), &stale).await.0, 401);
    assert_eq!(put_as(&fixture, RIVAL, "", &document, &stale).await.0, 403);
    let token = fixture.service.token(HOST);
    let nowhere = "/v1/tournaments/nowhere/document";
    assert_eq!(fixture.service.send("PUT", nowhere, Some(&token), Some(document.clone()), &stale).await.0, 404);
    document["leaderboard_id"] = 99.into();
    assert_eq!(put(&fixture, "", &document, &stale).await.0, 412, "before what is stored");
    document["name"] = Value::Null;
    let (status, _, said) = put(&fixture, "", &document, &stale).await;
    assert_eq!((status, places(&said)), (422, vec![json!(["body", "name"])]), "after what is sent");
}

#[tokio::test]
async fn our_own_pages_may_send_it_and_read_the_tag() {
    let fixture = Fixture::set().await;
    let ask = async |path: &str, origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "PUT")];
        let (status, headers, _) = fixture.service.send("OPTIONS", path, None, None, &headers).await;
        let granted = |name: &str| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        (status, granted("access-control-allow-methods"), granted("access-control-allow-headers"))
    };
    let ours = "http://localhost:5100";
    let methods = Some("GET, POST, PUT, PATCH, DELETE, OPTIONS".to_owned());
    let headers = Some("Content-Type, Idempotency-Key, If-Match".to_owned());
    assert_eq!(ask(DOCUMENT, ours).await, (204, methods, headers));
    assert_eq!(ask(DOCUMENT, "https://elsewhere.example").await.1, None);
    assert!(!ask(CUP, ours).await.1.unwrap().contains("PUT"), "where nothing is put");
    let (document, etag) = read(&fixture).await;
    let sent = [("origin", ours), ("if-match", etag.as_str())];
    let (status, headers, _) = put(&fixture, "", &document, &sent).await;
    assert_eq!((status, headers["access-control-allow-origin"].to_str().unwrap()), (200, ours));
    assert!(headers["access-control-expose-headers"].to_str().unwrap().contains("ETag"));
}
