//! Views that cannot be made anew in time are served as they were, and say so.

use std::time::{Duration, Instant};

use domain::nudge::{Event, Scope};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tests::{Service, until};

use super::{
    ask::get,
    fixture::{CUP, nudge, polled_cup},
};

const STALE: Option<&str> = Some("110 - \"Response is Stale\"");

/// How long a render may take: whoever can be shown what was waits for a second of it.
const RENDER: Duration = Duration::from_secs(10);

const READS: [&str; 14] = [
    "",
    "/standings",
    "/teams/standings",
    "/standings/history",
    "/summary",
    "/summary?win_rate_min_games=1",
    "/civ-stats",
    "/head-to-head?limit=1",
    "/progression",
    "/matches?limit=1",
    "/players",
    "/players/101",
    "/stages",
    "/series",
];

async fn read_all(service: &Service) -> Vec<(Option<String>, String)> {
    let mut answers = Vec::new();
    for path in READS {
        let answer = get(service, &format!("{CUP}{path}"), &[]).await;
        assert_eq!(answer.status, 200, "{path}");
        answers.push((answer.header("warning").map(str::to_owned), answer.json().to_string()));
    }
    answers
}

/// Locks tables until it is dropped.
async fn lock(service: &Service, statement: &'static str) -> PgConnection {
    let mut connection = PgConnection::connect(&service.database.url).await.unwrap();
    connection.execute("begin").await.unwrap();
    connection.execute(statement).await.unwrap();
    connection
}

#[tokio::test]
async fn a_statement_that_hangs_keeps_nobody_waiting_who_can_be_shown_what_was() {
    let service = polled_cup().await;
    let before = read_all(&service).await;
    assert!(before.iter().all(|(warning, _)| warning.is_none()));
    let lock = lock(&service, "lock table tournaments, matches, stages, series in access exclusive mode").await;
    for event in Event::ALL {
        nudge(&service, event, &Scope::All).await;
    }
    service.settle().await;
    for (path, (_, body)) in READS.iter().zip(&before) {
        let asked = Instant::now();
        let answer = get(&service, &format!("{CUP}{path}"), &[]).await;
        assert_eq!((answer.status, answer.header("warning")), (200, STALE), "{path}");
        assert_eq!(&answer.json().to_string(), body, "{path}: the last good one");
        assert!(asked.elapsed() < RENDER, "{path}: {:?}", asked.elapsed());
    }
    lock.close().await.unwrap();
    for path in READS {
        let is_new = async || get(&service, &format!("{CUP}{path}"), &[]).await.header("warning").is_none();
        until(path, Duration::from_secs(10), is_new).await;
    }
}

#[tokio::test]
async fn whoever_gives_up_waiting_ends_no_render() {
    let service = polled_cup().await;
    let path = format!("{CUP}/standings");
    let lock = lock(&service, "lock table tournament_players in access exclusive mode").await;
    let gone = service.client.get(format!("{}{path}", service.base_url)).timeout(Duration::from_millis(300));
    assert!(gone.send().await.unwrap_err().is_timeout());
    lock.close().await.unwrap();
    let asked = Instant::now();
    loop {
        let before = service.proxy.bytes_sent();
        tokio::time::sleep(Duration::from_millis(300)).await;
        if service.proxy.bytes_sent() == before {
            break;
        }
        assert!(asked.elapsed() < Duration::from_secs(10), "it is rendered");
    }
    // Rendered for nobody, it is at hand now, but for where the address leads.
    service.get(CUP).await;
    let before = service.proxy.bytes_sent();
    service.get(&path).await;
    assert_eq!(service.proxy.bytes_sent(), before);
}
