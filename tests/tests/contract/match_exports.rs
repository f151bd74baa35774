//! All matches of a tournament as files: sent page by page, complete or visibly broken off, and holding nothing while
//! their client does not read.

use std::time::{Duration, Instant};

use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use reqwest::Client;
use serde_json::Value;
use sqlx::{Connection as _, PgConnection, raw_sql};
use tests::{Service, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::sleep,
};

use super::{
    ask::get,
    exports::{are_equal, lines, records, text, unfolded},
    fixture::{ANNA, BERT, CUP, cup, four_players},
};

const CSV: &str = "/v1/tournaments/cup/matches.csv";
const NDJSON: &str = "/v1/tournaments/cup/matches.ndjson";
/// Plays every second game, and is on no roster.
const STRANGER: u64 = 5_000;

/// A cup of Anna and Bert with a game for each of these texts, which is its map and its title. Three games at a time
/// start together; Anna plays in all of them, Bert in every second one, every third is on another ladder.
async fn cup_with(texts: &[String]) -> Service {
    let service = four_players().await;
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    let insert = "insert into matches
        select number, 6, case when number % 3 = 0 then 4 else 3 end, title, title, start, start + interval '9 minutes',
            'completed', start
        from unnest($1::text[]) with ordinality text (title, number)
        cross join lateral (select timestamptz '2026-06-05T00:00:00Z' + number / 3 * interval '1 second' as start) at";
    // Its own connection, without the limits of the service's.
    let mut connection = PgConnection::connect(&service.database.url).await.unwrap();
    sqlx::query(insert).bind(texts).execute(&mut connection).await.unwrap();
    raw_sql(
        "insert into match_players (match_id, profile_id, leaderboard_id, started_at, completed_at,
                civilization_id, team_id, outcome, old_rating, new_rating, xp_gained)
            select match_id, profile_id, leaderboard_id, started_at, completed_at, 15, 0, 'win', 1500, 1516, -3
            from matches
            cross join lateral unnest(
                case match_id % 2 when 0 then '{101, 102}'::bigint[] else '{101, 5000}' end
            ) player (profile_id);
            analyze",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    service
}

fn titles(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("game {number} {}", "x".repeat(300))).collect()
}

fn ids(rows: &[Value]) -> Vec<u64> {
    rows.iter().map(|row| row["match_id"].as_u64().unwrap()).collect()
}

/// The ids of the matches at `path`.
async fn ids_at(service: &Service, path: &str) -> Vec<u64> {
    ids(&lines(&text(&get(service, path, &[]).await)))
}

#[tokio::test]
async fn ten_thousand_hostile_texts_are_read_back_as_they_were() {
    let pieces = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\r\n", "'", "\"", ",", ";", "=1+1|cmd", "＝", "＠", "\u{feff}",
        "\u{202e}", "👑", "\\",
    ];
    let piece =
        prop_oneof![prop::sample::select(pieces.to_vec()).prop_map(str::to_owned), any::<String>(), "\\PC{0,9}"];
    let title = prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat().replace('\0', ""));
    let mut runner = TestRunner::deterministic();
    let texts: Vec<_> = (0..10_000).map(|_| title.new_tree(&mut runner).unwrap().current()).collect();
    let service = cup_with(&texts).await;
    let rows = lines(&text(&get(&service, NDJSON, &[]).await));
    assert_eq!(ids(&rows), (1..=10_000).collect::<Vec<_>>(), "by their start, then by their id");
    for (row, text) in rows.iter().zip(&texts) {
        assert_eq!((row["map_name"].as_str(), row["description"].as_str()), (Some(&**text), Some(&**text)));
    }
    are_equal(&records(&text(&get(&service, CSV, &[]).await)), &unfolded(&rows, "players"));
    let mut newest = service.get(&format!("{CUP}/matches?limit=200")).await["items"].as_array().unwrap().clone();
    newest.sort_by_key(|row| row["match_id"].as_u64());
    assert_eq!(newest, rows[rows.len() - 200..]);
}

