//! Parameters cut what is in memory: no value of theirs costs a query, and each gives what it would alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sim::{Game, Ladder, MatchType};
use tests::Service;

use super::{
    ask::{Answer, get},
    fixture::{ANNA, BERT, CARL, CUP, catch_up, column, cup, duel, four_players},
};

const CODINGS: [&str; 4] = ["identity", "br", "zstd", "gzip"];

/// Anna won five of sixty games against Bert; Carl won all five of his.
async fn played() -> Service {
    let service = four_players().await;
    service.sim.world(|world| {
        for minutes in 10..70 {
            let (winner, loser) = if minutes < 15 { (ANNA, BERT) } else { (BERT, ANNA) };
            world.play(&duel(winner, loser, minutes));
        }
        for minutes in 71..73 {
            world.play(&duel(CARL, ANNA, minutes));
            world.play(&duel(CARL, BERT, minutes));
        }
        world.play(&duel(CARL, BERT, 80));
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL)), ("Guest", None)]).await;
    catch_up(&service).await;
    service
}

async fn read(service: &Service, path: &str) -> Answer {
    let answer = get(service, &format!("{CUP}{path}"), &[]).await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

/// Every value in turn, once what they are cut from was read: the answers, for which the database was not asked.
async fn each<T: std::fmt::Display>(service: &Service, path: &str, values: impl Iterator<Item = T>) -> Vec<Answer> {
    read(service, path.split('?').next().unwrap_or_default()).await;
    let before = service.proxy.bytes_sent();
    let mut answers = Vec::new();
    for value in values {
        answers.push(read(service, &format!("{path}{value}")).await);
    }
    assert_eq!(service.proxy.bytes_sent(), before, "{path}");
    answers
}

#[tokio::test]
async fn every_limit_is_the_start_of_the_whole_list() {
    let service = played().await;
    for (path, list, most) in [
        ("/head-to-head?limit=", "items", 200),
        ("/matches?limit=", "items", 200),
        ("/players/101?match_limit=", "recent_matches", 100),
    ] {
        let whole = read(&service, &format!("{path}{most}")).await.json();
        let all = whole[list].as_array().unwrap().clone();
        assert!(all.len() > 60, "{path}: {}", all.len());
        for (limit, answer) in (1..=most).zip(each(&service, path, 1..=most).await) {
            let mut expected = whole.clone();
            expected[list] = all[..limit.min(all.len())].into();
            assert_eq!(answer.json(), expected, "{path}{limit}");
        }
    }
}

#[tokio::test]
async fn every_number_of_games_gives_the_best_rate_among_those_who_played_as_many() {
    let service = played().await;
    let standings = read(&service, "/standings").await.json();
    let records: Vec<_> = standings["items"].as_array().unwrap().iter().map(|row| &row["tournament_record"]).collect();
    let usual = read(&service, "/summary").await.json();
    let values = (1..100).chain([1_000, i64::MAX]);
    for (games, answer) in values.clone().zip(each(&service, "/summary?win_rate_min_games=", values).await) {
        let due = records.iter().filter(|record| record["games_played"].as_i64().unwrap() >= games);
        let due = due.filter_map(|record| record["win_pct"].as_f64()).max_by(f64::total_cmp);
        let mut summary = answer.json();
        assert_eq!(summary["best_win_rate"]["value"].as_f64(), due, "{games}");
        summary["best_win_rate"] = usual["best_win_rate"].clone();
        assert_eq!(summary, usual, "{games}");
    }
    let mut leaders = BTreeSet::new();
    for games in [5, 6, 70] {
        let summary = read(&service, &format!("/summary?win_rate_min_games={games}")).await.json();
        leaders.insert(summary["best_win_rate"]["name"].to_string());
    }
    assert_eq!(leaders.len(), 3, "it decides: {leaders:?}");
}

#[tokio::test]
async fn every_ladder_narrows_what_is_in_memory() {
    let service = played().await;
    let whole = read(&service, "/players").await.json();
    let values = (-2..40).chain([i64::MIN, i64::MAX]);
    for (ladder, answer) in values.clone().zip(each(&service, "/players?leaderboard_id=", values).await) {
        let mut expected = whole.clone();
        for player in expected["items"].as_array_mut().unwrap() {
            player["ratings"].as_array_mut().unwrap().retain(|rating| rating["leaderboard_id"] == json!(ladder));
        }
        assert_eq!(answer.json(), expected, "{ladder}");
    }
}

#[tokio::test]
async fn a_list_that_is_filtered_is_kept_like_any_other() {
    let service = played().await;
    for query in ["profile_id=101", "leaderboard_id=3", "state=completed", "state=staging&profile_id=102"] {
        let path = format!("/matches?{query}");
        let first = read(&service, &path).await;
        let before = service.proxy.bytes_sent();
        assert_eq!(read(&service, &path).await.body, first.body);
        for limit in [1, 7, 200] {
            read(&service, &format!("{path}&limit={limit}")).await;
        }
        assert_eq!(service.proxy.bytes_sent(), before, "{query}");
    }
}

#[tokio::test]
async fn a_cut_body_is_tagged_and_coded_like_any_other() {
    let service = played().await;
    let paths = ["head-to-head?limit=40", "matches?limit=40", "players/101?match_limit=40", "players?leaderboard_id=3"];
    for path in paths.map(|path| format!("{CUP}/{path}")) {
        let mut tags = BTreeSet::new();
        for coding in CODINGS {
            let headers = [("accept-encoding", coding)];
            let answer = get(&service, &path, &headers).await;
            assert_eq!(answer.header("content-encoding").unwrap_or("identity"), coding, "{path}");
            let policy = Some("public, s-maxage=15, max-age=0, must-revalidate");
            assert_eq!(answer.header("cache-control"), policy, "{path}");
            let tag = answer.header("etag").expect("a tag").to_owned();
            let known = get(&service, &path, &[("accept-encoding", coding), ("if-none-match", &tag)]).await;
            assert_eq!((known.status, known.header("etag")), (304, Some(tag.as_str())), "{path}");
            tags.insert(tag);
        }
        assert_eq!(tags.len(), CODINGS.len(), "{path}");
        let whole = get(&service, path.split('?').next().unwrap(), &[]).await;
        assert!(!tags.contains(whole.header("etag").unwrap()), "{path}: other bytes, another tag");
    }
    let with_cookie = [("cookie", "criticalbit_access=x")];
    let private = get(&service, &format!("{CUP}/head-to-head?limit=3"), &with_cookie).await;
    assert_eq!((private.header("cache-control"), private.header("etag")), (Some("private, no-store"), None));
}

#[tokio::test]
async fn a_cut_body_follows_changes_and_is_dated_like_the_whole_one() {
    let service = played().await;
    let path = format!("{CUP}/head-to-head?limit=2");
    let before = service.get(&path).await;
    service.clock.set("2026-06-10T12:10:00Z");
    service.poll_all().await;
    service.eventually(&path, |list| list["last_polled_at"] == "2026-06-10T12:10:00Z").await;
    let game = service.sim.world(|world| world.play(&duel(BERT, CARL, 1)));
    catch_up(&service).await;
    let after = service.get(&path).await;
    let ids = column(&after, "match_id");
    assert_eq!((ids[0].clone(), ids[1].clone()), (json!(game), column(&before, "match_id")[0].clone()));
}

#[tokio::test]
async fn strangers_matches_with_the_roster_are_listed_as_they_are_now() {
    let service = played().await;
    let path = "/matches?profile_id=104";
    assert_eq!(column(&read(&service, path).await.json(), "match_id"), [Value::Null; 0]);
    let game = service.sim.world(|world| {
        world.add_profile(sim::Profile::new(sim::ProfileId(104), "Dora").rated(Ladder::SoloRm, 1_300, 1));
        world.play(&Game::new(MatchType::SoloRm, &[sim::ProfileId(104)], &[ANNA]))
    });
    catch_up(&service).await;
    assert_eq!(column(&read(&service, path).await.json(), "match_id"), [json!(game)]);
    let tag = read(&service, path).await.header("etag").unwrap().to_owned();
    let known = get(&service, &format!("{CUP}{path}"), &[("if-none-match", &tag)]).await;
    assert_eq!(known.status, 304);
}
