//! Counts the statements that an api sends to Postgres while thousands watch.

use std::time::{Duration, Instant};

use domain::nudge::Scope;
use tokio::{
    task::{block_in_place, spawn_blocking},
    time::sleep,
};

use crate::{
    commit,
    figure::{Report, as_f64},
    idle_streams::SMALL,
    load::{
        Extent, Fixture,
        clients::{Clients, Pace},
        fixture::STANDINGS,
        http, nudging,
    },
};

const STREAMS: usize = 5_000;
const READS_A_SECOND: u32 = 500;
const QUERIES: f64 = 1.2;
const CONNECTIONS: f64 = 2.0;

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SMALL).await;
    let streams = extent.count(STREAMS);
    let readers = block_in_place(|| commit::connect(fixture.api.address, streams));
    // Renders the views that are read below.
    nudging::publish(&fixture.database.pool, &Scope::All).await;
    sleep(Duration::from_millis(200)).await;
    fixture.ask(STANDINGS, &[]);
    let address = fixture.api.address;
    let (began, before) = (Instant::now(), fixture.wire.queries());
    let asking = spawn_blocking(move || {
        let mut clients = Clients::connect(address, 32);
        clients.run(&http::get(STANDINGS, &[]), Pace::Constant(READS_A_SECOND, extent.seconds(20)))
    });
    let look = async {
        let mut most = 0;
        while !asking.is_finished() {
            most = most.max(fixture.wire.connections());
            sleep(Duration::from_millis(100)).await;
        }
        (most, began.elapsed(), fixture.wire.queries() - before)
    };
    let (readers, (most, elapsed, queries)) = nudging::reading(readers, |_, _| (), look).await;
    let answered = asking.await.unwrap();
    let as_f64 = |count: u64| as_f64(usize::try_from(count).unwrap());
    let name = format!("{} streams and {READS_A_SECOND} reads a second", readers.open);
    report.at_most(&format!("{name}: queries a second"), as_f64(queries) / elapsed.as_secs_f64(), QUERIES, "");
    report.at_most(&format!("{name}: connections to the database"), as_f64(most), CONNECTIONS, "");
    report.at_most(&format!("{name}: reads that failed"), crate::figure::as_f64(answered.errors), 0.0, "");
}
