//! Measures pages that a change made out of date, in turns with the JSON of the same facts after the same change.

use std::{
    net::TcpStream,
    time::{Duration, Instant},
};

use tokio::{task::block_in_place, time::sleep};

use super::{CODINGS, Event, OVERLAY, PAGE};
use crate::{
    figure::{Report, as_f64},
    load::{
        Extent, Latencies, http,
        latency::{middle, milliseconds},
    },
};

const ROUNDS: usize = 40;
/// How much longer a page may take than its JSON.
const ABOVE_MS: f64 = 10.0;
/// The api receives a nudge, and ends what it does after an answer, within this time.
const SETTLED: Duration = Duration::from_millis(60);

/// The JSON that the page names as its sources. The first is sure to be changed.
const SOURCES: [&str; 5] = [
    "/v1/tournaments/crowd/standings",
    "/v1/tournaments/crowd",
    "/v1/tournaments/crowd/teams/standings",
    "/v1/tournaments/crowd/summary",
    "/v1/tournaments/crowd/head-to-head",
];

/// What is requested after a change, one address after the other, and what it costs.
struct Side {
    name: &'static str,
    paths: &'static [&'static str],
    times: Latencies,
    /// Processor time in milliseconds.
    used: Vec<f64>,
    bytes: usize,
    etag: String,
    /// How often the first address had the same answer as before.
    unchanged: usize,
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let mut event = Event::set(None).await;
    let mut sides = [
        Side::of("the page", &[PAGE]),
        Side::of("its five JSON sources", &SOURCES),
        Side::of("an overlay", &[OVERLAY]),
        Side::of("the standings alone", &SOURCES[..1]),
    ];
    let mut connection = http::connect(event.fixture.api.address).unwrap();
    for round in 0..=extent.count(ROUNDS) {
        for side in &mut sides {
            event.change().await;
            sleep(SETTLED).await;
            let used = event.fixture.api.cpu();
            let took = block_in_place(|| side.ask(&mut connection));
            sleep(SETTLED).await;
            // The first round warms up.
            if round > 0 {
                side.times.add(took);
                side.used.push(milliseconds(event.fixture.api.cpu() - used));
            }
        }
    }
    sides.iter_mut().for_each(|side| side.report(report));
    let [page, sources, overlay, standings] = &mut sides;
    compare(report, page, sources);
    compare(report, page, standings);
    compare(report, overlay, standings);
}

impl Side {
    fn of(name: &'static str, paths: &'static [&'static str]) -> Self {
        let (times, used, etag) = (Latencies::default(), Vec::new(), String::new());
        Self { name, paths, times, used, bytes: 0, etag, unchanged: 0 }
    }

    /// Requests all of it. Returns how long that took.
    fn ask(&mut self, connection: &mut TcpStream) -> Duration {
        let request = |path: &&str| http::get(path, &[("accept-encoding", CODINGS[1])]);
        let requests: Vec<_> = self.paths.iter().map(request).collect();
        let began = Instant::now();
        let answers: Vec<_> = requests.iter().map(|request| http::exchange(connection, request).unwrap()).collect();
        let took = began.elapsed();
        let etag = answers[0].header("etag").unwrap_or_default();
        self.unchanged += usize::from(etag == self.etag);
        etag.clone_into(&mut self.etag);
        self.bytes = answers.iter().map(|answer| answer.body.len()).sum();
        took
    }

    fn report(&mut self, report: &mut Report) {
        let name = format!("cold, {} ({} kB)", self.name, self.bytes.div_ceil(1_000));
        let [p50, p95] = self.percentiles();
        report.note(&format!("{name}: p50 / p95"), format!("{p50:.1} / {p95:.1} ms"));
        report.note(&format!("{name}: processor time"), format!("{:.1} ms", middle(&self.used)));
        report.at_most(&format!("{name}: not rendered anew"), as_f64(self.unchanged), 0.0, "");
    }

    /// The median and the 95th percentile, in milliseconds.
    fn percentiles(&mut self) -> [f64; 2] {
        [0.5, 0.95].map(|share| milliseconds(self.times.percentile(share)))
    }
}

/// Compares a page with the JSON that it needs.
fn compare(report: &mut Report, page: &mut Side, json: &mut Side) {
    let name = format!("cold, {} above {}", page.name, json.name);
    let (pages, jsons) = (page.percentiles(), json.percentiles());
    report.at_most(&format!("{name}: p50"), pages[0] - jsons[0], ABOVE_MS, "ms");
    report.at_most(&format!("{name}: p95"), pages[1] - jsons[1], ABOVE_MS, "ms");
    let used = middle(&page.used) - middle(&json.used);
    report.note(&format!("{name}: processor time"), format!("{used:.1} ms"));
}
