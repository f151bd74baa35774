//! Why a token was refused is logged: the reason, what it says of itself, and never the token.

use std::time::Duration;

use serde_json::json;
use tests::{LogCapture, Service, clock::pass, service::HOST};
use tracing::Level;

#[tokio::test]
async fn a_refused_token_is_told_of_once_for_each_reason_and_minute() {
    let log = LogCapture::start(|event, fields| {
        let is_refusal = fields.get("message").is_some_and(|message| message == "a token was refused");
        assert!(!is_refusal || *event.level() == Level::INFO);
        is_refusal
    });
    let service = Service::start().await;
    let good = || service.unminted_token(HOST).valid_for(86_400).issuer("https://sso.example");
    let ask = async |token: String| service.send("GET", "/v1/me", Some(&token), None, &[]).await.0;
    assert_eq!(ask(good().mint()).await, 200);
    let hostile = format!("a\n\u{1b}[31m\"{}", "k".repeat(5_000));
    let bad = [
        ("not a signed JWT", "rubbish".to_owned(), None, None),
        ("expired", good().with_kid().expired().mint(), Some("simulated-0"), Some("https://sso.example")),
        ("wrong aud", good().audience("x").mint(), None, Some("https://sso.example")),
        ("crit in the header", good().header("crit", json!(["x"])).mint(), None, Some("https://sso.example")),
        (
            "no known key fits",
            good().key_id(&hostile).issuer(&hostile).mint(),
            Some("a\\n\\u{1b}[31m\\\"kkk"),
            Some("a\\n"),
        ),
        ("does not verify", good().with_kid().tampered().mint(), Some("simulated-0"), Some("https://sso.example")),
    ];
    for round in 0..2 {
        for (_, token, ..) in &bad {
            for _ in 0..3 {
                assert!([401, 503].contains(&ask(token.clone()).await));
            }
        }
        let told = log.take();
        assert_eq!(told.len(), bad.len(), "round {round}: {told:?}");
        for ((reason, token, kid, issuer), told) in bad.iter().zip(&told) {
            assert!(told["reason"].contains(reason), "{reason}: {told:?}");
            for (name, value) in [("kid", kid), ("iss", issuer)] {
                let shown = told.get(name).map(String::as_str);
                assert_eq!(shown.is_some(), value.is_some(), "{reason}: {told:?}");
                assert!(shown.unwrap_or_default().starts_with(value.unwrap_or_default()), "{reason}: {told:?}");
                assert!(shown.unwrap_or_default().chars().count() < 100, "{reason}: {told:?}");
            }
            let all = format!("{told:?}");
            assert!(!all.contains(&token[..token.len().min(7)]) && !all.contains("eyJ"), "{all}");
        }
        // A fetch in between would say more of the unknown key.
        service.sso.fault(sim::SsoEndpoint::Keys, sim::Fault::CloseConnection);
        pass(Duration::from_secs(60)).await;
    }
    assert_eq!(ask(String::new()).await, 401);
    assert!(log.take().is_empty(), "no token, no line");
}
