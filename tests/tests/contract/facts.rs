//! A tournament's facts are loaded once per change, and shared by its tables.

use domain::nudge::{Event, Scope};
use tests::Service;

use crate::scene::{ANNA, BERT, CUP, cup, duel, four_players, nudge};

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

/// What begins and ends a snapshot, and tells that nothing else changed meanwhile.
const SNAPSHOT: u64 = 3;

async fn a_cup() -> (Service, domain::id::TournamentId) {
    let service = four_players().await;
    service.sim.world(|world| world.play(&duel(ANNA, BERT, 30)));
    let id = cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    service.poll_all().await;
    // Each statement is prepared once per connection: that is no message of its own, but longer.
    service.settle().await;
    (service, id)
}

/// How often the database is asked for `path`.
async fn messages(service: &Service, path: &str) -> u64 {
    let before = service.door.messages_sent();
    service.get(&format!("{CUP}{path}")).await;
    // The end of the snapshot is not waited for.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    service.door.messages_sent() - before
}

#[tokio::test]
async fn the_second_table_loads_what_the_first_one_did_not() {
    let (service, id) = a_cup().await;
    let mut alone = Vec::new();
    for (path, _) in TABLES {
        nudge(&service, Event::Standings, &Scope::only([id]).unwrap()).await;
        service.settle().await;
        alone.push(messages(&service, path).await);
    }
    nudge(&service, Event::Standings, &Scope::only([id]).unwrap()).await;
    service.settle().await;
    let mut together = Vec::new();
    for (path, _) in TABLES {
        together.push(messages(&service, path).await);
    }
    assert_eq!(together[0], alone[0], "{together:?}");
    // Summary, civilizations and progression are made of what the standings were.
    for index in [3, 4, 6] {
        assert_eq!(together[index], 0, "{}: {together:?} instead of {alone:?}", TABLES[index].0);
    }
    // Teams; past ratings, in two statements; maps; ratings. A statement may take two messages.
    for (index, statements) in [(1, 1), (2, 2), (5, 1), (7, 1)] {
        let most = 2 * (SNAPSHOT + statements);
        assert!(together[index] <= most && together[index] < alone[index], "{}: {together:?}", TABLES[index].0);
    }
}

#[tokio::test]
async fn news_of_who_plays_loads_nothing_else() {
    let (service, id) = a_cup().await;
    for (path, _) in TABLES {
        messages(&service, path).await;
    }
    nudge(&service, Event::Live, &Scope::only([id]).unwrap()).await;
    service.settle().await;
    let mut asked = Vec::new();
    for (path, _) in TABLES {
        asked.push(messages(&service, path).await);
    }
    // The first of the two loads it for both.
    let expected_first = 1..=2 * SNAPSHOT;
    assert!(expected_first.contains(&asked[0]), "{asked:?}");
    assert!(asked[1..].iter().all(|count| *count == 0), "{asked:?}");
}

#[tokio::test]
async fn a_change_that_nobody_told_yet_is_not_mixed_with_what_was_loaded_before_it() {
    let (service, _) = a_cup().await;
    // The database is asked, and the api does not hear of anything: nudges come another way.
    service.get(&format!("{CUP}/standings")).await;
    let before = service.get(&format!("{CUP}/summary")).await;
    // Committed and told in the same moment; whichever is read first, a history is of one moment.
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
