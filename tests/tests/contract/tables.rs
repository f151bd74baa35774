//! The tables and statistics of one small tournament, whole.

use serde_json::json;
use sim::{Game, MatchType};
use tests::{
    Service,
    tournament::{enter, team, window},
};

use super::fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, column, duel, four_players, held_on, hold, present};

/// Anna and Bert against Carl and an unlinked guest; three duels within the window, one before it.
async fn played_cup() -> Service {
    let service = four_players().await;
    let pool = &service.database.pool;
    let new = held_on(3, window(Some("2026-06-10T11:00:00Z"), Some("2026-06-11T11:00:00Z")));
    let id = hold(&service, &new, &[]).await;
    let anna = present(&service, id, ("anna", Some(ANNA)), json!({"displayName": "Queen Anna"})).await;
    let bert = enter(pool, id, "Bert", Some(BERT.0)).await;
    let carl = enter(pool, id, "Carl", Some(CARL.0)).await;
    let guest = enter(pool, id, "Guest", None).await;
    team(pool, id, "Reds", &[anna, bert]).await;
    team(pool, id, "Blues", &[guest, carl]).await;
    team(pool, id, "Nobody yet", &[]).await;
    service.poll_all().await;
    service.sim.world(|world| {
        world.play(&duel(DORA, ANNA, 90));
        world.play(&duel(ANNA, CARL, 50));
        world.play(&duel(ANNA, DORA, 40));
        world.play(&duel(CARL, ANNA, 25));
    });
    catch_up(&service).await;
    service
}

#[tokio::test]
async fn the_complete_team_standings() {
    let service = played_cup().await;
    insta::assert_json_snapshot!("team_standings", service.get(&format!("{CUP}/teams/standings")).await);
}

#[tokio::test]
async fn the_complete_history() {
    let service = played_cup().await;
    insta::assert_json_snapshot!("history", service.get(&format!("{CUP}/standings/history")).await);
}

#[tokio::test]
async fn the_complete_summary() {
    let service = played_cup().await;
    insta::assert_json_snapshot!("summary", service.get(&format!("{CUP}/summary?win_rate_min_games=2")).await);
}

#[tokio::test]
async fn the_complete_civilization_statistics() {
    let service = played_cup().await;
    insta::assert_json_snapshot!("civ_stats", service.get(&format!("{CUP}/civ-stats")).await);
}

#[tokio::test]
async fn the_complete_head_to_head() {
    let service = played_cup().await;
    let mut games = service.get(&format!("{CUP}/head-to-head")).await;
    games["items"].as_array_mut().unwrap().iter_mut().for_each(|game| game["match_id"] = json!("[a number]"));
    insta::assert_json_snapshot!("head_to_head", games);
}

#[tokio::test]
async fn the_complete_progression() {
    let service = played_cup().await;
    insta::assert_json_snapshot!("progression", service.get(&format!("{CUP}/progression")).await);
}

#[tokio::test]
async fn the_win_rate_has_a_least_number_of_games() {
    let service = played_cup().await;
    // Anna played three games in the window, Carl two; five are asked for unless told.
    for (query, leader) in [("", json!(null)), ("?win_rate_min_games=3", json!("Queen Anna"))] {
        let summary = service.get(&format!("{CUP}/summary{query}")).await;
        assert_eq!(summary["best_win_rate"].get("name").unwrap_or(&json!(null)), &leader, "{query}");
    }
    assert_eq!(service.get(&format!("{CUP}/summary?win_rate_min_games=4")).await["best_win_rate"], json!(null));
}

#[tokio::test]
async fn games_between_entrants_come_newest_first_up_to_the_limit() {
    let service = played_cup().await;
    let starts = async |query: &str| column(&service.get(&format!("{CUP}/head-to-head{query}")).await, "started_at");
    assert_eq!(starts("").await, [json!("2026-06-10T11:35:00Z"), json!("2026-06-10T11:10:00Z")]);
    assert_eq!(starts("?limit=1").await, [json!("2026-06-10T11:35:00Z")]);
}

#[tokio::test]
async fn on_a_team_ladder_allies_are_told_from_opponents() {
    let service = four_players().await;
    service.sim.world(|world| world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA])));
    let roster = [("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL))];
    hold(&service, &held_on(4, window(None, None)), &roster).await;
    catch_up(&service).await;
    let games = service.get(&format!("{CUP}/head-to-head")).await;
    let entrants = games["items"][0]["entrants"].as_array().unwrap();
    let shown: Vec<_> = entrants.iter().map(|entrant| (&entrant["name"], &entrant["outcome"])).collect();
    assert_eq!(
        shown,
        [(&json!("Anna"), &json!("win")), (&json!("Bert"), &json!("win")), (&json!("Carl"), &json!("loss"))]
    );
    assert_eq!(entrants[0]["team_id"], entrants[1]["team_id"]);
    assert_ne!(entrants[0]["team_id"], entrants[2]["team_id"]);
}

#[tokio::test]
async fn allies_alone_did_not_meet() {
    let service = four_players().await;
    service.sim.world(|world| world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA])));
    hold(&service, &held_on(4, window(None, None)), &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    catch_up(&service).await;
    let games = service.get(&format!("{CUP}/head-to-head")).await;
    assert_eq!(games, json!({"last_polled_at": null, "items": []}));
}

#[tokio::test]
async fn a_tournament_of_nobody_has_empty_tables() {
    let service = Service::start().await;
    hold(&service, &held_on(3, window(Some("2026-06-01T00:00:00Z"), None)), &[]).await;
    service.settle().await;
    let list = json!({"last_polled_at": null, "items": []});
    for path in ["/standings", "/teams/standings", "/head-to-head", "/progression"] {
        assert_eq!(service.get(&format!("{CUP}{path}")).await, list, "{path}");
    }
    assert_eq!(
        service.get(&format!("{CUP}/standings/history")).await,
        json!({"last_polled_at": null, "buckets": [], "players": [], "teams": []})
    );
    assert_eq!(
        service.get(&format!("{CUP}/civ-stats")).await,
        json!({"last_polled_at": null, "overall": [], "by_player": []})
    );
    let summary = service.get(&format!("{CUP}/summary")).await;
    let cards = summary.as_object().unwrap();
    assert!(cards.len() == 7 && cards.values().all(serde_json::Value::is_null), "{summary}");
}
