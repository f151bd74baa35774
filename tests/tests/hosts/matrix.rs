//! Every write of the OpenAPI document, tried with every kind of token.

use std::collections::BTreeSet;

use api::Settings;
use serde_json::{Value, json};
use tests::service::{HOST, RIVAL, settings};

use crate::stage::{OUR_PAGE, Stage};

const ISSUER: &str = "https://sso.example";
const INVALID: (u16, &str) = (401, "Invalid token");
const NOBODY: (u16, &str) = (401, "Invalid token: missing subject");

async fn with_issuer() -> Stage {
    Stage::with(&Settings { auth_token_issuer: Some(ISSUER.to_owned()), ..settings() }).await
}

/// Every way in which a token can be bad, with what is said about it.
fn bad_tokens(stage: &Stage) -> Vec<(&'static str, Option<String>, (u16, &'static str))> {
    let host = || stage.service.a_token(HOST).issuer(ISSUER);
    let now = domain::clock::Clock::now(&*stage.service.clock).unix_seconds();
    vec![
        ("no cookie", None, (401, "Not authenticated")),
        ("empty", Some(String::new()), (401, "Not authenticated")),
        ("garbage", Some("garbage".to_owned()), INVALID),
        ("dotted garbage", Some("a.b.c".to_owned()), INVALID),
        ("expired", Some(host().expired().mint()), INVALID),
        ("without an end", Some(host().without_exp().mint()), INVALID),
        ("not yet good", Some(host().not_before(now + 60).mint()), INVALID),
        ("wrong audience", Some(host().audience("fastapi-users:verify").mint()), INVALID),
        ("no audience", Some(host().without("aud").mint()), INVALID),
        ("wrong issuer", Some(host().issuer("https://evil.example").mint()), INVALID),
        ("no issuer", Some(host().without("iss").mint()), INVALID),
        ("alg none", Some(host().alg_none().mint()), INVALID),
        ("HS256 by the PEM", Some(host().hs256_with_public_key().mint()), INVALID),
        ("HS256 by the DER", Some(host().hs256_with_public_key_der().mint()), INVALID),
        ("unknown kid", Some(host().unknown_kid().mint()), INVALID),
        ("no kid", Some(host().without_kid().mint()), INVALID),
        ("another key's signature", Some(host().signed_by_another_key().mint()), INVALID),
        ("tampered", Some(host().tampered().mint()), INVALID),
        ("no sub", Some(host().without_subject().mint()), NOBODY),
        ("sub null", Some(host().subject_null().mint()), NOBODY),
        ("sub no UUID", Some(host().subject("admin").mint()), INVALID),
    ]
}

#[tokio::test]
async fn the_table_has_every_write_of_the_document() {
    let stage = Stage::set().await;
    let document = stage.service.get("/openapi.json").await;
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|method| *method != "get");
        documented.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let tried: BTreeSet<_> = stage.writes().iter().map(|write| write.operation.to_owned()).collect();
    assert_eq!(tried, documented, "a write without a row in Stage::writes, or a row without a write");
}

#[tokio::test]
async fn nobody_but_an_owner_writes_anything() {
    let stage = with_issuer().await;
    let before = stage.digest().await;
    let mut tokens = bad_tokens(&stage);
    let rival = stage.service.a_token(RIVAL).issuer(ISSUER).mint();
    tokens.push(("another's owner", Some(rival), (403, "Not a tournament owner")));
    for write in stage.writes() {
        for (kind, token, (status, detail)) in &tokens {
            if *status == 403 && !write.is_gated() {
                continue;
            }
            let answer =
                stage.service.send(write.method(), &write.path, token.as_deref(), write.body.clone(), &[]).await;
            let said = (answer.0, answer.2);
            assert_eq!(said, (*status, json!({"detail": detail})), "{} with {kind}", write.operation);
            assert_eq!(stage.digest().await, before, "{} with {kind} wrote something", write.operation);
        }
    }
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_owners_cookie() {
    let stage = Stage::set().await;
    let before = stage.digest().await;
    let token = stage.service.token(HOST);
    for write in stage.writes() {
        for origin in ["https://evil.example", "null", "http://localhost:5200", "https://localhost:5100", ""] {
            let headers = [("origin", origin)];
            let answer =
                stage.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &headers).await;
            assert_eq!(answer.0, 403, "{} from {origin:?}", write.operation);
            assert!(answer.2["detail"].is_string(), "{}", answer.2);
            assert_eq!(answer.1.get("access-control-allow-credentials"), None);
            assert_eq!(stage.digest().await, before, "{} from {origin:?}", write.operation);
        }
    }
}

#[tokio::test]
async fn an_owner_writes_from_our_page_and_from_scripts() {
    for headers in [&[("origin", OUR_PAGE)][..], &[]] {
        let stage = with_issuer().await;
        let token = stage.service.a_token(HOST).issuer(ISSUER).mint();
        for write in stage.writes() {
            let before = stage.digest().await;
            let answer =
                stage.service.send(write.method(), &write.path, Some(&token), write.body.clone(), headers).await;
            assert_eq!(answer.0, write.success, "{}: {}", write.operation, answer.2);
            assert_eq!(answer.2 == Value::Null, write.success == 204, "{}", write.operation);
            assert_eq!(answer.1.contains_key("access-control-allow-credentials"), !headers.is_empty());
            let creates = write.method() == "POST";
            assert_eq!(answer.1.contains_key("location"), creates, "{}", write.operation);
            assert_ne!(stage.digest().await, before, "{} did nothing", write.operation);
        }
    }
}
