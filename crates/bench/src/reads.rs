//! Measures every view of two events: rendered anew, and from memory.

use std::time::{Duration, Instant};

use domain::clock::Clock as _;
use tests::Service;

use crate::{
    event::{self, Size},
    figure::Report,
};

/// The views that every tournament has.
pub(crate) const VIEWS: [&str; 11] = [
    "",
    "/standings",
    "/teams/standings",
    "/standings/history",
    "/summary",
    "/civ-stats",
    "/head-to-head",
    "/progression",
    "/matches",
    "/live",
    "/players",
];
/// A view that clients choose among many.
const CHOSEN: &str = "/players/1";

/// Every view of this benchmark, by its path within a tournament.
fn all_views() -> impl Iterator<Item = &'static str> {
    VIEWS.into_iter().chain([CHOSEN])
}

/// An event and the bounds, in milliseconds, of its history and of every other view.
const EVENTS: [(Size, u64, u64); 2] =
    [(Size { entries: 20, games: 2_000 }, 30, 15), (Size { entries: 100, games: 20_000 }, 250, 60)];

pub(crate) async fn measure(report: &mut Report) {
    for (size, history, others) in EVENTS {
        let service = Service::start().await;
        event::store(&service.database, service.clock.now(), size).await;
        service.poll_reference().await;
        service.settle().await;
        let name = format!("{} entries, {} games", size.entries, size.games);
        for view in all_views() {
            let is_history = view == "/standings/history";
            // The standings of the large event have a bound of their own.
            let bound = if is_history {
                history
            } else if view == "/standings" {
                others.min(40)
            } else {
                others
            };
            let path = format!("/v1/tournaments/peaks{view}");
            cold(report, &service, &format!("cold {view} of {name}"), &path, Some(bound)).await;
        }
        let path = "/v1/tournaments/currents/standings/history";
        cold(report, &service, &format!("cold /standings/history of {name}, by current rating"), path, None).await;
        cached(report, &service, &name).await;
    }
}

/// A view whose facts may have changed: the first request waits until it is rendered anew.
async fn cold(report: &mut Report, service: &Service, name: &str, path: &str, bound: Option<u64>) {
    let ask = async || {
        event::nudge_all(&service.database, service.clock.now()).await;
        service.settle().await;
        // Resolving the address again is not part of this view's cost.
        service.answer("/v1/tournaments/peaks").await.bytes().await.unwrap();
        let asked = Instant::now();
        let answer = service.answer(path).await.error_for_status().unwrap();
        (answer.bytes().await.unwrap().len(), asked.elapsed())
    };
    let (length, _) = ask().await;
    let mut cold = Vec::new();
    for _ in 0..15 {
        let (again, took) = ask().await;
        assert_eq!(again, length);
        cold.push(took);
    }
    let name = format!("{name} ({} kB)", length.div_ceil(1_000));
    match bound {
        Some(bound) => report.time(&name, &cold, Duration::from_millis(bound)),
        None => report.note(&name, format!("{:.1} ms", crate::figure::median(&cold).as_secs_f64() * 1e3)),
    }
}

/// All views, requested repeatedly: the database is not queried.
async fn cached(report: &mut Report, service: &Service, name: &str) {
    event::nudge_all(&service.database, service.clock.now()).await;
    service.settle().await;
    let ask_all = async || {
        for view in all_views() {
            let answer = service.answer(&format!("/v1/tournaments/peaks{view}")).await;
            answer.error_for_status().unwrap().bytes().await.unwrap();
        }
    };
    ask_all().await;
    let before = service.proxy.bytes_sent();
    let rounds = 100;
    let started = Instant::now();
    for _ in 0..rounds {
        ask_all().await;
    }
    let cached = started.elapsed() / rounds / u32::try_from(all_views().count()).unwrap_or(1);
    report.note(
        &format!("a cached view of {name}, one after the other"),
        format!("{:.2} ms", cached.as_secs_f64() * 1e3),
    );
    #[expect(clippy::cast_precision_loss, reason = "a few bytes")]
    let sent = (service.proxy.bytes_sent() - before) as f64;
    report.at_most(&format!("bytes sent to the database by {rounds} rounds of them"), sent, 0.0, "B");
}
