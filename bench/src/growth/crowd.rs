//! One account on every roster plays: every tournament changes, and everybody who watches one refetches all its tables.

use std::time::{Duration, Instant};

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use futures_util::future::{join, join_all};
use store::nudges;
use tests::Service;

use super::reads::TABLES;
use crate::{figure::Report, load::latency::Latencies};

/// Tournaments that change, each with one viewer.
const CHANGED: usize = 199;
/// How often readers of the one that does not change ask.
const PAUSE: Duration = Duration::from_millis(10);

/// A read's status, and how long it took.
type Read = (u16, Duration);

pub(super) async fn measure(report: &mut Report, service: &Service, size: &str) {
    let viewed: Vec<_> = (1..=CHANGED).map(|number| format!("/v1/tournaments/cup-{number}")).collect();
    let scope = share_an_account(service).await;
    // Twice, so that everything was rendered and is asked for from memory.
    for _ in 0..2 {
        change(service, &scope).await;
        join_all(viewed.iter().map(|root| refetch(service, root))).await;
    }
    let quiet = others(service, tokio::time::sleep(Duration::from_secs(3))).await;
    change(service, &scope).await;
    let started = Instant::now();
    let mut refetches = Vec::new();
    let mut took = Duration::ZERO;
    let busy = others(service, async {
        refetches = join_all(viewed.iter().map(|root| refetch(service, root))).await.concat();
        took = started.elapsed();
    })
    .await;
    let name = format!("{size}: {CHANGED} tournaments change, their viewers refetch {} tables", TABLES.len());
    let refused = refetches.iter().filter(|(status, _)| *status != 200).count();
    report.at_most(&format!("{name}: refused"), refused as f64, 0.0, "");
    report.time(&format!("{name}: p99"), &[p99(&refetches)], Duration::from_millis(1_500));
    report.time(&format!("{name}: the last"), &[took], Duration::from_secs(4));
    let (before, during) = (p99(&quiet), p99(&busy));
    let name = format!("{name}: others' p99 over that before ({:.1} ms)", before.as_secs_f64() * 1e3);
    report.at_most(&name, during.as_secs_f64() / before.as_secs_f64(), 1.5, "");
}

fn p99(reads: &[Read]) -> Duration {
    let mut times = Latencies::default();
    reads.iter().for_each(|(_, took)| times.add(*took));
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
    service.settle().await;
}

/// Asks for all tables at once.
async fn refetch(service: &Service, root: &str) -> Vec<Read> {
    join_all(TABLES.iter().map(|table| read(service, format!("{root}{table}")))).await
}

async fn read(service: &Service, path: String) -> Read {
    let asked = Instant::now();
    let answer = service.answer(&path).await;
    let status = answer.status().as_u16();
    answer.bytes().await.unwrap();
    (status, asked.elapsed())
}

/// Reads of the tournament that does not change, until `end`.
async fn others(service: &Service, end: impl Future<Output = ()>) -> Vec<Read> {
    let is_over = std::cell::Cell::new(false);
    let reading = async {
        let mut reads = Vec::new();
        while !is_over.get() {
            reads.push(read(service, "/v1/tournaments/cup-200/standings".to_owned()).await);
            tokio::time::sleep(PAUSE).await;
        }
        reads
    };
    let ending = async {
        end.await;
        is_over.set(true);
    };
    join(reading, ending).await.0
}
