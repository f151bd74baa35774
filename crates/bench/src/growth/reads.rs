//! Measures every view of one tournament, rendered anew: alone, with each filter of the matches, and all tables
//! together.

use std::time::{Duration, Instant};

use domain::{
    clock::Clock as _,
    id::TournamentId,
    nudge::{Event, Scope},
};
use futures_util::future::join_all;
use store::nudges;
use tests::Service;

use crate::figure::{Report, median};

/// How many times each view is rendered.
const TIMES: usize = 15;
/// The views of the first tournament, and at most how long each takes, in milliseconds.
const VIEWS: [(&str, u64); 20] = [
    ("", 15),
    ("/standings", 25),
    ("/teams/standings", 25),
    ("/standings/history", 60),
    ("/summary", 15),
    ("/civ-stats", 15),
    ("/head-to-head", 15),
    ("/progression", 15),
    ("/live", 15),
    ("/players", 15),
    ("/players/1", 15),
    ("/matches", 10),
    ("/matches?limit=200", 10),
    ("/matches?state=staging", 10),
    ("/matches?state=in_progress", 10),
    ("/matches?state=completed", 10),
    ("/matches?profile_id=1", 10),
    ("/matches?leaderboard_id=3", 10),
    ("/matches?profile_id=1&leaderboard_id=3&state=completed&limit=200", 10),
    ("/matches?profile_id=999999999", 10),
];
/// What a page with everything requests when something changes.
pub(super) const TABLES: [&str; 7] =
    ["/standings", "/teams/standings", "/standings/history", "/summary", "/civ-stats", "/head-to-head", "/progression"];

pub(super) async fn measure(report: &mut Report, service: &Service, size: &str) {
    let root = "/v1/tournaments/cup-1";
    for (view, bound) in VIEWS {
        let (length, times) = cold(service, &[format!("{root}{view}")]).await;
        let name = format!("{size}: cold {view} ({} kB)", length.div_ceil(1_000));
        report.time(&name, &times, Duration::from_millis(bound));
    }
    if size == "long careers" {
        service.database.run("update tournaments set rank_by = 'current_rating'").await;
        let (length, times) = cold(service, &[format!("{root}/standings/history")]).await;
        let name = format!("{size}: cold /standings/history by current rating ({} kB)", length.div_ceil(1_000));
        report.time(&name, &times, Duration::from_millis(120));
        service.database.run("update tournaments set rank_by = 'peak_rating'").await;
    }
    let mut slowest = Duration::ZERO;
    for table in TABLES {
        slowest = slowest.max(median(&cold(service, &[format!("{root}{table}")]).await.1));
    }
    let all = TABLES.map(|table| format!("{root}{table}"));
    let together = median(&cold(service, &all).await.1);
    let name = format!("{size}: seven tables after one change, over the slowest alone ({:.1} ms)", ms(slowest));
    report.at_most(&name, together.as_secs_f64() / slowest.as_secs_f64(), 1.6, "");
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The total length of the answers, and how long each round of requests took after a change.
async fn cold(service: &Service, paths: &[String]) -> (usize, Vec<Duration>) {
    let (mut length, mut times) = (0, Vec::new());
    for _ in 0..=TIMES {
        change(service).await;
        let asked = Instant::now();
        let answers = paths.iter().map(async |path| {
            let answer = service.answer(path).await.error_for_status().unwrap();
            answer.bytes().await.unwrap().len()
        });
        length = join_all(answers).await.into_iter().sum();
        times.push(asked.elapsed());
    }
    // The first round has new connections and query plans.
    times.remove(0);
    (length, times)
}

/// Changes the first tournament. Resolving its address is not part of a view's cost.
async fn change(service: &Service) {
    let scope = Scope::one(TournamentId(1));
    let mut tx = service.database.pool.begin().await.unwrap();
    for event in Event::ALL {
        nudges::publish(&mut tx, event, &scope, service.clock.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    service.settle().await;
    service.answer("/v1/tournaments/cup-1").await.bytes().await.unwrap();
}
