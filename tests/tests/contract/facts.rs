//! A tournament's facts are loaded once per change, and shared by its tables.

use std::time::Duration;

use domain::{
    id::TournamentId,
    nudge::{Event, Scope},
};
use futures_util::future::{join, join_all};
use tests::Service;
use tokio::time::sleep;

use super::fixture::{ANNA, BERT, CUP, cup, duel, four_players, nudge};

/// Every table, and whether it tells who is in a game.
const TABLES: [(&str, bool); 8] = [
    ("/standings", true),
    ("/teams/standings", true),
    ("/standings/history", false),
    ("/summary", false),
    ("/civ-stats", false),
    ("/head-to-head", false),
    ("/progression", false),
    ("/players", false),
];

/// The messages that begin and end a snapshot, check the connection, and find out whether anything else changed
/// meanwhile.
const SNAPSHOT: u64 = 4;

async fn a_cup() -> (Service, TournamentId) {
    let service = four_players().await;
    service.sim.world(|world| world.play(&duel(ANNA, BERT, 30)));
    let id = cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    service.poll_all().await;
    service.settle().await;
    // Each connection prepares each statement once, which takes messages of its own.
    for _ in 0..6 {
        for (path, _) in TABLES {
            outdate(&service, id, Event::Standings).await;
            messages(&service, path).await;
        }
    }
    (service, id)
}

/// Nudges about the tournament, and reads its address again, so that this costs the next read no query.
async fn outdate(service: &Service, id: TournamentId, event: Event) {
    nudge(service, event, &Scope::one(id)).await;
    service.settle().await;
    service.get(CUP).await;
    service.database.wait_until_idle().await;
}

/// How many messages a read of `path` sends to the database.
async fn messages(service: &Service, path: &str) -> u64 {
    let before = service.proxy.messages_sent();
    service.get(&format!("{CUP}{path}")).await;
    // The end of a snapshot is not waited for by those who read.
    service.database.wait_until_idle().await;
    service.proxy.messages_sent() - before
}

#[tokio::test]
async fn the_second_table_loads_what_the_first_one_did_not() {
    let (service, id) = a_cup().await;
    let mut alone = Vec::new();
    for (path, _) in TABLES {
        outdate(&service, id, Event::Standings).await;
        alone.push(messages(&service, path).await);
    }
    outdate(&service, id, Event::Standings).await;
    let mut together = Vec::new();
    for (path, _) in TABLES {
        together.push(messages(&service, path).await);
    }
    assert_eq!(together[0], alone[0], "{together:?}");
    // Summary, civilizations and progression are made of what the standings were.
    for index in [3, 4, 6] {
        assert_eq!(together[index], 0, "{}: {together:?} instead of {alone:?}", TABLES[index].0);
    }
    // Teams and the polls' times; past ratings, in one or two statements; maps; ratings and the polls' times.
    for (index, statements) in [(1, 2), (2, 2), (5, 1), (7, 2)] {
        assert!(
            together[index] <= SNAPSHOT + statements && together[index] < alone[index],
            "{}: {together:?}",
            TABLES[index].0
        );
    }
}

#[tokio::test]
async fn news_of_who_plays_loads_nothing_else() {
    let (service, id) = a_cup().await;
    for (path, _) in TABLES {
        messages(&service, path).await;
    }
    outdate(&service, id, Event::Live).await;
    let mut asked = Vec::new();
    for (path, _) in TABLES {
        asked.push(messages(&service, path).await);
    }
    // The first of the two loads it for both.
    assert!((1..=SNAPSHOT + 1).contains(&asked[0]), "{asked:?}");
    assert!(asked[1..].iter().all(|count| *count == 0), "{asked:?}");
}

#[tokio::test]
async fn a_change_that_nobody_told_yet_is_not_mixed_with_what_was_loaded_before_it() {
    let (service, _) = a_cup().await;
    service.get(&format!("{CUP}/standings")).await;
    let before = service.get(&format!("{CUP}/summary")).await;
    // The api may have heard of this or not when the history's part is read.
    service.sim.world(|world| world.play(&duel(ANNA, BERT, 10)));
    service.poll_matches().await;
    service.poll_stats().await;
    let history = service.get(&format!("{CUP}/standings/history")).await;
    let standings = service.get(&format!("{CUP}/standings")).await;
    let last = |name: &str| {
        let players = history["players"].as_array().unwrap();
        let series = players.iter().find(|player| player["name"] == name).unwrap();
        series["points"].as_array().unwrap().last().unwrap()["peak_rating"].clone()
    };
    for row in standings["items"].as_array().unwrap() {
        assert_eq!(row["max_rating"], last(row["name"].as_str().unwrap()), "{before}");
    }
}

#[tokio::test]
async fn tables_that_are_asked_for_at_once_load_what_they_need_in_two_turns() {
    let (service, id) = a_cup().await;
    outdate(&service, id, Event::Standings).await;
    let alone = messages(&service, TABLES[0].0).await;
    outdate(&service, id, Event::Standings).await;
    let before = service.proxy.messages_sent();
    let paths = TABLES.map(|(path, _)| format!("{CUP}{path}"));
    // The first one's load is held up until the requests of all have arrived.
    let mut blocker = service.database.pool.begin().await.unwrap();
    let lock = "lock table tournament_players in access exclusive mode";
    sqlx::query(lock).execute(&mut *blocker).await.unwrap();
    let release = async {
        service.database.wait_for_lock().await;
        sleep(Duration::from_millis(300)).await;
        blocker.rollback().await.unwrap();
    };
    join(join_all(paths.iter().map(|path| service.get(path))), release).await;
    service.database.wait_until_idle().await;
    let together = service.proxy.messages_sent() - before;
    // The first one's turn, and the others': teams, past ratings, maps, ratings, the polls' times.
    let others = SNAPSHOT + 7;
    assert!(together <= alone + others, "{together} instead of {alone} and {others}");
}
