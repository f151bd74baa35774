//! Measures what grows with the number of tournaments, the length of careers and the number of accounts, and what does
//! not.

mod attacks;
mod crowd;
mod histories;
mod instance;
mod polls;
mod reads;

use std::time::Instant;

use domain::clock::Timestamp;
use tests::{
    Database, Service,
    fill::{self, Size},
};

use crate::{figure::Report, load::Extent};

/// One event whose players have long careers.
const CAREERS: Size = Size { tournaments: 1, entries: 100, games: 20_000, past_games: 220_000, players: 2 };
/// Many events at a time.
const MANY: Size = Size { tournaments: 200, entries: 50, games: 400_000, past_games: 4_700_000, players: 4 };

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let sizes = [("long careers", CAREERS), ("many events", MANY)];
    for (name, size) in sizes.into_iter().take(if extent.brief { 1 } else { 2 }) {
        let service = Service::start().await;
        fill(&service.database, size, tests::service::NOW.parse().unwrap()).await;
        service.poll_reference().await;
        service.settle().await;
        reads::measure(report, &service, name).await;
        if size.tournaments > 1 {
            crowd::measure(report, &service, name).await;
        } else {
            attacks::measure(report, &service, name).await;
        }
    }
    histories::measure(report, extent).await;
    instance::measure(report, extent).await;
    polls::measure(report, extent).await;
}

async fn fill(database: &Database, size: Size, now: Timestamp) {
    let started = Instant::now();
    fill::fill(database, size, now).await;
    eprintln!("  filled {size:?} in {:.0} s", started.elapsed().as_secs_f64());
}
