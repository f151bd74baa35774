//! All clients reconnect at once, with their `Last-Event-ID`.

use std::time::{Duration, Instant};

use domain::nudge::Scope;
use tokio::{task::block_in_place, time::sleep};

use crate::{
    commit,
    figure::{Report, as_f64},
    idle_streams::{SMALL, STREAMS},
    load::{Extent, Fixture, Readers, fixture::STREAM, http, nudging, readers::Plan},
};

const BOUND_SECONDS: f64 = 3.0;
/// Nudges they missed.
const MISSED: i64 = 3;

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SMALL).await;
    let streams = extent.count(STREAMS);
    let readers = block_in_place(|| commit::connect(fixture.api.address, streams));
    let mut newest = 0;
    for _ in 0..MISSED {
        newest = nudging::publish(&fixture.database.pool, &Scope::All).await.0;
    }
    sleep(Duration::from_millis(500)).await;
    let (began, queries) = (Instant::now(), fixture.wire.queries());
    drop(readers);
    let left_off = (newest - MISSED).to_string();
    let (readers, took) = block_in_place(|| {
        let request = http::get(STREAM, &[("last-event-id", &left_off)]);
        let mut readers = Readers::new();
        let plan = Plan { to: fixture.api.address, request: &request, network: 1, receive_buffer: None };
        let took = readers.connect(streams, plan);
        (readers, took)
    });
    let looks = began.elapsed().as_secs() + 1;
    let beyond = (fixture.wire.queries() - queries).saturating_sub(looks);
    let name = format!("{streams} come back at once");
    report.at_least(&format!("{name}: let in"), as_f64(readers.open), as_f64(streams), "");
    report.at_most(&format!("{name}: until the last has its first bytes"), took.as_secs_f64(), BOUND_SECONDS, "s");
    let beyond = as_f64(usize::try_from(beyond).unwrap());
    report.at_most(&format!("{name}: queries beyond a look each second"), beyond, 0.0, "");
}
