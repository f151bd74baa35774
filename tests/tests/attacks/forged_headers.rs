//! A client that sends another address with each request, in every header that ever named one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use tests::victim::assert_not_slowed;

use crate::served::{ATTACKER, Served};

/// Reads a minute of one client.
const PER_MINUTE: usize = 300;

/// What came of the attacker's requests.
#[derive(Default)]
struct Outcome {
    answered: AtomicUsize,
    refused: AtomicUsize,
}

async fn ask(client: &Client, url: &str, number: usize, outcome: &Outcome) {
    let forged = format!("203.0.{}.{}", number / 250 % 250, number % 250);
    let names = ["cf-connecting-ip", "true-client-ip", "x-real-ip", "x-client-ip", "fastly-client-ip"];
    let request = names.iter().fold(client.get(url), |request, name| request.header(*name, &forged));
    let request = request.header("forwarded", format!("for={forged}"));
    // The proxy appends what it saw.
    let answer = request.header("x-forwarded-for", format!("{forged}, {ATTACKER}")).send().await.unwrap();
    match answer.status().as_u16() {
        200 => &outcome.answered,
        429 => &outcome.refused,
        other => unreachable!("{other}"),
    }
    .fetch_add(1, Relaxed);
}

#[tokio::test]
async fn lifts_no_limit_and_harms_nobody() {
    let served = Served::start(&[]).await;
    let (outcome, client) = (Arc::new(Outcome::default()), Client::builder().no_proxy().build().unwrap());
    let (url, began) = (served.url("/v1/flags"), Instant::now());
    for number in 0..PER_MINUTE + 50 {
        ask(&client, &url, number, &outcome).await;
    }
    let attack = || {
        let (outcome, client, url) = (Arc::clone(&outcome), client.clone(), url.clone());
        async move {
            let mut ticks = tokio::time::interval(Duration::from_millis(10));
            for number in 0.. {
                ticks.tick().await;
                ask(&client, &url, number, &outcome).await;
            }
        }
    };
    assert_not_slowed(200, async || served.request().await, attack).await;
    let (answered, refused) = (outcome.answered.load(Relaxed), outcome.refused.load(Relaxed));
    let allowed = PER_MINUTE + began.elapsed().as_secs() as usize * PER_MINUTE / 60 + 5;
    assert!(answered >= PER_MINUTE && answered <= allowed, "{answered} of {allowed}");
    assert!(refused > 40, "{refused}");
    // Some were broken off before their answer came.
    assert!(served.figure("aoe2_rate_limited_total").await as usize >= refused);
}
