//! The matchups of an entry's newest games.

use serde_json::{Value, json};
use sim::{Game, Map, MatchType};
use tests::{Service, tournament::enter};

use super::fixture::{
    ANNA, BERT, CARL, CUP, DORA, FRANKS, MAYANS, catch_up, cup, duel, four_players, held_on, hold, named, present,
};

async fn matchups(service: &Service, name: &str) -> Vec<Value> {
    let standings = service.get(&format!("{CUP}/standings")).await;
    named(&standings, name)["tournament_record"]["recent_matchups"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn an_opponent_on_the_roster_has_the_displayed_name_and_another_the_alias() {
    let service = four_players().await;
    service.sim.world(|world| {
        world.play(&duel(ANNA, BERT, 60));
        world.play(&duel(DORA, ANNA, 30));
        world.set_alias(DORA, "Dora the Opponent");
    });
    let id = cup(&service, &[("Anna", Some(ANNA))]).await;
    let bert = present(&service, id, ("bert", Some(BERT)), json!({"displayName": "Sir Bert"})).await;
    catch_up(&service).await;
    let [newest, oldest] = matchups(&service, "Anna").await.try_into().unwrap();
    let stranger = json!({
        "civilization_id": 15, "civilization_name": "Franks", "profile_id": DORA, "name": "Dora the Opponent",
        "tournament_player_id": null,
    });
    let expected = json!({
        "outcome": "loss", "civilization_id": 30, "civilization_name": "Mayans", "opponent_civilization_id": 15,
        "opponent_civilization_name": "Franks", "opponent_profile_id": DORA, "opponent_name": "Dora the Opponent",
        "opponent_tournament_player_id": null, "opponents": [stranger], "map_name": "Arabia",
        "completed_at": "2026-06-10T12:00:00Z",
    });
    assert_eq!(newest, expected);
    assert_eq!((&oldest["outcome"], &oldest["opponent_name"]), (&json!("win"), &json!("Sir Bert")));
    assert_eq!(oldest["opponent_tournament_player_id"], json!(bert));
    assert_eq!(oldest["opponents"][0]["tournament_player_id"], json!(bert));
    let mirrored = matchups(&service, "Sir Bert").await;
    assert_eq!(
        (mirrored.len(), &mirrored[0]["outcome"], &mirrored[0]["opponent_name"]),
        (1, &json!("loss"), &json!("Anna"))
    );
}

#[tokio::test]
async fn an_opponent_without_a_known_name_has_none() {
    let service = four_players().await;
    service.sim.world(|world| {
        world.play(&duel(ANNA, DORA, 30));
        world.set_alias(DORA, "");
    });
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    let [only] = matchups(&service, "Anna").await.try_into().unwrap();
    assert_eq!((&only["opponent_profile_id"], &only["opponent_name"]), (&json!(DORA), &Value::Null));
    assert_eq!(only["opponents"][0]["name"], Value::Null);
}

#[tokio::test]
async fn an_opponent_of_another_tournament_is_a_stranger_here() {
    let service = four_players().await;
    service.sim.world(|world| world.play(&duel(ANNA, BERT, 30)));
    cup(&service, &[("Anna", Some(ANNA))]).await;
    let other = tests::tournament::create(&service.database.pool, &tests::tournament::tournament("other")).await;
    enter(&service.database.pool, other, "Bert elsewhere", Some(BERT.0)).await;
    catch_up(&service).await;
    let [only] = matchups(&service, "Anna").await.try_into().unwrap();
    assert_eq!((&only["opponent_name"], &only["opponent_tournament_player_id"]), (&json!("Bert"), &Value::Null));
}

#[tokio::test]
async fn opponents_in_a_team_game_are_those_on_the_other_side_by_account() {
    let service = four_players().await;
    let game = Game::new(MatchType::TeamRm2, &[DORA, ANNA], &[CARL, BERT]).on(Map::honest(10_895));
    let game = game.playing(ANNA, FRANKS).playing(DORA, FRANKS).playing(BERT, MAYANS).playing(CARL, MAYANS);
    service.sim.world(|world| world.play(&game));
    let teams = held_on(4, tests::tournament::window(None, None));
    let id = hold(&service, &teams, &[("Anna", Some(ANNA)), ("Dora", Some(DORA))]).await;
    let carl = enter(&service.database.pool, id, "Carl", Some(CARL.0)).await;
    catch_up(&service).await;
    let [mut only] = matchups(&service, "Anna").await.try_into().unwrap();
    let opponent = |profile, name, entry: Value| {
        json!({
            "civilization_id": 30, "civilization_name": "Mayans", "profile_id": profile, "name": name,
            "tournament_player_id": entry,
        })
    };
    let expected = json!([opponent(BERT, "Bert", Value::Null), opponent(CARL, "Carl", json!(carl))]);
    assert_eq!(only["opponents"].take(), expected);
    for field in ["civilization_id", "civilization_name", "profile_id", "name", "tournament_player_id"] {
        assert_eq!(only[&format!("opponent_{field}")], Value::Null, "{field}");
    }
    assert_eq!((&only["outcome"], &only["map_name"]), (&json!("win"), &json!("Arena")));
}

#[tokio::test]
async fn an_untold_side_is_another_side() {
    let service = four_players().await;
    let game = Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA]);
    service.sim.world(|world| world.play(&game));
    let roster = [("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Carl", Some(CARL))];
    hold(&service, &held_on(4, tests::tournament::window(None, None)), &roster).await;
    service.poll_all().await;
    service.database.run("update match_players set team_id = null where profile_id in (101, 102)").await;
    nudge_standings(&service).await;
    let accounts = |matchup: &Value| -> Vec<i64> {
        matchup["opponents"].as_array().unwrap().iter().map(|one| one["profile_id"].as_i64().unwrap()).collect()
    };
    for (name, expected) in [("Anna", [102, 103, 104].as_slice()), ("Bert", &[101, 103, 104]), ("Carl", &[101, 102])] {
        assert_eq!(accounts(&matchups(&service, name).await[0]), expected, "{name}");
    }
}

