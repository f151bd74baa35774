//! Compares cached reads, standings above all, with a bare hyper server that sends the same bytes.

use std::time::Duration;

use tokio::task::block_in_place;

use crate::{
    event::Size,
    figure::{Report, as_f64},
    load::{
        Extent, Fixture, Process, ceiling,
        clients::{Clients, Pace},
        fixture::STANDINGS,
        http::{self, Answer},
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

/// A cached read, as its clients request it.
pub(crate) struct CachedRead<'a> {
    pub(crate) name: String,
    pub(crate) path: &'a str,
    pub(crate) accept: &'a str,
    /// What clients send as `accept-encoding`.
    pub(crate) accept_encodings: &'a [&'a str],
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    for size in SIZES {
        let fixture = Fixture::set(size).await;
        let name = format!("standings of {}", size.entries);
        let read = CachedRead { name, path: STANDINGS, accept: "*/*", accept_encodings: &["br"] };
        block_in_place(|| compare_forms(report, extent, &fixture, (&read, size.entries == TIMED.0)));
    }
}

/// Compares a read uncompressed, in each coding, and as a 304; its latency too, if `is_timed`.
pub(crate) fn compare_forms(
    report: &mut Report,
    extent: Extent,
    fixture: &Fixture,
    (read, is_timed): (&CachedRead<'_>, bool),
) {
    let plain = vec![("accept", read.accept)];
    let tag = fixture.ask(read.path, &plain).header("etag").unwrap_or_default().to_owned();
    let with = |form: &[_], name, value| [form, &[(name, value)]].concat();
    let coded = read.accept_encodings.iter().map(|accepted| with(&plain, "accept-encoding", accepted));
    let mut forms: Vec<_> = std::iter::once(plain.clone()).chain(coded).collect();
    forms.extend(forms.last().map(|last| with(last, "if-none-match", &tag)));
    let mut costs = Vec::new();
    for headers in forms {
        let answer = fixture.ask(read.path, &headers);
        let bare = ceiling::hyper(&answer);
        let request = http::get(read.path, &headers);
        let name = format!("cached {}, {} ({} kB)", read.name, form(&answer), answer.body.len().div_ceil(1_000));
        let (ours, ratio) = compare(report, extent, &request, &fixture.api, &bare);
        report.note(&format!("{name}: processor time"), format!("{ours:.1} µs"));
        report.at_least(&format!("{name}: bare hyper's over ours"), ratio, RATIO, "");
        if is_timed {
            report.note(&format!("{name}: p50 / p99 / p99.9"), latency(extent, &request, &fixture.api));
            report.note(&format!("{name}: the same of bare hyper"), latency(extent, &request, &bare));
        }
        costs.push(ours);
        // The fast path leaves a request with a length to the routes, which answer it from the same view cache.
        let request = http::get(read.path, &with(&headers, "content-length", "0"));
        let (routed, ratio) = compare(report, extent, &request, &fixture.api, &bare);
        report.note(&format!("{name}: by the routes instead"), format!("{routed:.1} µs, {ratio:.2} of bare hyper"));
    }
    report.at_most(&format!("a 304 of {} over a 200", read.name), costs[costs.len() - 1] / costs[0], 1.0, "");
}

/// How figures name what an answer is: its coding, or that it has no body.
fn form(answer: &Answer) -> &str {
    if answer.status() == 304 { "304" } else { answer.header("content-encoding").unwrap_or("plain") }
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
                report.at_most("cached requests that failed", as_f64(answered.errors), 0.0, "");
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
