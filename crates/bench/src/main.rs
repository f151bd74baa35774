//! Measures and prints figures, each beside its bound. Run it with `make bench`, or some of it with `make bench
//! CASES="reads idle"`; `make bench CASES="fanout brief"` is a tenth of it, to see that it works.
//!
//! A machine's speed drifts, so figures are medians, and comparisons are made within the same run where possible.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot be set up ends")]

mod cached_reads;
mod commit;
mod database;
mod day;
mod document;
mod event;
mod fanout;
mod figure;
mod growth;
mod idle;
mod idle_streams;
mod ingest;
mod load;
mod machine;
mod pages;
mod pairing;
mod polls;
mod reads;
mod reconnect;
mod slow;
mod stalled;
mod stampede;
mod start;

use std::process::ExitCode;

use figure::Report;
use load::{Extent, ceiling, extent::BRIEF, sockets};

/// Every case, in the order they are run.
const CASES: &[&str] = &[
    "ingest",
    "reads",
    "idle",
    "start",
    "cached-reads",
    "cached-pages",
    "cold-pages",
    "stampede",
    "streams",
    "fanout",
    "open-pages",
    "commit",
    "reconnect",
    "stalled",
    "polls",
    "document",
    "database",
    "slow",
    "day",
    "growth",
    "pairing",
];

#[tokio::main]
async fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    if let Some(code) = ceiling::run(&words).await {
        return code;
    }
    sockets::raise_limit();
    let (brief, named): (Vec<_>, Vec<_>) = words.iter().map(String::as_str).partition(|word| *word == BRIEF);
    if let Some(unknown) = named.iter().find(|name| !CASES.contains(name)) {
        eprintln!("no case {unknown:?}; there are: {}", CASES.join(" "));
        return ExitCode::FAILURE;
    }
    let extent = Extent { brief: !brief.is_empty() };
    let mut report = Report::default();
    for case in CASES.iter().copied().filter(|case| named.is_empty() || named.contains(case)) {
        println!("{case}");
        measure(case, &mut report, extent).await;
    }
    report.print();
    println!("\n{}", machine::description().await);
    ExitCode::SUCCESS
}

async fn measure(case: &str, report: &mut Report, extent: Extent) {
    match case {
        "ingest" => ingest::measure(report).await,
        "reads" => reads::measure(report).await,
        "idle" => idle::measure(report).await,
        "start" => start::measure(report, extent),
        "cached-reads" => cached_reads::measure(report, extent).await,
        "cached-pages" => pages::cached::measure(report, extent).await,
        "cold-pages" => pages::cold::measure(report, extent).await,
        "stampede" => stampede::measure(report, extent).await,
        "streams" => idle_streams::measure(report, extent).await,
        "fanout" => fanout::measure(report, extent).await,
        "open-pages" => pages::open::measure(report, extent).await,
        "commit" => commit::measure(report, extent).await,
        "reconnect" => reconnect::measure(report, extent).await,
        "stalled" => stalled::measure(report, extent).await,
        "polls" => polls::measure(report, extent).await,
        "document" => document::measure(report, extent).await,
        "day" => day::measure(report, extent).await,
        "growth" => growth::measure(report, extent).await,
        "pairing" => pairing::measure(report, extent),
        "database" => database::measure(report, extent).await,
        _ => slow::measure(report, extent).await,
    }
}
