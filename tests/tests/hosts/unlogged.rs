//! Links and cookies are secrets: they are in no log line, no span and no metric.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
};

use chrono::TimeDelta;
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, layer::SubscriberExt as _};

use super::signing_in::{ANNA, Forge, fixture, link, me, post, token_of};

/// Records every event and span, at every level.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<String>>);

impl Visit for Recorder {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.lock().unwrap().push_str(&format!("{}={value:?}\n", field.name()));
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        attributes.record(&mut self.clone());
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut self.clone());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut self.clone());
    }
}

#[tokio::test]
async fn what_signs_in_is_told_to_nobody() {
    let recorder = Recorder::default();
    // With a single subscriber, an event first used on another test's thread would be disabled for ours too.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(recorder.clone()));
    let fixture = fixture().await;
    let service = &fixture.service;
    let path = link(service, ANNA).await;
    let secret = path.strip_prefix("/auth/sign-in/").unwrap();
    for other in ["", "/"] {
        service.answer(&format!("{path}{other}")).await;
        service.answer(&format!("/auth/{path}{other}")).await;
    }
    post(service, &path, &[("origin", "https://evil.example")]).await;
    let token = token_of(&post(service, &path, &[]).await).unwrap();
    post(service, &path, &[]).await;
    assert_eq!(me(service, &token).await.0, 200);
    for (_, bad) in Forge::of(service, &token).await.bad() {
        me(service, &bad).await;
    }
    service.clock.advance(TimeDelta::days(2));
    me(service, &token).await;
    post(service, "/auth/sign-out-everywhere", &[("cookie", &format!("criticalbit_access={token}"))]).await;
    service.proxy.shut();
    post(service, &path, &[]).await;
    let text = recorder.0.lock().unwrap().clone();
    assert!(text.contains("/auth/sign-in/") && text.contains("action=\"sign_in\""), "{text}");
    let signature = token.rsplit('.').next().unwrap();
    for secret in [secret, signature, &token[..40]] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}
