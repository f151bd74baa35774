//! `make demo`: everything by itself, within a minute, and nothing left behind.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, test_kill_process};
use serde_json::Value;

use tests::until;

use super::program::{Program, free_port};

const STANDINGS: &str = "/v1/tournaments/current/standings";
const A_MINUTE: Duration = Duration::from_secs(60);

/// (entry, rating) of everybody on the standings.
fn ratings(standings: &Value) -> Vec<(i64, Option<i64>)> {
    let rows = standings["items"].as_array().into_iter().flatten();
    let mut ratings: Vec<_> =
        rows.map(|row| (row["tournament_player_id"].as_i64().unwrap(), row["current_rating"].as_i64())).collect();
    ratings.sort_unstable();
    ratings
}

fn is_the_sample(standings: &Value) -> bool {
    let rows: Vec<_> = standings["items"].as_array().into_iter().flatten().collect();
    let mut teams: Vec<_> = rows.iter().filter_map(|row| row["team"]["team_id"].as_i64()).collect();
    teams.sort_unstable();
    teams.dedup();
    let unlinked = rows.iter().filter(|row| row["profile_id"].is_null()).count();
    (rows.len(), teams.len(), unlinked) == (24, 4, 2)
}

/// Whether exactly two of the sample's players are on air.
fn has_two_on_air(standings: &Value) -> bool {
    let rows = standings["items"].as_array().into_iter().flatten();
    rows.filter(|row| row["stream_live"] == true && row["stream_title"].is_string()).count() == 2
}

/// The process id and the folder of the demo's Postgres.
fn postgres_in(folder: &Path) -> (Pid, PathBuf) {
    let own = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let own = own.into_iter().find(|path| path.join("data").exists()).expect("a database of its own");
    let file = fs::read_to_string(own.join("data/postmaster.pid")).unwrap();
    (Pid::from_raw(file.lines().next().unwrap().parse().unwrap()).unwrap(), own)
}

/// The link that the demo printed signs its host in.
async fn signs_in(said: &str, port: u16) {
    let link = said.split_whitespace().find(|word| word.contains("/auth/sign-in/")).unwrap_or_else(|| panic!("{said}"));
    assert!(link.starts_with(&format!("http://localhost:{port}/auth/sign-in/")), "{link}");
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let signed_in = client.post(link).send().await.unwrap();
    assert_eq!(signed_in.status(), 303, "{link}");
    let cookie = signed_in.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let me = client.get(format!("http://127.0.0.1:{port}/v1/me")).header("cookie", cookie).send().await.unwrap();
    assert_eq!(me.status(), 200, "{cookie}");
    let me: Value = serde_json::from_str(&me.text().await.unwrap()).unwrap();
    assert_eq!(
        (&me["owned_tournaments"][0]["slug"], &me["can_create_tournaments"]),
        (&"demo-cup".into(), &true.into())
    );
}

#[tokio::test]
async fn the_demo_shows_a_living_tournament_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    // As `/tmp`: the account that Postgres runs as works in there.
    fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    let begun = Instant::now();
    let port = free_port();
    let program = Program::new("aoe2-standings").arg("demo").set("PORT", port);
    let mut running = program.set("TMPDIR", temporary.path().display()).start();
    running.port = port;
    let first = ratings(&running.eventually(STANDINGS, A_MINUTE, is_the_sample).await);
    assert_eq!(first.iter().filter(|(_, rating)| rating.is_some()).count(), 22, "who is linked is rated");
    let mut stream = running.stream().await;
    let left = A_MINUTE.saturating_sub(begun.elapsed());
    let nudges = async {
        loop {
            if let Some(events) = Some(stream.events_within(Duration::from_millis(500)).await)
                && !events.is_empty()
            {
                return events;
            }
        }
    };
    let nudges = tokio::time::timeout(left, nudges).await.expect("the stream sends nudges");
    assert!(nudges.iter().all(|frame| frame.data.is_some() && frame.id.is_some()), "{nudges:?}");
    let left = A_MINUTE.saturating_sub(begun.elapsed());
    running.eventually(STANDINGS, left, |standings| is_the_sample(standings) && ratings(standings) != first).await;
    let left = A_MINUTE.saturating_sub(begun.elapsed());
    running.eventually(STANDINGS, left, has_two_on_air).await;
    let left = A_MINUTE.saturating_sub(begun.elapsed());
    running.eventually("/v1/tournaments/current", left, |cup| cup["host_stream_live"] == true).await;
    let said = running.output();
    assert!(said.contains(&format!("http://localhost:{port}/v1/tournaments/current/standings")));
    let address = said.split_whitespace().find(|word| word.starts_with("http"));
    assert_eq!(address, Some(format!("http://localhost:{port}/t/current").as_str()));
    signs_in(&said, port).await;

    let (postgres, folder) = postgres_in(temporary.path());
    test_kill_process(postgres).expect("it runs");
    running.stop(Signal::INT).await;
    let is_gone = async || test_kill_process(postgres).is_err() && !folder.exists();
    until("neither the server nor its folder is left", Duration::from_secs(10), is_gone).await;
}
