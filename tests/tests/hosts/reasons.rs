//! Why a token was refused is logged: the reason, what it says of itself, and never the token.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::json;
use tests::{Service, clock::pass, service::HOST};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};

/// Remembers what is told of refused tokens.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<Vec<Fields>>>);

#[derive(Clone, Debug, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber> Layer<S> for Ledger {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        if fields.0.get("message").is_some_and(|message| message == "a token was refused") {
            assert_eq!(*event.metadata().level(), Level::INFO);
            self.0.lock().unwrap().push(fields);
        }
    }
}

#[tokio::test]
async fn a_refused_token_is_told_of_once_for_each_reason_and_minute() {
    let ledger = Ledger::default();
    // While there is but one subscriber, an event first met on another test's thread is judged by that
    // thread's, which has none, and never told to ours.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(ledger.clone()));
    let service = Service::start().await;
    let good = || service.a_token(HOST).valid_for(86_400).issuer("https://sso.example");
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
        let told = std::mem::take(&mut *ledger.0.lock().unwrap());
        assert_eq!(told.len(), bad.len(), "round {round}: {told:?}");
        for ((reason, token, kid, issuer), told) in bad.iter().zip(&told) {
            assert!(told.0["reason"].contains(reason), "{reason}: {told:?}");
            for (name, value) in [("kid", kid), ("iss", issuer)] {
                let shown = told.0.get(name).map(String::as_str);
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
    assert!(ledger.0.lock().unwrap().is_empty(), "no token, no line");
}
