//! Compares cached pages with a bare hyper server that sends the same bytes.

use std::time::Duration;

use tokio::{task::block_in_place, time::sleep};

use super::{CODINGS, Event, OVERLAY, PAGE, SIZE};
use crate::{
    cached_reads::{CachedRead, compare_forms},
    figure::Report,
    load::Extent,
};

/// After this time the api has received every nudge of the set-up.
const SETTLED: Duration = Duration::from_secs(2);

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let event = Event::set(None).await;
    sleep(SETTLED).await;
    for (name, path, accept) in [("page", PAGE, "text/html"), ("overlay", OVERLAY, "*/*")] {
        let name = format!("{name} of {}", SIZE.entries);
        let read = CachedRead { name, path, accept, accept_encodings: &CODINGS };
        block_in_place(|| compare_forms(report, extent, &event.fixture, (&read, false)));
    }
}
