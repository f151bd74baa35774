//! A file of a million matches: it is sent in little memory, and everybody else is served meanwhile.

use std::time::{Duration, Instant};

use tests::{
    fill::{Size, fill},
    service::NOW,
    until,
};
use tokio::time::timeout;

use crate::served::{ATTACKER, Served};

/// Some of its games lie outside of the window.
const EVENT: Size = Size { tournaments: 1, entries: 100, games: 1_002_000, past_games: 0, players: 2 };
/// What the process may grow by.
const MEMORY: u64 = 64 * 1024 * 1024;
/// The pause between two looks at the process's memory.
const PACE: Duration = Duration::from_millis(50);

/// Reads all matches; the number of lines and of bytes.
async fn read(served: &Served, path: &str) -> (u64, u64) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut answer = client.get(served.url(path)).header("x-forwarded-for", ATTACKER).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let (mut lines, mut bytes) = (0, 0);
    while let Some(chunk) = answer.chunk().await.unwrap() {
        lines += chunk.iter().filter(|byte| **byte == b'\n').count() as u64;
        bytes += chunk.len() as u64;
    }
    (lines, bytes)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_million_matches_take_little_memory() {
    let served = Served::start(&[("RATE_LIMIT_PER_MINUTE", "0")]).await;
    fill(&served.database, EVENT, NOW.parse().unwrap()).await;
    // The filled games are of the accounts that the first tournament got, which was there before.
    served
        .database
        .run("delete from tournament_players where tournament_id in (select id from tournaments where slug = 'cup')")
        .await;
    served.database.run("update tournament_players set profile_id = profile_id - 100").await;
    let in_window = "select count(*) from matches, tournaments where slug = 'cup-1' and started_at >= start_date";
    let count: i64 = served.database.value(in_window).await;
    assert!(count >= 1_000_000, "{count}");
    let path = "/v1/tournaments/cup-1/matches.csv";
    // The service learns of the tournament by a nudge.
    let id = domain::id::TournamentId(served.database.value("select id from tournaments where slug = 'cup-1'").await);
    served.nudge(id).await;
    let (client, list) =
        (reqwest::Client::builder().no_proxy().build().unwrap(), served.url("/v1/tournaments/cup-1/matches"));
    until("the tournament is known", Duration::from_secs(10), async || {
        client.get(&list).send().await.unwrap().status() == 200
    })
    .await;

    let (before, began) = (served.running.resident_bytes(), Instant::now());
    let (mut most, mut slowest) = (before, Duration::ZERO);
    let mut reading = std::pin::pin!(read(&served, path));
    let (lines, bytes) = loop {
        if let Ok(read) = timeout(PACE, &mut reading).await {
            break read;
        }
        let asked = Instant::now();
        served.request().await;
        slowest = slowest.max(asked.elapsed());
        most = most.max(served.running.resident_bytes());
    };
    assert_eq!(lines, 1 + 2 * count as u64, "a line of names, and two players in each match");
    let grown = most - before;
    println!(
        "{bytes} bytes in {:?}; the process grew by {grown} bytes; the slowest other read took {slowest:?}",
        began.elapsed()
    );
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
}
