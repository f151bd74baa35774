//! Documents with an `Idempotency-Key`.

use domain::id::UserId;
use serde_json::{Value, json};
use store::idempotency::{self, Claim, Key};
use tests::service::HOST;
use uuid::Uuid;

use super::{put, read, rows, tag};
use crate::hosts::fixture::{CUP, Fixture};

#[tokio::test]
async fn a_repeated_document_is_applied_once() {
    let fixture = Fixture::set().await;
    let (mut document, etag) = read(&fixture).await;
    document["name"] = "Once".into();
    let key = Uuid::new_v4().to_string();
    let headers = [("idempotency-key", key.as_str()), ("if-match", etag.as_str())];
    let (status, first, said) = put(&fixture, "", &document, &headers).await;
    assert_eq!(status, 200, "{said}");
    assert_eq!(fixture.host("PATCH", CUP, json!({"name": "Since then"})).await.0, 200);
    let before = rows(&fixture).await;
    // The condition is not what makes two requests the same: who lost the answer may have read the document since.
    let (_, now) = read(&fixture).await;
    for condition in [etag.as_str(), now.as_str(), "\"x\""] {
        let again = [("idempotency-key", key.as_str()), ("if-match", condition)];
        let (status, headers, same) = put(&fixture, "", &document, &again).await;
        assert_eq!((status, &same, tag(&headers)), (200, &said, tag(&first)), "{condition}");
        assert_eq!(headers["idempotency-replayed"], "true");
        assert_eq!(headers["content-type"], first["content-type"]);
    }
    assert_eq!(rows(&fixture).await, before);
}

#[tokio::test]
async fn a_key_belongs_to_a_document_and_how_it_is_applied() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let mut other = document.clone();
    other["name"] = "Other".into();
    let key = Uuid::new_v4().to_string();
    let headers = [("idempotency-key", key.as_str())];
    assert_eq!(put(&fixture, "", &document, &headers).await.0, 200);
    for (query, document) in [("?prune=true", &document), ("", &other)] {
        let (status, _, said) = put(&fixture, query, document, &headers).await;
        assert_eq!((status, &said["error_code"]), (422, &json!("idempotency_key_reused")), "{query}");
    }
    let (status, _, said) = put(&fixture, "?dry_run=true", &other, &headers).await;
    assert_eq!((status, &said["dry_run"]), (200, &json!(true)), "a dry run is no use of a key");
    let (status, _, said) = put(&fixture, "", &document, &[("idempotency-key", "1")]).await;
    assert_eq!((status, &said["error_code"]), (422, &json!("idempotency_key_invalid")));
}

#[tokio::test]
async fn a_refusal_is_kept_and_a_condition_that_fails_is_not() {
    let fixture = Fixture::set().await;
    let (mut document, etag) = read(&fixture).await;
    let key = Uuid::new_v4().to_string();
    document["name"] = "Mine".into();
    for (condition, due) in [("\"x\"", 412), (etag.as_str(), 200)] {
        let headers = [("idempotency-key", key.as_str()), ("if-match", condition)];
        let (status, headers, said) = put(&fixture, "", &document, &headers).await;
        assert_eq!((status, headers.contains_key("idempotency-replayed")), (due, false), "{said}");
    }
    document["leaderboard_id"] = 99.into();
    let key = Uuid::new_v4().to_string();
    for is_replay in [false, true] {
        let (status, headers, _) = put(&fixture, "", &document, &[("idempotency-key", &key)]).await;
        assert_eq!((status, headers.contains_key("idempotency-replayed")), (422, is_replay));
    }
}

#[tokio::test]
async fn a_key_whose_first_use_is_under_way_has_to_wait() {
    let fixture = Fixture::set().await;
    let (document, _) = read(&fixture).await;
    let key = Uuid::new_v4();
    let mut first = fixture.service.database.pool.begin().await.unwrap();
    let user = UserId(HOST.parse().unwrap());
    let claimed = idempotency::claim(&mut first, &Key { user, key, fingerprint: b"another instance's" }).await.unwrap();
    assert_eq!(claimed, Claim::Ours);
    let key = key.to_string();
    let (status, headers, said) = put(&fixture, "", &document, &[("idempotency-key", &key)]).await;
    assert_eq!((status, headers["retry-after"].to_str().unwrap()), (409, "2"), "{said}");
    assert_ne!(said, Value::Null);
    first.rollback().await.unwrap();
    assert_eq!(put(&fixture, "", &document, &[("idempotency-key", &key)]).await.0, 200);
}
