//! The roster with its accounts.

use serde_json::{Value, json};
use sim::{Profile, ProfileId};
use tests::{Service, service::NOW, tournament::enter};

use super::fixture::{ANNA, BERT, CARL, CUP, NOBODY, catch_up, column, cup, duel, four_players, named, present};

const SOLO: &str = "/players?leaderboard_id=3";

async fn roster(service: &Service, rest: &str) -> Value {
    service.get(&format!("{CUP}{rest}")).await
}

fn ladders(row: &Value) -> Vec<i64> {
    row["ratings"].as_array().unwrap().iter().map(|rating| rating["leaderboard_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn the_roster_is_listed_by_the_hosts_names() {
    let service = four_players().await;
    let id = cup(&service, &[("zed", Some(ANNA)), ("Bert", Some(BERT)), ("bert", None), ("Ghost", Some(NOBODY))]).await;
    present(&service, id, ("Yan", None), json!({"displayName": "Aaron", "bio": "x"})).await;
    catch_up(&service).await;
    let list = roster(&service, "/players").await;
    assert_eq!(column(&list, "name"), ["Bert", "bert", "Yan", "zed"], "unpolled accounts are held back");
    assert_eq!(column(&list, "alias"), ["Bert", "bert", "Yan", "Anna"]);
    assert_eq!(list["last_polled_at"], NOW);
    assert_eq!(named(&list, "Yan")["presentation"], json!({"displayName": "Aaron", "bio": "x"}));
}

#[tokio::test]
async fn an_unlinked_entry_says_nothing_of_an_account() {
    let service = Service::start().await;
    let id = cup(&service, &[]).await;
    let guest = enter(&service.database.pool, id, "Guest", None).await;
    service.settle().await;
    let expected = json!({
        "tournament_player_id": guest, "profile_id": null, "name": "Guest", "alias": "Guest", "steam_id": null,
        "xbox_id": null, "country": null, "clan_name": null, "region_id": null, "level": null, "xp": null,
        "presentation": {}, "updated_at": null, "ratings": [],
    });
    assert_eq!(roster(&service, "/players").await["items"], json!([expected]));
}

#[tokio::test]
async fn a_ladder_narrows_the_ratings_and_nobody_is_left_out() {
    let service = four_players().await;
    service.sim.world(|world| world.add_profile(Profile::new(NOBODY, "Newcomer").rated(sim::Ladder::TeamRm, 900, 1)));
    cup(&service, &[("Anna", Some(ANNA)), ("New", Some(NOBODY)), ("Guest", None)]).await;
    catch_up(&service).await;
    let all = roster(&service, "/players").await;
    assert_eq!(["Anna", "Guest", "New"].map(|name| ladders(named(&all, name))), [vec![3, 4], vec![], vec![4]]);
    let solo = roster(&service, SOLO).await;
    assert_eq!(["Anna", "Guest", "New"].map(|name| ladders(named(&solo, name))), [vec![3], vec![], vec![]]);
}

#[tokio::test]
async fn a_players_detail_is_complete() {
    let service = four_players().await;
    let game = service.sim.world(|world| {
        let mut profile = world.profile(ANNA).unwrap().clone();
        (profile.clan, profile.region, profile.level) = ("GG".to_owned(), 3, 42);
        world.add_profile(profile);
        world.play(&duel(ANNA, BERT, 30))
    });
    let id = cup(&service, &[]).await;
    present(&service, id, ("anna", Some(ANNA)), json!({"displayName": "Queen Anna"})).await;
    catch_up(&service).await;
    let mut detail = roster(&service, "/players/101").await;
    assert_eq!(detail["recent_matches"][0]["match_id"].take(), json!(game));
    insta::assert_json_snapshot!("player", detail);
}

#[tokio::test]
async fn an_entry_is_found_by_its_own_number_and_by_its_accounts() {
    let service = four_players().await;
    let id = cup(&service, &[("Bert", Some(BERT))]).await;
    let anna = enter(&service.database.pool, id, "Anna", Some(ANNA.0)).await;
    catch_up(&service).await;
    let by_account = roster(&service, "/players/101").await;
    assert_eq!(by_account["tournament_player_id"], json!(anna));
    assert_eq!(roster(&service, &format!("/players/{anna}")).await, by_account);
    for id in [CARL, NOBODY, ProfileId(anna.0 + 1_000)] {
        let (status, body) = service.get_any(&format!("{CUP}/players/{}", id.0)).await;
        assert_eq!((status, body), (404, json!({"detail": "Player not found in this tournament"})));
    }
}

#[tokio::test]
async fn an_entry_of_another_tournament_is_not_found() {
    let service = four_players().await;
    cup(&service, &[("Anna", Some(ANNA))]).await;
    let other = tests::tournament::create(&service.database.pool, &tests::tournament::tournament("other")).await;
    let bert = enter(&service.database.pool, other, "Bert", Some(BERT.0)).await;
    catch_up(&service).await;
    for id in [bert.0, BERT.0] {
        assert_eq!(service.get_any(&format!("{CUP}/players/{id}")).await.0, 404);
    }
}

#[tokio::test]
async fn the_detail_of_an_entry_without_polled_data_answers() {
    let service = four_players().await;
    service.sim.world(|world| world.play(&duel(ANNA, NOBODY, 30)));
    let id = cup(&service, &[("Anna", Some(ANNA))]).await;
    let guest = enter(&service.database.pool, id, "Guest", None).await;
    catch_up(&service).await;
    // Seen in Anna's history, but never polled itself.
    let late = enter(&service.database.pool, id, "Late", Some(NOBODY.0)).await;
    service.settle().await;
    for (entry, name, profile) in [(guest, "Guest", Value::Null), (late, "Late", json!(NOBODY))] {
        let expected = json!({
            "last_polled_at": null, "tournament_player_id": entry, "profile_id": profile, "name": name, "alias": name,
            "steam_id": null, "xbox_id": null, "country": null, "clan_name": null, "region_id": null, "level": null,
            "xp": null, "presentation": {}, "updated_at": null, "ratings": [], "recent_matches": [],
        });
        assert_eq!(roster(&service, &format!("/players/{entry}")).await, expected);
    }
    assert_eq!(roster(&service, &format!("/players/{}", NOBODY.0)).await["name"], "Late");
}

#[tokio::test]
async fn recent_matches_are_the_newest_on_any_ladder() {
    let service = four_players().await;
    let custom = service.sim.world(|world| {
        for minutes in 20..45 {
            world.play(&duel(ANNA, BERT, minutes));
        }
        let custom = sim::Game::new(sim::MatchType::Custom, &[ANNA], &[CARL]);
        world.play(&custom.lasting(std::time::Duration::from_mins(1)))
    });
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    for (query, count) in [("", 20), ("?match_limit=1", 1), ("?match_limit=100", 26)] {
        let detail = roster(&service, &format!("/players/101{query}")).await;
        let matches = detail["recent_matches"].as_array().unwrap();
        assert_eq!((matches.len(), &matches[0]["match_id"]), (count, &json!(custom)), "{query}");
        let starts: Vec<_> = matches.iter().map(|game| game["started_at"].as_str().unwrap()).collect();
        assert!(starts.is_sorted_by(|newer, older| newer > older), "{query}");
        assert_eq!(matches[0]["players"].as_array().map(Vec::len), Some(2));
    }
}

#[tokio::test]
async fn steam_and_xbox_accounts_are_told_apart() {
    let service = four_players().await;
    service.sim.world(|world| world.add_profile(Profile::new(NOBODY, "Console").on_xbox()));
    cup(&service, &[("Anna", Some(ANNA)), ("Console", Some(NOBODY))]).await;
    catch_up(&service).await;
    let list = roster(&service, "/players").await;
    assert_eq!(column(&list, "steam_id"), [json!("76561190000000101"), Value::Null]);
    assert_eq!(column(&list, "xbox_id"), [Value::Null, json!("2535405000999999")]);
}
