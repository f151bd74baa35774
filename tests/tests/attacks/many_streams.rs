//! A client behind a proxy that opens as many event streams as it can, over both protocols.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use reqwest::Client;
use tests::{background::while_running, until, victim::assert_not_slowed};

use crate::served::{ATTACKER, Served};

/// Streams of one client, by default.
const MOST: usize = 100;
/// What the attack may cost, in bytes.
const MEMORY: u64 = 32 * 1024 * 1024;

#[tokio::test]
async fn holds_its_share_at_most_and_harms_nobody() {
    // Requests are not what is limited here.
    let served = Served::start(&[("RATE_LIMIT_PER_MINUTE", "0")]).await;
    let clients = [
        Client::builder().no_proxy().build().unwrap(),
        Client::builder().no_proxy().http2_prior_knowledge().build().unwrap(),
    ];
    let (url, refused) = (served.url("/v1/stream"), Arc::new(AtomicUsize::new(0)));
    let before = served.running.resident_bytes();
    let attack = || {
        let (clients, url, refused) = (clients.clone(), url.clone(), Arc::clone(&refused));
        async move {
            let mut held = Vec::new();
            for number in 0.. {
                let request = clients[number % 2].get(&url).header("x-forwarded-for", ATTACKER);
                let answer = request.send().await.unwrap();
                if answer.status() == 200 {
                    held.push(answer);
                    assert!(held.len() <= MOST, "{} streams are held", held.len());
                } else {
                    assert_eq!(answer.status(), 429);
                    refused.fetch_add(1, Relaxed);
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
        }
    };
    assert_not_slowed(200, async || served.request().await, attack).await;
    let mut attacking = tokio::spawn(attack());
    let before_refusals = refused.load(Relaxed);
    let refused_again = async || refused.load(Relaxed) >= before_refusals + 20;
    while_running(&mut attacking, until("they are refused", Duration::from_secs(30), refused_again)).await;
    let has_its_share = async || served.figure("aoe2_stream_connections").await as usize == MOST;
    let opening = until("it holds its share, no more and no less", Duration::from_secs(30), has_its_share);
    while_running(&mut attacking, opening).await;
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
    attacking.abort();
}
