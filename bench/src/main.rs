//! Prints figures, each beside the bound it should stay within. Run it with `make bench`.
//!
//! A machine's speed drifts: figures are medians, and what can be is compared within the same run.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up ends")]

mod figure;
mod idle;
mod ingest;
mod standings;

use figure::Report;

#[tokio::main]
async fn main() {
    let mut report = Report::default();
    ingest::measure(&mut report).await;
    standings::measure(&mut report).await;
    idle::measure(&mut report).await;
    report.print();
}
