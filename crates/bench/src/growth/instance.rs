//! Measures an api process of its own with very many tournaments: its start, the list, and the memory of its views.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use tests::{Database, service::NOW};

use super::{Size, fill};
use crate::{
    figure::Report,
    load::{Extent, Metrics, Process, http},
    reads::VIEWS,
};

/// Tournaments, of which each has twelve views.
const EVENTS: Size = Size { tournaments: 2_000, entries: 20, games: 200_000, past_games: 0, players: 2 };
/// One more view of each, besides those that every tournament has.
const LONGER: &str = "/matches?limit=200";
/// After this time an api follows the outbox; before that it renders some views again.
pub(super) const UNTIL_IT_FOLLOWS: Duration = Duration::from_secs(2);
/// How long an api may take to start.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) async fn measure(report: &mut Report, extent: Extent) {
    let database = Database::fresh().await;
    let tournaments = u32::try_from(extent.count(EVENTS.tournaments as usize)).unwrap();
    fill(&database, Size { tournaments, ..EVENTS }, NOW.parse().unwrap()).await;
    let nudges = "insert into nudges (event, polled_at, tournament_ids, created_at)
        select 'standings', moment, array[1 + number % 200], moment
        from generate_series(1, 100000) number
        cross join lateral (select now() - interval '50 minutes' + number * interval '10 milliseconds' as moment) at";
    database.run(nudges).await;
    start(report, &database);
    twice(report, &database, tournaments);
    // About as much as a host may store.
    let present = "update tournaments set presentation = jsonb_build_object('text', repeat('Lorem ipsum ', 1250))";
    database.run(present).await;
    list(report, &database);
}

/// Starts an api with the default cache size and these settings. Returns it with its metrics.
pub(super) fn api(database: &Database, settings: &[(&str, &str)]) -> (Process, Metrics) {
    let metrics = Metrics::planned();
    let (metrics_address, address) = metrics.setting();
    let usual = [
        ("DATABASE_URL", database.url.as_str()),
        ("POLLING_ENABLED", "false"),
        ("PORT", "0"),
        ("VIEW_CACHE_MB", "256"),
        (metrics_address, &address),
        ("RATE_LIMIT_PER_MINUTE", "0"),
        ("MAX_CONNECTIONS_PER_CLIENT", "0"),
    ];
    (Process::service(&[&usual, settings].concat()), metrics)
}

fn start(report: &mut Report, database: &Database) {
    let started = Instant::now();
    let (api, _) = api(database, &[]);
    loop {
        let answer = http::ask(api.address, &http::get("/health/ready", &[]));
        if answer.is_ok_and(|answer| answer.status() == 200) {
            break;
        }
        assert!(started.elapsed() < TIMEOUT, "it does not start");
        sleep(Duration::from_millis(2));
    }
    let name = "an api with 100,000 nudges in its last hour";
    report.time(&format!("{name}: until it is ready"), &[started.elapsed()], Duration::from_millis(300));
    sleep(Duration::from_secs(2));
    report.at_most(&format!("{name}: its most memory"), api.peak() / 1_024.0, 60.0, "MB");
}

/// Requests every view of every tournament, and then all of them again.
fn twice(report: &mut Report, database: &Database, tournaments: u32) {
    let (api, metrics) = api(database, &[]);
    sleep(UNTIL_IT_FOLLOWS);
    let mut connection = http::connect(api.address).unwrap();
    let mut bytes = 0;
    let mut visit_all = || {
        for number in 1..=tournaments {
            for view in VIEWS.into_iter().chain([LONGER]) {
                let request = http::get(&format!("/v1/tournaments/cup-{number}{view}"), &[]);
                let answer = http::exchange(&mut connection, &request).unwrap();
                assert_eq!(answer.status(), 200, "{view}");
                bytes += answer.body.len();
            }
        }
        metrics.renders()
    };
    let first = visit_all();
    let again = visit_all() - first;
    let views = f64::from(tournaments) * (VIEWS.len() + 1) as f64;
    let name = format!("{views} views visited twice, within 256 MB");
    report.note(&format!("{name}: bytes of each"), format!("{:.1} kB", bytes as f64 / views / 2e3));
    report.at_least(&format!("{name}: from memory the second time"), 1.0 - again / views, 0.95, "");
    report.note(&format!("{name}: memory of the process"), format!("{:.0} MB", api.peak() / 1_024.0));
}

/// Requests the list of tournaments without parameters.
fn list(report: &mut Report, database: &Database) {
    let (api, _) = api(database, &[]);
    let asked = Instant::now();
    let answer = loop {
        let answer = http::ask(api.address, &http::get("/v1/tournaments", &[])).unwrap();
        if answer.status() == 200 {
            break answer;
        }
        assert!(asked.elapsed() < TIMEOUT, "it does not answer");
    };
    let name = "the list of tournaments with presentations of 15 kB";
    let mb = answer.body.len() as f64 / 1e6;
    report.note(&format!("{name}, cold"), format!("{:.0} ms, {mb:.1} MB", asked.elapsed().as_secs_f64() * 1e3));
}
