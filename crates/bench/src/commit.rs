//! Measures the time from a commit in Postgres to the bytes at a thousand clients, with notifications and without.

use std::{
    net::SocketAddr,
    thread::sleep,
    time::{Duration, Instant},
};

use store::Pool;
use tokio::task::block_in_place;

use crate::{
    fanout,
    figure::{Report, as_f64},
    idle_streams::SMALL,
    load::{
        Extent, Fixture, Latencies, Readers, ceiling, fixture::STREAM, http, latency::milliseconds, nudging,
        readers::Plan,
    },
};

const NAME: &str = "commit to bytes at 1,000 clients";
const CLIENTS: usize = 1_000;
/// The time between two nudges.
const GAP: Duration = Duration::from_millis(60);
const NUDGES: usize = 200;
const P50_MS: f64 = 3.0;
const P99_MS: f64 = 10.0;
const WITHOUT_NOTIFY_MS: f64 = 1_200.0;
/// An address without a listener.
const NOWHERE: &str = "postgres://nobody@127.0.0.1:9/nothing?sslmode=disable";

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    from_commit_to_bytes(report, extent.count(NUDGES)).await;
    let fixture = Fixture::set(SMALL).await;
    fixture.wire.mute();
    let mut latencies = measure_latencies(report, &fixture, 45, Duration::from_millis(270)).await;
    let longest = milliseconds(latencies.longest());
    report.at_most(&format!("{NAME}: longest, every notification dropped"), longest, WITHOUT_NOTIFY_MS, "ms");
    drop(fixture);
    let fixture = Fixture::with(SMALL, |_| vec![("LISTEN_DATABASE_URL", NOWHERE.to_owned())]).await;
    let mut latencies = measure_latencies(report, &fixture, 45, Duration::from_millis(270)).await;
    let longest = milliseconds(latencies.longest());
    report.at_most(&format!("{NAME}: longest, no listener to be had"), longest, WITHOUT_NOTIFY_MS, "ms");
}

/// Measures with notifications, and compares with a bare loop that writes the same bytes.
async fn from_commit_to_bytes(report: &mut Report, nudges: usize) {
    let fixture = Fixture::with(SMALL, |wire| vec![("DATABASE_URL", wire.direct.clone())]).await;
    let mut latencies = measure_latencies(report, &fixture, nudges, GAP).await;
    report.at_most(&format!("{NAME}: p50"), milliseconds(latencies.percentile(0.5)), P50_MS, "ms");
    report.at_most(&format!("{NAME}: p99"), milliseconds(latencies.percentile(0.99)), P99_MS, "ms");
    report.note(&format!("{NAME}: p50 / p99 / p99.9"), latencies.summary());
    let (opening, frame) = fanout::capture(&fixture).await;
    let mut bare = ceiling::bare_loop(CLIENTS, &opening, &frame);
    let mut latencies = block_in_place(|| {
        let mut readers = connect(bare.address, CLIENTS);
        let mut latencies = Latencies::default();
        for round in 1..=nudges {
            let began = Instant::now();
            bare.go_ahead();
            let note = |_: usize, _: &[u8]| latencies.add(began.elapsed());
            readers.read_until(GAP, note, |readers| readers.events >= round * CLIENTS);
            sleep(GAP.saturating_sub(began.elapsed()));
        }
        latencies
    });
    report.note("a bare loop to as many: p50 / p99 / p99.9", latencies.summary());
}

async fn measure_latencies(report: &mut Report, fixture: &Fixture, nudges: usize, gap: Duration) -> Latencies {
    let readers = block_in_place(|| connect(fixture.api.address, CLIENTS));
    let pool: &Pool = &fixture.database.pool;
    let (readers, latencies) = nudging::listen(readers, pool, nudges, gap).await;
    let missed = (readers.open * nudges).saturating_sub(latencies.count());
    if missed > 0 {
        report.at_most("frames that did not come", as_f64(missed), 0.0, "");
    }
    latencies
}

/// Connects so many readers of every nudge.
pub(crate) fn connect(to: SocketAddr, count: usize) -> Readers {
    let request = http::get(STREAM, &[]);
    let mut readers = Readers::new();
    readers.connect(count, Plan { to, request: &request, network: 0, receive_buffer: None });
    readers
}
