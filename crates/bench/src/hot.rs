//! Compares cached standings with a bare hyper server that sends the same bytes.

use std::time::Duration;

use tokio::task::block_in_place;

use crate::{
    event::Size,
    figure::Report,
    load::{
        Extent, Fixture, Process, ceiling,
        clients::{Clients, Pace},
        fixture::STANDINGS,
        http,
        latency::middle,
    },
};

const SIZES: [Size; 3] =
    [Size { entries: 32, games: 2_000 }, Size { entries: 100, games: 5_000 }, Size { entries: 3_000, games: 3_000 }];
/// The size at which latency is measured, and the requests per second.
const TIMED: (i64, u32) = (100, 1_000);
const CLIENTS: usize = 32;
const ROUNDS: usize = 4;
/// The bare server's processor time per request, divided by ours.
const RATIO: f64 = 0.8;

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    for size in SIZES {
        let fixture = Fixture::set(size).await;
        block_in_place(|| compare_forms(report, extent, &fixture, size.entries));
    }
}

fn compare_forms(report: &mut Report, extent: Extent, fixture: &Fixture, entries: i64) {
    let tag = fixture.ask(STANDINGS, &[]).header("etag").unwrap_or_default().to_owned();
    let forms = [
        ("plain", vec![]),
        ("br", vec![("accept-encoding", "br")]),
        ("304", vec![("accept-encoding", "br"), ("if-none-match", tag.as_str())]),
    ];
    let mut costs = Vec::new();
    for (form, headers) in forms {
        let answer = fixture.ask(STANDINGS, &headers);
        let bare = ceiling::hyper(&answer);
        let request = http::get(STANDINGS, &headers);
        let kilobytes = answer.body.len().div_ceil(1_000);
        let name = format!("hot standings of {entries}, {form} ({kilobytes} kB)");
        let (ours, ratio) = compare(report, extent, &request, &fixture.api, &bare);
        report.note(&format!("{name}: processor time"), format!("{ours:.1} µs"));
        report.at_least(&format!("{name}: bare hyper's over ours"), ratio, RATIO, "");
        if entries == TIMED.0 {
            report.note(&format!("{name}: p50 / p99 / p99.9"), latency(extent, &request, &fixture.api));
            report.note(&format!("{name}: the same of bare hyper"), latency(extent, &request, &bare));
        }
        costs.push(ours);
        // The fast path leaves a request with a length to the routes, which answer it from the same view cache.
        let request = http::get(STANDINGS, &[headers.as_slice(), &[("content-length", "0")]].concat());
        let (routed, ratio) = compare(report, extent, &request, &fixture.api, &bare);
        report.note(&format!("{name}: by the routes instead"), format!("{routed:.1} µs, {ratio:.2} of bare hyper"));
    }
    report.at_most(&format!("a 304 of {entries} over a 200"), costs[2] / costs[0], 1.0, "");
}

/// Processor time per request, in microseconds, and the bare server's divided by it: medians of alternating rounds.
fn compare(report: &mut Report, extent: Extent, request: &[u8], ours: &Process, bare: &Process) -> (f64, f64) {
    let sides = [ours, bare];
    let mut clients = sides.map(|side| Clients::connect(side.address, CLIENTS));
    let mut costs = [Vec::new(), Vec::new()];
    for round in 0..=ROUNDS {
        for (side, process) in sides.into_iter().enumerate() {
            let before = process.cpu();
            let answered = clients[side].run(request, Pace::Closed(extent.seconds(1)));
            let used = process.cpu() - before;
            if answered.errors > 0 {
                report.at_most("hot requests that failed", as_f64(answered.errors), 0.0, "");
            }
            // The first round warms up.
            if round > 0 {
                costs[side].push(used.as_secs_f64() * 1e6 / as_f64(answered.latencies.count()));
            }
        }
    }
    let ratios: Vec<_> = costs[0].iter().zip(&costs[1]).map(|(ours, bare)| bare / ours).collect();
    (middle(&costs[0]), middle(&ratios))
}

fn latency(extent: Extent, request: &[u8], process: &Process) -> String {
    let pace = Pace::Constant(TIMED.1, extent.seconds(5));
    let mut clients = Clients::connect(process.address, CLIENTS);
    clients.run(request, Pace::Closed(Duration::from_millis(200)));
    clients.run(request, pace).latencies.summary()
}

#[expect(clippy::cast_precision_loss, reason = "millions at most")]
pub(crate) fn as_f64(count: usize) -> f64 {
    count as f64
}
