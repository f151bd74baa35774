//! The server: paging, parameters, isolation, counting, start and stop.

use std::time::Duration;

use serde_json::Value;
use sim::{Config, Endpoint, Fault, MatchType, ProfileId, Sim, World};

use crate::asking::{ask, get, json};
use crate::{ANNA, BERT, CARL, EPOCH, crowd, four_players};

fn ids(body: &Value, list: &str, key: &str) -> Vec<i64> {
    let rows = body[list].as_array().expect("a list");
    rows.iter().map(|row| row[key].as_i64().expect("a number")).collect()
}

#[tokio::test]
async fn lobbies_come_newest_first_a_page_at_a_time() {
    let mut world = World::new(Config::new(1, EPOCH));
    let opened: Vec<i64> = (1..=230).map(|id| world.open_lobby(&[ProfileId(id)], MatchType::Custom).0).collect();
    let sim = Sim::local(world).await.expect("a port");
    let mut seen = Vec::new();
    for (start, expected) in [(0, 100), (100, 100), (200, 30), (300, 0)] {
        let query = format!("&start={start}&count=100");
        let page = ids(&json(&sim, Endpoint::Lobbies, &query).await, "matches", "id");
        assert_eq!(page.len(), expected);
        seen.extend(page);
    }
    seen.reverse();
    assert_eq!(seen, opened);
    let greedy = json(&sim, Endpoint::Lobbies, "&start=0&count=5000").await;
    assert_eq!(ids(&greedy, "matches", "id").len(), 100);
}

#[tokio::test]
async fn an_unknown_profile_is_absent_and_a_poisoned_one_fails_the_batch() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let both = "&profile_ids=%5B101,555%5D";
    let known = json(&sim, Endpoint::PersonalStat, both).await;
    assert_eq!(ids(&known, "statGroups", "id").len(), 1);
    sim.world(|world| world.poison(ProfileId(555)));
    for endpoint in [Endpoint::PersonalStat, Endpoint::MatchHistory] {
        let refused = ask(&sim, endpoint, both).await;
        assert_eq!(refused.status, 200);
        let text = r#"{"result":{"code":3,"message":"UNREGISTERED_PROFILE_NAME"}}"#;
        assert_eq!(refused.body, text.as_bytes());
        let alone = json(&sim, endpoint, "&profile_ids=[101]").await;
        assert_eq!(alone["result"]["code"], 0);
    }
    sim.world(|world| world.cure(ProfileId(555)));
    assert_eq!(json(&sim, Endpoint::PersonalStat, both).await["result"]["code"], 0);
}

#[tokio::test]
async fn stats_can_be_asked_for_by_exact_names() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let anna = sim.world(|world| world.profile(ANNA).expect("Anna").alias.clone());
    let by_number = json(&sim, Endpoint::PersonalStat, "&profile_ids=[101]").await;
    let of = async |names: &str| json(&sim, Endpoint::PersonalStat, &format!("&aliases={names}")).await;
    assert_eq!(of(&format!("[%22{anna}%22]")).await, by_number);
    assert_eq!(of(&format!("[%22{anna}%22,%22nobody%22]")).await, by_number, "who is unknown is absent");
    for unknown in ["nobody".to_owned(), anna.to_uppercase()] {
        let refused = ask(&sim, Endpoint::PersonalStat, &format!("&aliases=[%22{unknown}%22]")).await;
        let text = r#"{"result":{"code":3,"message":"UNREGISTERED_PROFILE_NAME"}}"#;
        assert_eq!((refused.status, refused.body.as_slice()), (200, text.as_bytes()), "{unknown}");
    }
    let history = ask(&sim, Endpoint::MatchHistory, &format!("&aliases=[%22{anna}%22]")).await;
    assert_eq!(history.status, 400, "histories go by numbers alone");
}

#[tokio::test]
async fn parameters_are_checked_strictly() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let stat = Endpoint::PersonalStat.path();
    for (target, status) in [
        (format!("{stat}?title=age2&profile_ids=[101]"), 200),
        (format!("{stat}?profile_ids=[101]"), 400),
        (format!("{stat}?title=age4&profile_ids=[101]"), 400),
        (format!("{stat}?title=age2&Profile_Ids=[101]"), 400),
        (format!("{stat}?title=age2&profile_ids=101"), 400),
        (format!("{}?title=age2&start=x", Endpoint::Lobbies.path()), 400),
        (format!("{}?title=age2&profile_ids=[101]", stat.to_lowercase()), 404),
    ] {
        assert_eq!(get(&sim, &target).await.expect("an answer").status, status, "{target}");
    }
}

#[tokio::test]
async fn a_directed_game_is_seen_by_the_next_request() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let query = "&profile_ids=[101]";
    let none = json(&sim, Endpoint::MatchHistory, query).await;
    assert_eq!(none["matchHistoryStats"], Value::Array(vec![]));
    let id = sim.world(|world| world.play_ranked(ANNA, BERT));
    let history = json(&sim, Endpoint::MatchHistory, query).await;
    assert_eq!(ids(&history, "matchHistoryStats", "id"), [id.0]);
    assert_eq!(ids(&history, "profiles", "profile_id"), [ANNA.0, BERT.0]);
    let civilization = |body: &Value| body["matchHistoryStats"][0]["matchhistorymember"][0]["newrating"].clone();
    let correct = |game: &mut sim::Match| game.participants[0].new_rating = 1499;
    sim.world(|world| world.correct_match(id, correct)).expect("in the history");
    assert_eq!(civilization(&json(&sim, Endpoint::MatchHistory, query).await), 1499);
}

