//! The metrics endpoint, read as Prometheus does.

mod polls;
mod reads;
mod streams;
mod writes;

use std::time::{Duration, Instant};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use reqwest::Client;
use store::nudges;
use tests::Database;
use tokio::time::sleep;

use super::{
    program::{Program, Running, free_port},
    split::cup,
};

const STANDINGS: &str = "/v1/tournaments/cup/standings";

/// A program that runs, and where its metrics are.
struct Measured {
    running: Running,
    metrics: u16,
}

impl Measured {
    async fn start(program: Program) -> Self {
        let metrics = free_port();
        let running = program.set("METRICS_ADDR", format!("127.0.0.1:{metrics}")).set("REVISION", "abc").serve().await;
        Self { running, metrics }
    }

    async fn text(&self) -> String {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
        let answer = client.get(format!("http://127.0.0.1:{}/metrics", self.metrics)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/plain; version=0.0.4"));
        answer.text().await.unwrap()
    }

    /// A metric's value, by its name and labels as they are written; 0 while it does not exist.
    async fn figure(&self, name: &str) -> f64 {
        read(&self.text().await, name).unwrap_or(0.0)
    }

    async fn eventually(&self, name: &str, is_so: impl Fn(f64) -> bool) -> f64 {
        let begun = Instant::now();
        loop {
            let figure = self.figure(name).await;
            if is_so(figure) {
                return figure;
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "{name} stayed {figure}\n{}", self.text().await);
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until it follows the outbox: at that moment it invalidates everything that it rendered before. The nudges
    /// that show this do not invalidate standings.
    async fn follows(&self, database: &Database) {
        let begun = Instant::now();
        while self.figure("aoe2_nudge_latency_seconds_count").await == 0.0 {
            assert!(begun.elapsed() < Duration::from_secs(15), "no nudge arrives\n{}", self.text().await);
            let mut tx = database.pool.begin().await.unwrap();
            nudges::publish(&mut tx, Event::Matches, &Scope::All, server::SystemClock.now()).await.unwrap();
            tx.commit().await.unwrap();
            sleep(Duration::from_millis(50)).await;
        }
    }

    async fn ask(&self, path: &str) -> reqwest::Response {
        self.running.ask(path).await.expect("an answer")
    }
}

fn read(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    Some(line.parse().expect("a number"))
}

/// A process with both roles, which has polled.
async fn everything() -> (Measured, Database, sim::Sim) {
    let (database, sim, _) = cup().await;
    let program = Program::new("aoe2-standings").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let measured = Measured::start(program).await;
    let rated = |body: &serde_json::Value| body["items"][0]["current_rating"] == 1500;
    measured.running.eventually(STANDINGS, Duration::from_secs(15), rated).await;
    (measured, database, sim)
}

#[tokio::test]
async fn an_address_that_is_taken_stops_the_start() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let program = Program::new("api").set("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing");
    let program = program.set("PORT", free_port()).set("METRICS_ADDR", taken.local_addr().unwrap());
    let (code, said) = program.finish().await;
    assert_ne!(code, 0);
    assert!(said.contains("METRICS_ADDR"), "{said}");
}

#[tokio::test]
async fn without_an_address_nothing_is_different() {
    let (database, _sim, _) = cup().await;
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("METRICS_ADDR", "").serve().await;
    api.eventually("/v1/tournaments", Duration::from_secs(10), |all| all[0]["slug"] == "other").await;
    assert_eq!(api.ask("/metrics").await.unwrap().status(), 404);
}
