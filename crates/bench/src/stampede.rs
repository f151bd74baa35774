//! Ten thousand requests at once, with and without a change before them.

use std::time::Duration;

use domain::nudge::Scope;
use tokio::{task::block_in_place, time::sleep};

use crate::{
    event::Size,
    figure::{Report, as_f64},
    load::{
        Extent, Fixture, Latencies,
        clients::{Clients, Pace},
        fixture::STANDINGS,
        http,
        latency::{middle, milliseconds},
        nudging,
    },
};

const SIZE: Size = Size { entries: 100, games: 20_000 };
const CLIENTS: usize = 2_000;
const EACH: usize = 5;
const ROUNDS: usize = 5;

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SIZE).await;
    let mut clients = Clients::connect(fixture.api.address, extent.count(CLIENTS));
    let request = http::get(STANDINGS, &[("accept-encoding", "br")]);
    let mut burst = |report: &mut Report| {
        let answered = block_in_place(|| clients.run(&request, Pace::Each(EACH)));
        report_errors(report, answered.errors);
        answered.latencies
    };
    burst(report);
    let (mut cached, mut changed, mut renders) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        cached.push(p99(burst(report)));
        let before = fixture.wire.snapshots();
        fixture.database.run("update player_ratings set wins = wins + 1 where profile_id = 1").await;
        nudging::publish(&fixture.database.pool, &Scope::All).await;
        sleep(Duration::from_millis(5)).await;
        changed.push(p99(burst(report)));
        renders.push(fixture.wire.snapshots() - before);
    }
    let name = format!("{} requests at once", extent.count(CLIENTS) * EACH);
    let most = renders.iter().max().copied().unwrap_or_default();
    report.at_most(
        &format!("{name} on a change: snapshots of the database"),
        as_f64(usize::try_from(most).unwrap()),
        1.0,
        "",
    );
    if renders.contains(&0) {
        report.at_least(&format!("{name} on a change: snapshots at the least"), 0.0, 1.0, "");
    }
    report.note(&format!("{name}, cached: p99"), format!("{:.1} ms", middle(&cached)));
    report.note(&format!("{name} on a change: p99"), format!("{:.1} ms", middle(&changed)));
    report.at_most(&format!("{name}: p99 on a change over cached"), middle(&changed) / middle(&cached), 2.0, "");
}

fn p99(mut latencies: Latencies) -> f64 {
    milliseconds(latencies.percentile(0.99))
}

fn report_errors(report: &mut Report, errors: usize) {
    if errors > 0 {
        report.at_most("requests of a stampede that failed", as_f64(errors), 0.0, "");
    }
}
