//! Two hosts apply documents at the same time.

use serde_json::{Value, json};
use tests::service::{HOST, RIVAL};

use super::{put_as, read, stage, tag};
use crate::hosts::fixture::Fixture;

const ROUNDS: usize = 60;

/// A document of a roster that has nothing in common with the other one's but its people's accounts.
fn document(whose: &str, round: usize) -> Value {
    let name = |n: usize| format!("{whose} {round} {n}");
    let entries = (0..6).map(|n| json!({"name": name(n), "account": 200 + (n * 7 + round * whose.len()) % 9}));
    json!({
        "slug": "cup", "name": format!("{whose} {round}"), "leaderboard_id": 3, "rank_by": "peak_rating",
        "start_date": null, "end_date": null, "prize_pool_cents": null, "host_stream_urls": [], "presentation": {},
        "owners": [HOST, RIVAL], "entries": entries.collect::<Vec<_>>(),
        "teams": [{"name": whose, "initials": "T", "captain": name(0), "members": [name(0), name(1)]}],
        "stages": [stage("Old", "manual", &[name(3), name(2)]), stage("Swiss", "swiss", &[]), stage(whose, "swiss", &[])],
    })
}

/// The same with lists in no order, for entries that stay keep their places.
fn unordered(document: &Value) -> Value {
    let mut document = document.clone();
    for list in ["entries", "teams", "stages"] {
        document[list].as_array_mut().unwrap().sort_by_key(ToString::to_string);
    }
    document["teams"][0]["members"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
    document
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_that_edited_the_same_one_is_told_and_nothing_is_mixed() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    let mut winners = [0, 0];
    for round in 0..ROUNDS {
        let (_, etag) = read(&fixture).await;
        let condition = [("if-match", etag.as_str())];
        let documents = [document("One", round), document("Another", round)];
        let (one, another) = tokio::join!(
            put_as(&fixture, HOST, "?prune=true", &documents[0], &condition),
            put_as(&fixture, RIVAL, "?prune=true", &documents[1], &condition),
        );
        let answers = [one, another];
        let statuses = answers.each_ref().map(|answer| answer.0);
        assert!([[200, 412], [412, 200]].contains(&statuses), "round {round}: {statuses:?}");
        let winner = usize::from(statuses[1] == 200);
        winners[winner] += 1;
        let (stands, now) = read(&fixture).await;
        assert_eq!(now, tag(&answers[winner].1), "round {round}");
        assert_eq!(unordered(&stands), unordered(&documents[winner]), "round {round}");
    }
    eprintln!("won: {winners:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_condition_the_last_one_stands_as_a_whole() {
    let fixture = Fixture::set().await;
    fixture.service.make_owner(fixture.cup, RIVAL).await;
    for round in 0..ROUNDS {
        let documents = [document("One", round), document("Another", round)];
        let (one, another) = tokio::join!(
            put_as(&fixture, HOST, "?prune=true", &documents[0], &[]),
            put_as(&fixture, RIVAL, "?prune=true", &documents[1], &[]),
        );
        assert_eq!((one.0, another.0), (200, 200), "round {round}: {} {}", one.2, another.2);
        let (stands, now) = read(&fixture).await;
        let tags = [tag(&one.1), tag(&another.1)];
        let last = tags.iter().position(|tag| *tag == now).unwrap_or_else(|| panic!("round {round}: {stands}"));
        assert_eq!(unordered(&stands), unordered(&documents[last]), "round {round}");
    }
}
