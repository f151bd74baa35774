//! One account on every roster plays: every tournament changes, and everybody who watches one refetches all its tables.

use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use futures_util::future::join_all;
use reqwest::Client;
use store::nudges;
use tests::Service;

use super::{instance, reads::TABLES};
use crate::{
    figure::Report,
    load::{http, latency::Latencies},
};

/// Tournaments that change, each with one viewer.
const CHANGED: usize = 199;
/// How often readers of the one that does not change ask.
const PAUSE: Duration = Duration::from_millis(10);

/// From one request of a viewer to the next, while what comes is out of date.
const AGAIN: Duration = Duration::from_secs(1);
/// How long everything may take to be up to date.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a read went.
#[derive(Clone, Debug)]
struct Read {
    path: String,
    status: u16,
    /// Whether the answer says that it is older than it should be.
    is_stale: bool,
    took: Duration,
}

/// Clients of the api.
#[derive(Debug)]
struct Viewers {
    client: Client,
    api: SocketAddr,
}

/// The api is a process of its own, and so are its readers: none waits for another's turn in one runtime.
pub(super) async fn measure(report: &mut Report, service: &Service, size: &str) {
    let (api, _) = instance::api(&service.database, &[]);
    let viewers = Viewers { client: Client::builder().no_proxy().no_gzip().build().unwrap(), api: api.address };
    let viewed: Vec<_> = (1..=CHANGED).map(|number| format!("/v1/tournaments/cup-{number}")).collect();
    let scope = share_an_account(service).await;
    // Twice, so that everything was rendered and is asked for from memory.
    for _ in 0..2 {
        change(service, &scope).await;
        viewers.until_fresh(&viewers.refetch_all(&viewed).await).await;
    }
    let quiet = others(api.address, tokio::time::sleep(Duration::from_secs(3))).await;
    change(service, &scope).await;
    let started = Instant::now();
    let mut refetches = Vec::new();
    let mut took = Duration::ZERO;
    let busy = others(api.address, async {
        refetches = viewers.refetch_all(&viewed).await;
        viewers.until_fresh(&refetches).await;
        took = started.elapsed();
    })
    .await;
    let name = format!("{size}: {CHANGED} tournaments change, their viewers refetch {} tables", TABLES.len());
    let refused = refetches.iter().filter(|read| read.status != 200).count();
    report.at_most(&format!("{name}: refused"), refused as f64, 0.0, "");
    let stale = refetches.iter().filter(|read| read.is_stale).count();
    report.note(&format!("{name}: the last good body instead"), format!("{stale} of {}", refetches.len()));
    let refetches: Vec<_> = refetches.iter().map(|read| read.took).collect();
    report.time(&format!("{name}: p99"), &[p99(&refetches)], Duration::from_millis(1_500));
    report.time(&format!("{name}: until all are up to date"), &[took], Duration::from_secs(4));
    let (before, during) = (p99(&quiet), p99(&busy));
    let name = format!("{name}: others' p99 over that before ({:.1} ms)", before.as_secs_f64() * 1e3);
    report.at_most(&name, during.as_secs_f64() / before.as_secs_f64(), 1.5, "");
}

fn p99(reads: &[Duration]) -> Duration {
    let mut times = Latencies::default();
    reads.iter().for_each(|took| times.add(*took));
    times.percentile(0.99)
}

/// Enters the first tournament's first account in all the others; the scope of those it is in.
async fn share_an_account(service: &Service) -> Scope {
    let enter = "insert into tournament_players (tournament_id, name, profile_id)
        select id, 'Everywhere', 1 from tournaments where slug not in ('cup-1', 'cup-200')";
    service.database.run(enter).await;
    let all = "select array_agg(tournament_id) from tournament_players where profile_id = 1";
    let ids: Vec<i64> = service.database.value(all).await;
    Scope::only(ids.into_iter().map(domain::id::TournamentId)).unwrap()
}

async fn change(service: &Service, scope: &Scope) {
    let mut tx = service.database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, scope, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    // The api hears of it within milliseconds.
    tokio::time::sleep(Duration::from_millis(50)).await;
}

impl Viewers {
    /// Asks for all tables of all tournaments at once.
    async fn refetch_all(&self, viewed: &[String]) -> Vec<Read> {
        let paths = viewed.iter().flat_map(|root| TABLES.iter().map(move |table| format!("{root}{table}")));
        join_all(paths.map(|path| self.read(path))).await
    }

    async fn read(&self, path: String) -> Read {
        let asked = Instant::now();
        let request = self.client.get(format!("http://{}{path}", self.api));
        // As browsers do.
        let answer = request.header("accept-encoding", "gzip, deflate, br, zstd").send().await.unwrap();
        let (status, is_stale) = (answer.status().as_u16(), answer.headers().contains_key("warning"));
        answer.bytes().await.unwrap();
        Read { path, status, is_stale, took: asked.elapsed() }
    }

    /// Asks again for what came out of date, as a page does that is told so.
    async fn until_fresh(&self, reads: &[Read]) {
        let started = Instant::now();
        let stale = |reads: &[Read]| -> Vec<_> {
            reads.iter().filter(|read| read.is_stale).map(|read| read.path.clone()).collect()
        };
        let mut left = stale(reads);
        while !left.is_empty() {
            assert!(started.elapsed() < PATIENCE, "{} views stay out of date", left.len());
            tokio::time::sleep(AGAIN).await;
            left = stale(&join_all(left.into_iter().map(|path| self.read(path))).await);
        }
    }
}

/// Reads of the tournament that does not change, until `end`.
async fn others(api: SocketAddr, end: impl Future<Output = ()>) -> Vec<Duration> {
    static IS_OVER: AtomicBool = AtomicBool::new(false);
    IS_OVER.store(false, Ordering::Relaxed);
    let reading = thread::spawn(move || {
        let mut connection = http::connect(api).unwrap();
        let mut times = Vec::new();
        while !IS_OVER.load(Ordering::Relaxed) {
            let asked = Instant::now();
            let request = http::get("/v1/tournaments/cup-200/standings", &[]);
            assert_eq!(http::exchange(&mut connection, &request).unwrap().status(), 200);
            times.push(asked.elapsed());
            thread::sleep(PAUSE);
        }
        times
    });
    end.await;
    IS_OVER.store(true, Ordering::Relaxed);
    reading.join().unwrap()
}