#[tokio::test]
async fn filters_and_the_window_decide_which_matches_are_in_the_file() {
    let service = cup_with(&titles(5_000)).await;
    let all: Vec<u64> = (1..=5_000).collect();
    let of = |is_in: fn(&u64) -> bool| all.iter().copied().filter(is_in).collect::<Vec<_>>();
    for (query, due) in [
        ("?leaderboard_id=4", of(|id| id % 3 == 0)),
        ("?profile_id=102", of(|id| id % 2 == 0)),
        (format!("?profile_id={STRANGER}").as_str(), of(|id| id % 2 == 1)),
        ("?profile_id=102&leaderboard_id=3&state=completed", of(|id| id % 2 == 0 && id % 3 > 0)),
        ("?profile_id=999", Vec::new()),
        ("?state=in_progress", Vec::new()),
        ("?state=null", all.clone()),
    ] {
        assert_eq!(ids_at(&service, &format!("{NDJSON}{query}")).await, due, "{query}");
    }
    let empty = text(&get(&service, &format!("{CSV}?profile_id=999"), &[]).await);
    assert!(empty.starts_with("match_id,map_name,") && empty.lines().count() == 1, "{empty}");
    for path in [CSV, NDJSON] {
        let (status, body) = service.get_any(&format!("{path}?state=over&profile_id=x")).await;
        assert_eq!((status, body["detail"].as_array().unwrap().len()), (422, 2), "{path}");
    }

    // Both bounds belong to the window, and the games that started at them are numbered 3, 4, 5 and 30, 31, 32.
    let window = "update tournaments set start_date = '2026-06-05T00:00:01Z', end_date = '2026-06-05T00:00:10Z'";
    service.database.run(window).await;
    assert_eq!(ids_at(&service, NDJSON).await, (3..=32).collect::<Vec<_>>());

    service
        .database
        .run(
            "insert into matches values
                (9001, 6, 3, 'a', null, '2026-06-05T00:00:02Z', null, 'in_progress', now()),
                (9002, 6, 3, 'b', null, '2026-06-05T00:00:03Z', null, 'staging', now()),
                (9003, 6, 3, 'c', null, '2026-06-05T00:00:11Z', null, 'in_progress', now())",
        )
        .await;
    service
        .database
        .run("insert into live_match_players select match_id, 102, 15, 0 from matches where match_id > 9000")
        .await;
    let played: Vec<u64> = (3..=8).chain([9_001]).chain(9..=32).collect();
    assert_eq!(ids_at(&service, NDJSON).await, played, "a running game is where it started");
    assert_eq!(ids_at(&service, &format!("{NDJSON}?state=in_progress")).await, [9_001]);
    assert_eq!(ids_at(&service, &format!("{NDJSON}?state=staging")).await, [9_002]);
    assert_eq!(ids_at(&service, &format!("{NDJSON}?state=completed")).await, (3..=32).collect::<Vec<_>>());
}

/// More than sockets hold.
const MANY: usize = 60_000;

#[tokio::test]
async fn a_file_that_breaks_off_does_not_look_complete() {
    let service = cup_with(&titles(MANY)).await;
    for path in [CSV, NDJSON] {
        let mut answer = service.answer(path).await;
        assert_eq!(answer.status(), 200);
        let mut came = answer.chunk().await.unwrap().unwrap().len();
        service.proxy.shut();
        let failed = loop {
            match answer.chunk().await {
                Ok(Some(chunk)) => came += chunk.len(),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        assert!(failed, "{path} ended as if it were complete after {came} bytes");
        let refused = service.answer(path).await;
        assert_eq!(refused.status(), 503, "what cannot begin is an error");
        service.proxy.open();
        until("it is served again", Duration::from_secs(10), async || service.answer(path).await.status() == 200).await;
    }
}

/// A connection that asked for all matches and took the beginning.
async fn stalled(service: &Service, client: &str) -> (TcpStream, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut wire = socket.connect(service.base_url.strip_prefix("http://").unwrap().parse().unwrap()).await.unwrap();
    let request = format!("GET {CSV} HTTP/1.1\r\nhost: standings\r\nx-forwarded-for: {client}\r\n\r\n");
    wire.write_all(request.as_bytes()).await.unwrap();
    let mut head = vec![0; 512];
    let read = wire.read(&mut head).await.unwrap();
    (wire, String::from_utf8_lossy(&head[..read]).into_owned())
}

#[tokio::test]
async fn clients_that_do_not_read_hold_no_connection_to_the_database() {
    let service = cup_with(&titles(MANY)).await;
    let mut wires = Vec::new();
    for _ in 0..4 {
        let (wire, head) = stalled(&service, "10.9.0.1").await;
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        wires.push(wire);
    }
    until("no page is read", Duration::from_secs(15), async || {
        let before = service.proxy.bytes_sent();
        sleep(Duration::from_millis(500)).await;
        service.proxy.bytes_sent() == before
    })
    .await;
    service.database.wait_until_idle().await;
    let stalled_at = Instant::now();

    let asked = Instant::now();
    let others = get(&service, &format!("{CUP}/matches?profile_id=102&limit=3"), &[]).await;
    assert_eq!((others.status, others.json()["items"].as_array().unwrap().len()), (200, 3));
    assert!(asked.elapsed() < Duration::from_secs(5), "others waited {:?}", asked.elapsed());

    let (_, refused) = stalled(&service, "10.9.0.1").await;
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("retry-after: 15"), "{refused}");
    let (_, other) = stalled(&service, "10.9.0.2").await;
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");

    // They took nothing for too long, and are disconnected.
    sleep(Duration::from_secs(24).saturating_sub(stalled_at.elapsed())).await;
    for mut wire in wires {
        let mut rest = Vec::new();
        let _ = wire.read_to_end(&mut rest).await;
        assert!(!rest.ends_with(b"0\r\n\r\n"), "{} bytes look complete", rest.len());
    }
    until("they may ask again", Duration::from_secs(10), async || {
        stalled(&service, "10.9.0.1").await.1.starts_with("HTTP/1.1 200")
    })
    .await;
}

#[tokio::test]
async fn a_file_is_sent_whole_over_http_2_as_well() {
    let service = cup_with(&titles(6_000)).await;
    let client = Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
    let answer = client.get(format!("{}{CSV}", service.base_url)).send().await.unwrap();
    assert_eq!((answer.status(), answer.version()), (reqwest::StatusCode::OK, reqwest::Version::HTTP_2));
    let csv = answer.text().await.unwrap();
    assert_eq!(csv, text(&get(&service, CSV, &[]).await));
    assert_eq!(csv.lines().count(), 12_001);
}