async fn nudge_standings(service: &Service) {
    super::fixture::nudge(service, domain::nudge::Event::Standings, &domain::nudge::Scope::All).await;
    service.settle().await;
}

#[tokio::test]
async fn games_that_do_not_count_for_the_ladder_are_no_matchups() {
    let service = four_players().await;
    service.sim.world(|world| {
        world.play(&Game::new(MatchType::Custom, &[ANNA], &[BERT]));
        world.play(&Game::new(MatchType::SoloEw, &[ANNA], &[BERT]));
        world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA]));
    });
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    assert_eq!(matchups(&service, "Anna").await, Vec::<Value>::new());
}

#[tokio::test]
async fn only_the_newest_ten_are_listed_newest_start_first() {
    let service = four_players().await;
    // The longest began first, though all end together.
    service.sim.world(|world| {
        for (minutes, map) in (20..32).zip([10_875, 10_878].into_iter().cycle()) {
            world.play(&duel(ANNA, BERT, minutes).on(Map::honest(map)));
        }
        world.play(&duel(BERT, ANNA, 10).on(Map::honest(10_901)));
    });
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    let listed = matchups(&service, "Anna").await;
    let maps: Vec<_> = listed.iter().map(|matchup| matchup["map_name"].as_str().unwrap()).collect();
    assert_eq!(maps[..4], ["Nomad", "Arabia", "Black Forest", "Arabia"]);
    assert_eq!((maps.len(), &listed[0]["outcome"]), (10, &json!("loss")));
}

#[tokio::test]
async fn a_civilization_without_a_known_name_has_none() {
    let service = four_players().await;
    service.sim.world(|world| world.play(&duel(ANNA, BERT, 30)));
    cup(&service, &[("Anna", Some(ANNA))]).await;
    service.poll_stats().await;
    service.poll_matches().await;
    service.settle().await;
    let [only] = matchups(&service, "Anna").await.try_into().unwrap();
    assert_eq!((&only["civilization_id"], &only["civilization_name"]), (&json!(15), &Value::Null));
    assert_eq!((&only["opponent_civilization_id"], &only["opponent_civilization_name"]), (&json!(30), &Value::Null));
    catch_up(&service).await;
    assert_eq!(matchups(&service, "Anna").await[0]["civilization_name"], "Franks", "the names came with a nudge");
}
