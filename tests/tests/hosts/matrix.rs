//! Every write of the OpenAPI document, tried with every kind of token of both issuers: the sign-on service, and the
//! built-in sign-in beside it.

mod issuer;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{clock::pass, service::HOST};

use super::fixture::{Fixture, OUR_PAGE, Write};
use issuer::{ISSUER, ISSUERS, Issuer};

/// What is said to a write.
async fn said(fixture: &Fixture, write: &Write, token: Option<&str>, headers: &[(&str, &str)]) -> (u16, Value) {
    let (status, _, body) = fixture.service.send(write.method(), &write.path, token, write.body.clone(), headers).await;
    (status, body)
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
    for issuer in ISSUERS {
        let fixture = issuer.fixture().await;
        let mut tokens = issuer.bad_tokens(&fixture).await;
        tokens.push((
            "another's owner".to_owned(),
            Some(issuer.rival(&fixture).await),
            (403, "Not a tournament owner"),
        ));
        let before = fixture.digest().await;
        for write in fixture.writes() {
            for (kind, token, (status, detail)) in &tokens {
                if *status == 403 && !write.is_gated() {
                    continue;
                }
                if issuer.open().contains(&kind.as_str()) {
                    pass(issuer.cool_down()).await;
                }
                let said = said(&fixture, &write, token.as_deref(), &[]).await;
                assert_eq!(said, (*status, json!({"detail": detail})), "{issuer:?}: {} with {kind}", write.operation);
                assert_eq!(fixture.digest().await, before, "{issuer:?}: {} with {kind} wrote", write.operation);
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_judged_yet_writes_nothing_either() {
    for issuer in ISSUERS {
        let fixture = issuer.fixture().await;
        let mut tokens = issuer.bad_tokens(&fixture).await;
        let good = issuer.owner(&fixture).await;
        assert_eq!(fixture.service.send("GET", "/v1/me", Some(&good), None, &[]).await.0, 200);
        let before = fixture.digest().await;
        tokens.retain(|(kind, ..)| issuer.open().contains(&kind.as_str()));
        assert_eq!(tokens.len(), 3, "{issuer:?}: {tokens:?}");
        if matches!(issuer, Issuer::BuiltIn) {
            fixture.service.proxy.shut();
        } else {
            pass(issuer.cool_down()).await;
            assert_eq!(fixture.service.send("GET", "/v1/me", tokens[0].1.as_deref(), None, &[]).await.0, 401);
        }
        for write in fixture.writes() {
            for (kind, token, _) in &tokens {
                let answer =
                    fixture.service.send(write.method(), &write.path, token.as_deref(), write.body.clone(), &[]).await;
                assert_eq!(answer.0, 503, "{issuer:?}: {} with {kind}: {}", write.operation, answer.2);
                assert!(answer.1.contains_key("retry-after"), "{issuer:?}: {} with {kind}", write.operation);
            }
        }
        assert_eq!(fixture.digest().await, before);
    }
}

#[tokio::test]
async fn another_sites_page_cannot_use_the_owners_cookie() {
    for issuer in ISSUERS {
        let fixture = issuer.fixture().await;
        let token = issuer.owner(&fixture).await;
        let before = fixture.digest().await;
        for write in fixture.writes() {
            for origin in ["https://evil.example", "null", "http://localhost:5200", "https://localhost:5100", ""] {
                let headers = [("origin", origin)];
                let answer =
                    fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), &headers).await;
                assert_eq!(answer.0, 403, "{issuer:?}: {} from {origin:?}", write.operation);
                assert!(answer.2["detail"].is_string(), "{}", answer.2);
                assert_eq!(answer.1.get("access-control-allow-credentials"), None);
                assert_eq!(fixture.digest().await, before, "{issuer:?}: {} from {origin:?}", write.operation);
            }
        }
    }
}

#[tokio::test]
async fn an_owner_writes_from_our_page_and_from_scripts() {
    for (issuer, headers, names_key) in [
        (Issuer::SignOn, &[("origin", OUR_PAGE)][..], false),
        (Issuer::SignOn, &[], true),
        (Issuer::SignOnBesideBuiltIn, &[("origin", OUR_PAGE)], true),
        (Issuer::SignOnBesideBuiltIn, &[], false),
        (Issuer::BuiltIn, &[("origin", OUR_PAGE)], true),
        (Issuer::BuiltIn, &[], true),
    ] {
        let fixture = issuer.fixture().await;
        let token = match issuer {
            Issuer::SignOn | Issuer::SignOnBesideBuiltIn if names_key => {
                fixture.service.unminted_token(HOST).issuer(ISSUER).with_kid().mint()
            }
            _ => issuer.owner(&fixture).await,
        };
        for write in fixture.writes() {
            let before = fixture.digest().await;
            let answer =
                fixture.service.send(write.method(), &write.path, Some(&token), write.body.clone(), headers).await;
            assert_eq!(answer.0, write.success, "{issuer:?}: {}: {}", write.operation, answer.2);
            assert_eq!(answer.2 == Value::Null, write.success == 204, "{}", write.operation);
            assert_eq!(answer.1.contains_key("access-control-allow-credentials"), !headers.is_empty());
            let is_action = ["/start", "/withdraw"].iter().any(|end| write.operation.ends_with(end));
            let creates = write.method() == "POST" && !is_action;
            assert_eq!(answer.1.contains_key("location"), creates, "{}", write.operation);
            assert_ne!(fixture.digest().await, before, "{issuer:?}: {} did nothing", write.operation);
        }
    }
}

#[tokio::test]
async fn hosts_of_the_built_in_sign_in_write_while_the_sign_on_service_is_away() {
    let fixture = Issuer::BuiltIn.fixture().await;
    fixture.service.sso.fault(sim::SsoEndpoint::Keys, sim::Fault::CloseConnection);
    let token = Issuer::BuiltIn.owner(&fixture).await;
    for write in fixture.writes() {
        assert_eq!(said(&fixture, &write, Some(&token), &[]).await.0, write.success, "{}", write.operation);
    }
    assert_eq!(fixture.service.sso.requests(sim::SsoEndpoint::Keys), 0);
}
