//! A client that asks every public read for another value of every parameter each time, where most work is behind it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use domain::{clock::Clock as _, id::TournamentId};
use reqwest::Client;
use serde_json::Value;
use tests::{
    Database,
    fill::{Size, fill},
    parameters::{Parameter, parameters},
    victim::unharmed,
};

use crate::served::Served;

/// The attacked tournament, which is the first. `make bench CASES=growth` attacks one with long careers.
const LARGE: Size = Size { tournaments: 1, entries: 100, games: 20_000, past_games: 0, players: 2 };
/// From one request of the attacker to the next.
const PACE: Duration = Duration::from_millis(8);
/// From one change of both tournaments to the next.
const CHANGES: Duration = Duration::from_millis(500);
/// What the process may grow by while each value of each parameter is asked for.
const MEMORY: u64 = 64 * 1024 * 1024;
/// The victim's requests in each phase of each attack.
const REQUESTS: usize = 150;

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

/// Asks for every value in turn, from an address of its own; how many were answered and how many refused.
async fn ask_each(client: Client, url: String, values: Vec<String>, outcome: Arc<[AtomicUsize; 2]>, address: String) {
    let mut ticks = tokio::time::interval(PACE);
    for value in values.iter().cycle() {
        ticks.tick().await;
        let request = client.get(url.replace("{}", value)).header("x-forwarded-for", &address);
        let answer = request.send().await.unwrap();
        match answer.status().as_u16() {
            200 | 404 | 422 => &outcome[0],
            429 => &outcome[1],
            other => unreachable!("{other} for {value} at {url}"),
        }
        .fetch_add(1, Relaxed);
        answer.bytes().await.unwrap();
    }
}

#[tokio::test]
async fn of_no_read_cost_other_tournaments_readers_anything() {
    let database = Database::fresh().await;
    fill(&database, LARGE, server::SystemClock.now()).await;
    let served = Served::of(database, &[]).await;
    let (large, cup) = (TournamentId(1), TournamentId(2));
    let outcome = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let (client, attackers) = (client(), AtomicUsize::new(0));
    let document = client.get(served.url("/openapi.json")).send().await.unwrap();
    let parameters = parameters(&document.json::<Value>().await.unwrap(), "cup-1");
    assert!(parameters.len() > 20, "{parameters:?}");
    let before = served.running.resident_bytes();
    let changes = async {
        let mut ticks = tokio::time::interval(CHANGES);
        loop {
            ticks.tick().await;
            served.nudge(large).await;
            served.nudge(cup).await;
        }
    };
    let attacks = async {
        for Parameter { address, values } in &parameters {
            let attack = || {
                // Each attack has a client's whole budget.
                let number = attackers.fetch_add(1, Relaxed);
                let from = format!("198.18.{}.{}", number / 250, number % 250);
                ask_each(client.clone(), served.url(address), values.clone(), Arc::clone(&outcome), from)
            };
            unharmed(REQUESTS, async || served.request().await, attack).await;
        }
    };
    tokio::select! {
        () = changes => {}
        () = attacks => {}
    }
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
    let [answered, refused] = outcome.each_ref().map(|count| count.load(Relaxed));
    assert!(answered > 1_000, "{answered} answered, {refused} refused");
}
