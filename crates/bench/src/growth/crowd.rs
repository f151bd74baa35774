//! One account on every roster plays: every tournament changes, and every viewer of one refetches all its tables.

mod viewers;

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
use reqwest::StatusCode;
use store::nudges;
use tests::Service;

use super::{instance, reads::TABLES};
use crate::{
    figure::Report,
    load::{ceiling, http, latency::Latencies},
};
use viewers::Viewers;

/// Tournaments that change, each with one viewer.
const CHANGED: usize = 199;
/// The time between requests of the readers of the tournament that does not change.
const PAUSE: Duration = Duration::from_millis(5);

/// The path that its readers request.
const UNCHANGED: &str = "/v1/tournaments/cup-200/standings";

/// The api and its readers are separate processes, so that none waits for another's turn in one runtime.
pub(super) async fn measure(report: &mut Report, service: &Service, size: &str) {
    let (api, _) = instance::api(&service.database, &[]);
    let viewers = Viewers::of(api.address);
    let viewed: Vec<_> = (1..=CHANGED).map(|number| format!("/v1/tournaments/cup-{number}")).collect();
    let scope = share_an_account(service).await;
    // Twice, so that everything is rendered and answered from memory.
    for _ in 0..2 {
        change(service, &scope).await;
        viewers.refetch(&viewed).await;
    }
    // The least that a server can do for the same answer, on the same processors.
    let bare = ceiling::hyper(&http::ask(api.address, &http::get(UNCHANGED, &[])).unwrap());
    let servers = [api.address, bare.address];
    let [quiet, bare_quiet] = others(servers, tokio::time::sleep(Duration::from_secs(3))).await;
    change(service, &scope).await;
    let mut refetches = Vec::new();
    let [busy, bare_busy] = others(servers, async { refetches = viewers.refetch(&viewed).await }).await;
    viewers.runtime.shutdown_background();
    let name = format!("{size}: {CHANGED} tournaments change, their viewers refetch {} tables", TABLES.len());
    let refused = refetches.iter().filter(|view| view.status != StatusCode::OK).count();
    report.at_most(&format!("{name}: refused"), refused as f64, 0.0, "");
    let stale = refetches.iter().filter(|view| view.was_stale).count();
    report.note(&format!("{name}: the last good body instead"), format!("{stale} of {}", refetches.len()));
    let answered: Vec<_> = refetches.iter().map(|view| view.answered).collect();
    report.time(&format!("{name}: p99"), &[p99(&answered)], Duration::from_millis(1_500));
    let last = refetches.iter().map(|view| view.fresh).max().unwrap_or_default();
    report.time(&format!("{name}: until all are up to date"), &[last], Duration::from_secs(4));
    let before_and_during = |quiet: &[Duration], busy: &[Duration]| {
        let times = [quiet, busy].map(|reads| p99(reads).as_secs_f64() * 1e3);
        (times[1] / times[0], format!("({:.1} to {:.1} ms)", times[0], times[1]))
    };
    let (ratio, times) = before_and_during(&quiet, &busy);
    report.at_most(&format!("{name}: others' p99 over that before {times}"), ratio, 1.5, "");
    let (ratio, times) = before_and_during(&bare_quiet, &bare_busy);
    report
        .note(&format!("{name}: the same of a bare server that has nothing else to do {times}"), format!("{ratio:.2}"));
}

fn p99(reads: &[Duration]) -> Duration {
    let mut times = Latencies::default();
    reads.iter().for_each(|took| times.add(*took));
    times.percentile(0.99)
}

/// Adds the first tournament's first account to all others. Returns the scope of its tournaments.
async fn share_an_account(service: &Service) -> Scope {
    let enter = "insert into tournament_players (tournament_id, name, profile_id)
        select id, 'Everywhere', 1 from tournaments where slug not in ('cup-1', 'cup-200')";
    service.database.run(enter).await;
    let all = "select array_agg(tournament_id) from tournament_players where profile_id = 1";
    let ids: Vec<i64> = service.database.value(all).await;
    Scope::only(ids.into_iter().map(domain::id::TournamentId)).unwrap()
}

async fn change(service: &Service, scope: &Scope) {
    // Invalidates everything that was read of the account.
    let changed = "insert into account_changes values (1, clock_timestamp())
        on conflict (profile_id) do update set changed_at = excluded.changed_at";
    service.database.run(changed).await;
    let mut tx = service.database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, scope, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    // The api receives the nudge within milliseconds.
    tokio::time::sleep(Duration::from_millis(50)).await;
}

/// Reads of the tournament that does not change, from each of `servers` in turn, until `end`.
async fn others(servers: [SocketAddr; 2], end: impl Future<Output = ()>) -> [Vec<Duration>; 2] {
    static IS_OVER: AtomicBool = AtomicBool::new(false);
    IS_OVER.store(false, Ordering::Relaxed);
    let reading = thread::spawn(move || {
        let mut connections = servers.map(|server| (http::connect(server).unwrap(), Vec::new()));
        while !IS_OVER.load(Ordering::Relaxed) {
            for (connection, times) in &mut connections {
                let asked = Instant::now();
                assert_eq!(http::exchange(connection, &http::get(UNCHANGED, &[])).unwrap().status(), 200);
                times.push(asked.elapsed());
                thread::sleep(PAUSE);
            }
        }
        connections.map(|(_, times)| times)
    });
    end.await;
    IS_OVER.store(true, Ordering::Relaxed);
    reading.join().unwrap()
}
