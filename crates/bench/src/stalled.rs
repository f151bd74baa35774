//! Half of the readers never read: measures the effect on the others, and on our memory.

use std::{
    thread,
    time::{Duration, Instant},
};

use tokio::task::{block_in_place, spawn_blocking};

use crate::{
    commit,
    figure::{Report, as_f64},
    idle_streams::SMALL,
    load::{Extent, Fixture, Readers, fixture::STREAM, http, latency::milliseconds, nudging, process, readers::Plan},
};

const HALF: usize = 1_000;
const NUDGES: usize = 100;
const GAP: Duration = Duration::from_millis(100);
/// Large nudges that fill the buffers of clients that do not read.
const FLOOD: usize = 40;
/// The smallest possible buffer.
const RECEIVE_BUFFER: usize = 2_048;
const RATIO: f64 = 1.1;
const GROWTH_KIB: f64 = 1.0;
const CUT_SECONDS: f64 = 30.0;
/// What the api may have open as well: another connection to the database.
const SPARE: usize = 4;
/// Readers that are not cut by then are counted as never cut.
const TIMEOUT: Duration = Duration::from_secs(45);

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SMALL).await;
    let (half, nudges) = (extent.count(HALF), extent.count(NUDGES));
    let pool = &fixture.database.pool;
    let healthy = block_in_place(|| commit::connect(fixture.api.address, half));
    let (healthy, _) = nudging::reading(healthy, |_, _| (), nudging::flood(pool, FLOOD)).await;
    let (healthy, mut alone) = nudging::listen(healthy, pool, nudges, GAP).await;
    let handles = fixture.api.handles();
    let before = fixture.api.resident();
    let stalled = block_in_place(|| stall(&fixture, half));
    let (healthy, ()) = nudging::reading(healthy, |_, _| (), nudging::flood(pool, FLOOD)).await;
    let began = Instant::now();
    let full = fixture.api.resident();
    let process = fixture.api.id();
    let leaving = spawn_blocking(move || until_left(process, handles, began));
    let (healthy, mut beside) = nudging::listen(healthy, pool, nudges, GAP).await;
    let grown = (fixture.api.resident() - full) / as_f64(half);
    let name = format!("{half} of {} readers stalled", 2 * half);
    let (alone, beside) = (milliseconds(alone.percentile(0.99)), milliseconds(beside.percentile(0.99)));
    report.note(&format!("{name}: the others' p99 before"), format!("{alone:.2} ms"));
    report.note(&format!("{name}: the others' p99"), format!("{beside:.2} ms"));
    report.at_most(&format!("{name}: the others' p99 over that before"), beside / alone, RATIO, "");
    let each = (full - before) / as_f64(half);
    report.note(&format!("{name}: memory of each stalled one"), format!("{each:.1} KiB"));
    report.at_most(&format!("{name}: what it grows by while nudges go on"), grown.max(0.0), GROWTH_KIB, "KiB");
    // The healthy ones keep reading, so that their own buffers do not fill.
    let (_healthy, left) = nudging::reading(healthy, |_, _| (), leaving).await;
    let left = left.unwrap();
    report.at_most(&format!("{name}: until they are cut"), left.as_secs_f64(), CUT_SECONDS, "s");
    drop(stalled);
}

/// Readers that have received their opening and never read again.
fn stall(fixture: &Fixture, count: usize) -> Readers {
    let request = http::get(STREAM, &[]);
    let mut readers = Readers::new();
    let plan = Plan { to: fixture.api.address, request: &request, network: 1, receive_buffer: Some(RECEIVE_BUFFER) };
    readers.connect(count, plan);
    readers.stall();
    readers
}

/// Waits until the api has as few sockets open as before, or the time is up. The stalled clients do not notice: the end
/// of a stream is queued behind what they do not read.
fn until_left(process: u32, handles: usize, began: Instant) -> Duration {
    while process::handles(process) > handles + SPARE && began.elapsed() < TIMEOUT {
        thread::sleep(Duration::from_millis(100));
    }
    began.elapsed()
}