#[tokio::test]
async fn histories_stats_and_lobbies_agree_after_hours() {
    let mut world = crowd(21, 40);
    world.advance(Duration::from_hours(7));
    let everyone: Vec<i64> = world.profiles().map(|one| one.id.0).collect();
    let sim = Sim::local(world).await.expect("a port");
    let query = format!("&profile_ids={}", Value::from(everyone));
    let stats = json(&sim, Endpoint::PersonalStat, &query).await;
    let history = json(&sim, Endpoint::MatchHistory, &query).await;
    let lobbies = json(&sim, Endpoint::Lobbies, "").await;
    let finished = ids(&history, "matchHistoryStats", "id");
    assert!(!finished.is_empty() && !finished.is_sorted());
    for row in lobbies["matches"].as_array().expect("lobbies") {
        let stale = finished.contains(&row["id"].as_i64().expect("a number"));
        assert!(!stale || row["state"] == 1);
    }
    for row in stats["leaderboardStats"].as_array().expect("rows") {
        newest_completion_is_the_last_match(row, &history);
    }
}

fn newest_completion_is_the_last_match(row: &Value, history: &Value) {
    let types: &[i64] = match row["leaderboard_id"].as_i64() {
        Some(3) => &[6],
        Some(4) => &[7, 8, 9],
        other => {
            assert_eq!(other, Some(13));
            &[26]
        }
    };
    let newest = history["matchHistoryStats"]
        .as_array()
        .expect("matches")
        .iter()
        .filter(|game| types.iter().any(|kind| game["matchtype_id"] == *kind))
        .flat_map(|game| {
            let members = game["matchhistorymember"].as_array().expect("members");
            members.iter().map(move |member| (game, member))
        })
        .filter(|(_, member)| member["statgroup_id"] == row["statgroup_id"])
        .max_by_key(|(game, _)| game["completiontime"].as_i64());
    match newest {
        Some((game, member)) => {
            assert_eq!(row["lastmatchdate"], game["completiontime"]);
            assert_eq!(row["rating"], member["newrating"]);
            assert_ne!(row["rank"], -1);
        }
        None if row["rank"] == -1 => {
            assert_eq!((&row["lastmatchdate"], &row["highestrating"]), (&0.into(), &0.into()));
        }
        None => assert!(row["lastmatchdate"].as_i64() < Some(EPOCH)),
    }
}

#[tokio::test]
async fn requests_are_counted_by_endpoint() {
    let sim = Sim::local(four_players()).await.expect("a port");
    ask(&sim, Endpoint::Lobbies, "&start=0&count=100").await;
    ask(&sim, Endpoint::Lobbies, "&start=100&count=100").await;
    let seen = sim.requests(Endpoint::Lobbies);
    assert_eq!((seen.count, seen.under_way, seen.most_at_once), (2, 0, 1));
    assert_eq!(seen.last_query.as_deref(), Some("title=age2&start=100&count=100"));
    assert_eq!(seen.last_user_agent.as_deref(), Some("test/1 (hay@example.org)"));
    assert_eq!(sim.requests(Endpoint::Catalogue).count, 0);
}

#[tokio::test]
async fn concurrent_requests_are_counted() {
    let sim = Sim::local(four_players()).await.expect("a port");
    sim.fault(Endpoint::Lobbies, Fault::Late(Duration::from_millis(200)));
    tokio::join!(ask(&sim, Endpoint::Lobbies, ""), ask(&sim, Endpoint::Lobbies, ""), ask(&sim, Endpoint::Lobbies, ""));
    assert_eq!(sim.requests(Endpoint::Lobbies).most_at_once, 3);
}

#[tokio::test]
async fn after_a_shutdown_the_world_continues_at_the_same_address() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let address = sim.address();
    sim.world(|world| world.play_ranked(ANNA, CARL));
    let world = sim.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
    let sim = Sim::start(world, address).await.expect("the port is free");
    assert_eq!(sim.world(|world| world.matches().count()), 1);
    assert_eq!(ask(&sim, Endpoint::Catalogue, "").await.status, 200);
}

#[tokio::test]
async fn dropping_the_handle_ends_it() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let address = sim.address();
    drop(sim);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_running_world_lives_at_its_speed() {
    let sim = Sim::local(crowd(3, 30)).await.expect("a port");
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(sim.world(|world| world.now()), EPOCH, "time stands still at first");
    sim.run(60.0);
    tokio::time::sleep(Duration::from_secs(60)).await;
    let lived = sim.world(|world| world.now()) - EPOCH;
    assert!((3540..=3600).contains(&lived), "{lived}");
    assert!(sim.world(|world| world.matches().count()) > 0);
    sim.pause();
    let stopped = sim.world(|world| world.now());
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(sim.world(|world| world.now()), stopped);
}
