//! Measures the cost of streams that carry only heartbeats.

use std::time::Duration;

use tokio::task::block_in_place;

use crate::{
    event::Size,
    figure::{Report, as_f64},
    load::{Extent, Fixture, Readers, fixture::STREAM, http, readers::Plan},
};

/// Streams at full extent.
pub(crate) const STREAMS: usize = 15_000;
/// The event for cases about streams.
pub(crate) const SMALL: Size = Size { entries: 32, games: 500 };
/// The memory of a stream.
pub(crate) const BOUND_KIB: f64 = 12.0;
const BOUND_MICROSECONDS: f64 = 1.0;
/// After this time the work of connecting is done.
const SETTLED: Duration = Duration::from_secs(2);

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SMALL).await;
    block_in_place(|| watch(report, extent, &fixture));
}

fn watch(report: &mut Report, extent: Extent, fixture: &Fixture) {
    let streams = extent.count(STREAMS);
    let request = http::get(STREAM, &[]);
    let before = fixture.api.resident();
    let mut readers = Readers::new();
    let plan = Plan { to: fixture.api.address, request: &request, network: 0, receive_buffer: None };
    let took = readers.connect(streams, plan);
    readers.read_until(SETTLED, |_, _| (), |_| false);
    let open = readers.open;
    let each = (fixture.api.resident() - before) / as_f64(open);
    let used = fixture.api.cpu();
    let waited = readers.read_until(extent.seconds(60), |_, _| (), |_| false);
    let used = (fixture.api.cpu() - used).as_secs_f64() * 1e6 / waited.as_secs_f64() / as_f64(open);
    let name = format!("{streams} idle streams");
    report.at_least(&format!("{name}: opened"), as_f64(open), as_f64(streams), "");
    report.note(&format!("{name}: time to open"), format!("{:.2} s", took.as_secs_f64()));
    report.at_most(&format!("{name}: memory of each"), each, BOUND_KIB, "KiB");
    report.at_most(&format!("{name}: processor time of each"), used, BOUND_MICROSECONDS, "µs/s");
    report.at_most(&format!("{name}: cut off meanwhile"), as_f64(readers.ended), 0.0, "");
}
