//! A signed-in user whose refused writes carry nearly a megabyte each, every one to be remembered for a day.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use domain::clock::Clock as _;
use reqwest::Client;
use serde_json::json;
use server::SystemClock;
use sim::Sso;
use tests::{service::RIVAL, victim::assert_not_slowed};
use uuid::Uuid;

use crate::served::Served;

/// From one of the attacker's requests to the next.
const PACE: Duration = Duration::from_millis(50);
/// What one refusal may take on disk, in bytes.
const KEPT: i64 = 4_000;
/// What the process may grow by: a few bodies under way and what the allocator keeps of them.
const MEMORY: u64 = 48 * 1024 * 1024;

/// Creates tournaments by names that are too long, each from another address, until it is dropped.
async fn create_in_vain(client: Client, url: String, cookie: String, refused: Arc<AtomicUsize>) {
    let body = json!({ "slug": "X", "name": "x".repeat(900_000) }).to_string();
    let mut ticks = tokio::time::interval(PACE);
    loop {
        ticks.tick().await;
        let number = refused.fetch_add(1, Relaxed);
        let answer = client
            .post(&url)
            .header("cookie", &cookie)
            .header("content-type", "application/json")
            .header("idempotency-key", Uuid::new_v4().to_string())
            .header("x-forwarded-for", format!("198.18.{}.{}", number / 250, number % 250))
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 422);
        assert!(answer.bytes().await.unwrap().len() < 4_000);
    }
}

#[tokio::test]
async fn of_refusals_are_small_and_harm_nobody() {
    let sso = Sso::local().await.unwrap();
    let (keys, users) = (sso.keys_url(), sso.base_url());
    let served = Served::start(&[("AUTH_JWKS_URL", &keys), ("AUTH_API_BASE_URL", &users)]).await;
    let cookie = format!("criticalbit_access={}", sso.token(RIVAL, SystemClock.now().unix_seconds()).mint());
    let (client, url) = (Client::builder().no_proxy().build().unwrap(), served.url("/v1/tournaments"));
    let (refused, before) = (Arc::new(AtomicUsize::new(0)), served.running.resident_bytes());
    let attack = || create_in_vain(client.clone(), url.clone(), cookie.clone(), Arc::clone(&refused));
    assert_not_slowed(400, async || served.request().await, attack).await;
    let kept: i64 = served.database.value("select count(*) from idempotency_keys").await;
    assert!(kept > 10, "{kept} of {refused:?} refusals are remembered");
    let bytes: i64 = served.database.value("select pg_total_relation_size('idempotency_keys')").await;
    // A table takes some pages however little is in it.
    assert!(bytes < 128 * 1024 + kept * KEPT, "{kept} refusals take {bytes} bytes");
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
}
