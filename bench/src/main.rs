//! Prints figures, each beside the bound it should stay within. Run it with `make bench`, or some of it with
//! `make bench CASES="reads idle"`.
//!
//! A machine's speed drifts: figures are medians, and what can be is compared within the same run.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up ends")]

mod event;
mod figure;
mod idle;
mod ingest;
mod reads;

use figure::Report;

#[tokio::main]
async fn main() {
    let cases: Vec<_> = std::env::args().skip(1).collect();
    let wanted = |case: &str| cases.is_empty() || cases.iter().any(|named| named == case);
    let mut report = Report::default();
    if wanted("ingest") {
        ingest::measure(&mut report).await;
    }
    if wanted("reads") {
        reads::measure(&mut report).await;
    }
    if wanted("idle") {
        idle::measure(&mut report).await;
    }
    report.print();
}
