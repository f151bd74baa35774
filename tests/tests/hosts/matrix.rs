//! Every write of the OpenAPI document, tried with every kind of token.

use std::collections::BTreeSet;

use api::Settings;
use serde_json::{Value, json};
use tests::{
    clock::pass,
    service::{HOST, RIVAL, settings},
};

use super::{
    asking::COOL_DOWN,
    fixture::{Fixture, OUR_PAGE},
};

const ISSUER: &str = "https://sso.example";
const INVALID: (u16, &str) = (401, "Invalid token");
const NOBODY: (u16, &str) = (401, "Invalid token: missing subject");

async fn with_issuer() -> Fixture {
    Fixture::with(&Settings { auth_token_issuer: Some(ISSUER.to_owned()), ..settings() }).await
}

/// A kind of token, the token, and what is said about it.
type Case = (String, Option<String>, (u16, &'static str));

/// Every way in which a token can be bad.
fn bad_tokens(fixture: &Fixture) -> Vec<Case> {
    let none = [
        ("no cookie", None, (401, "Not authenticated")),
        ("empty", Some(""), (401, "Not authenticated")),
        ("garbage", Some("garbage"), INVALID),
        ("dotted garbage", Some("a.b.c"), INVALID),
    ];
    let none = none.map(|(kind, token, said)| (kind.to_owned(), token.map(str::to_owned), said));
    // As the real sign-on service's, and naming its key.
    let form = |form: &str, good: &dyn Fn() -> sim::Token| {
        spoiled(fixture, good).map(|(kind, token, said)| (format!("{kind}, {form}"), Some(token.mint()), said))
    };
    let host = || fixture.service.a_token(HOST).issuer(ISSUER);
    let unknown = host().unknown_kid().mint();
    let last = ("unknown kid".to_owned(), Some(unknown), INVALID);
    none.into_iter().chain(form("no kid", &host)).chain(form("kid", &|| host().with_kid())).chain([last]).collect()
}

/// A good token, spoiled in every way, with what is said about it.
fn spoiled(fixture: &Fixture, good: &dyn Fn() -> sim::Token) -> [(&'static str, sim::Token, (u16, &'static str)); 19] {
    let now = domain::clock::Clock::now(&*fixture.service.clock).unix_seconds();
    [
        ("expired", good().expired(), INVALID),
        ("without an end", good().without_exp(), INVALID),
        ("not yet good", good().not_before(now + 60), INVALID),
        ("wrong audience", good().audience("fastapi-users:verify"), INVALID),
        ("no audience", good().without("aud"), INVALID),
        ("wrong issuer", good().issuer("https://evil.example"), INVALID),
        ("no issuer", good().without("iss"), INVALID),
        ("alg none", good().alg_none(), INVALID),
        ("HS256 by the PEM", good().hs256_with_public_key(), INVALID),
        ("HS256 by the DER", good().hs256_with_public_key_der(), INVALID),
        ("another key's signature", good().signed_by_another_key(), INVALID),
        ("tampered", good().tampered(), INVALID),
        ("crit", good().header("crit", json!(["b64"])), INVALID),
        ("crit that is understood", good().header("crit", json!(["exp"])).header("exp", now), INVALID),
        ("crit null", good().header("crit", Value::Null), INVALID),
        ("no sub", good().without_subject(), NOBODY),
        ("sub null", good().subject_null(), NOBODY),
        ("sub empty", good().subject(""), NOBODY),
        ("sub no UUID", good().subject("admin"), INVALID),
    ]
}

/// Whether the keys have to be asked for to tell.
fn is_open(kind: &str) -> bool {
    ["another key's signature, no kid", "tampered, no kid", "unknown kid"].contains(&kind)
}

#[tokio::test]
async fn the_table_has_every_write_of_the_document() {
    let fixture = Fixture::set().await;
    let document = fixture.service.get("/openapi.json").await;
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().keys().filter(|method| *method != "get");
        documented.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let tried: BTreeSet<_> = fixture.writes().iter().map(|write| write.operation.to_owned()).collect();
    assert_eq!(tried, documented, "a write without a row in Fixture::writes, or a row without a write");
}

#[tokio::test]
async fn nobody_but_an_owner_writes_anything() {
    let fixture = with_issuer().await;
    let before = fixture.digest().await;
    let mut tokens = bad_tokens(&fixture);
    let rival = fixture.service.a_token(RIVAL).issuer(ISSUER).mint();
    tokens.push(("another's owner".to_owned(), Some(rival), (403, "Not a tournament owner")));
    for write in fixture.writes() {
        for (kind, token, (status, detail)) in &tokens {
            if *status == 403 && !write.is_gated() {
                continue;
            }
            if is_open(kind) {
                pass(COOL_DOWN).await;
            }
            let answer =
                fixture.service.send(write.method(), &write.path, token.as_deref(), write.body.clone(), &[]).await;
            let said = (answer.0, answer.2);
            assert_eq!(said, (*status, json!({"detail": detail})), "{} with {kind}", write.operation);
            assert_eq!(fixture.digest().await, before, "{} with {kind} wrote something", write.operation);
        }
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_judged_yet_writes_nothing_either() {
    let fixture = with_issuer().await;
    let token = fixture.service.a_token(HOST).issuer(ISSUER).mint();
    assert_eq!(fixture.service.send("GET", "/v1/me", Some(&token), None, &[]).await.0, 200);
    let before = fixture.digest().await;
    let mut tokens = bad_tokens(&fixture);
    tokens.retain(|(kind, ..)| is_open(kind));
    assert_eq!(tokens.len(), 3, "{tokens:?}");
    pass(COOL_DOWN).await;
    assert_eq!(fixture.service.send("GET", "/v1/me", tokens[0].1.as_deref(), None, &[]).await.0, 401);
    for write in fixture.writes() {
        for (kind, token, _) in &tokens {
            let answer =
                fixture.service.send(write.method(), &write.path, token.as_deref(), write.body.clone(), &[]).await;
            assert_eq!(answer.0, 503, "{} with {kind}: {}", write.operation, answer.2);
            assert!(answer.1.contains_key("retry-after"), "{} with {kind}", write.operation);
        }
    }
    assert_eq!(fixture.digest().await, before);
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_owners_cookie() {
    let fixture = Fixture::set().await;
    let before = fixture.digest().await;
    let token = fixture.service.token(HOST);
    for write in fixture.writes() {
        for origin in ["https://evil.example", "null", "http://localhost:5200", "https://localhost:5100", ""] {
            let headers = [("origin", origin)];
            let answer =
                fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &headers).await;
            assert_eq!(answer.0, 403, "{} from {origin:?}", write.operation);
            assert!(answer.2["detail"].is_string(), "{}", answer.2);
            assert_eq!(answer.1.get("access-control-allow-credentials"), None);
            assert_eq!(fixture.digest().await, before, "{} from {origin:?}", write.operation);
        }
    }
}

#[tokio::test]
async fn an_owner_writes_from_our_page_and_from_scripts() {
    for (headers, names_key) in [(&[("origin", OUR_PAGE)][..], false), (&[], true)] {
        let fixture = with_issuer().await;
        let good = fixture.service.a_token(HOST).issuer(ISSUER);
        let token = if names_key { good.with_kid().mint() } else { good.mint() };
        for write in fixture.writes() {
            let before = fixture.digest().await;
            let answer =
                fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), headers).await;
            assert_eq!(answer.0, write.success, "{}: {}", write.operation, answer.2);
            assert_eq!(answer.2 == Value::Null, write.success == 204, "{}", write.operation);
            assert_eq!(answer.1.contains_key("access-control-allow-credentials"), !headers.is_empty());
            let creates = write.method() == "POST";
            assert_eq!(answer.1.contains_key("location"), creates, "{}", write.operation);
            assert_ne!(fixture.digest().await, before, "{} did nothing", write.operation);
        }
    }
}
