//! A connection that serves reads goes silent at every message of every read.

use domain::{
    clock::Timestamp,
    nudge::{Event, Scope},
};
use futures_util::future::join;
use serde_json::Value;
use store::nudges;
use tests::{
    Service,
    service::{HOST, NOW},
    until,
};
use tokio::sync::Mutex;

use super::fixture::{Late, Silence, WITHIN, all_in_time, cups, everywhere_in_each, fixtures};

/// A read of each kind: by how it waits for a connection, and by what it loads.
const READS: [&str; 22] = [
    "/v1/tournaments",
    "/v1/leaderboards",
    "/v1/civilizations",
    "/v1/tournaments/cup",
    "/v1/tournaments/cup/standings",
    "/v1/tournaments/cup/teams/standings",
    "/v1/tournaments/cup/standings/history",
    "/v1/tournaments/cup/summary",
    "/v1/tournaments/cup/civ-stats",
    "/v1/tournaments/cup/head-to-head",
    "/v1/tournaments/cup/progression",
    "/v1/tournaments/cup/matches",
    "/v1/tournaments/cup/standings.ndjson",
    "/v1/tournaments/cup/matches.ndjson",
    "/v1/tournaments/cup/live",
    "/v1/tournaments/cup/players",
    "/v1/tournaments/cup/players/101",
    "/v1/tournaments/cup/stages",
    "/v1/tournaments/cup/series",
    "/v1/me",
    "/v1/tournaments/cup/owners",
    "/v1/tournaments/cup/series?drafts=true",
];
/// Those that only the host may read.
const OF_HOSTS: [&str; 3] = ["/v1/me", "/v1/tournaments/cup/owners", "/v1/tournaments/cup/series?drafts=true"];
/// How many interruptions there are at a time.
const FIXTURES: usize = 38;

/// Everything is out of date.
async fn outdate(service: &Service) {
    let now: Timestamp = NOW.parse().unwrap();
    let mut tx = service.database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, &Scope::All, now).await.unwrap();
    }
    tx.commit().await.unwrap();
    service.settle().await;
}

/// Asks until there is an answer that is up to date.
async fn is_read(service: &Service, path: &str) {
    let token = OF_HOSTS.contains(&path).then(|| service.token(HOST));
    until(path, 2 * WITHIN, async || {
        let (status, headers, _) = service.send("GET", path, token.as_deref(), None, &[]).await;
        assert!([200, 503].contains(&status), "{path}: {status}");
        status == 200 && !headers.contains_key("warning")
    })
    .await;
}

async fn is_told_to_be_up(service: &Service) {
    until("/health/ready", 2 * WITHIN, async || {
        let (status, health): (u16, Value) = service.get_any("/health/ready").await;
        status == 200 && health["database"] == "up"
    })
    .await;
}

async fn silent_at(service: &Service, path: &str, message: usize, silence: Silence) -> Result<bool, Late> {
    outdate(service).await;
    service.proxy.fault_after(message, silence.fault());
    let served = async {
        join(is_read(service, path), is_read(service, "/v1/tournaments/other/standings")).await;
        is_told_to_be_up(service).await;
    };
    all_in_time(&format!("{path} at message {message}"), served).await?;
    Ok(service.proxy.mend())
}

/// Each test runs dozens of services: two at once would measure the machine.
static TURN: Mutex<()> = Mutex::const_new(());

async fn every_read_survives(silence: Silence) {
    let _turn = TURN.lock().await;
    let fixtures = fixtures(FIXTURES, cups).await;
    let reached = everywhere_in_each(&READS, fixtures, async |(service, _), path, message| {
        silent_at(service, path, message, silence).await
    });
    for (path, reached) in READS.into_iter().zip(reached.await) {
        assert!(reached > 4, "{path}: only {reached} messages were interrupted");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_when_a_statement_is_lost() {
    every_read_survives(Silence::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reads_go_on_when_an_answer_of_the_database_is_lost() {
    every_read_survives(Silence::After).await;
}
