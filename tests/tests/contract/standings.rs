//! What a row of the standings says of an entry.

use std::time::Duration;

use domain::nudge::{Event, Scope};
use serde_json::{Value, json};
use sim::{Game, Ladder, MatchType, Profile, World};
use tests::{
    Service,
    service::NOW,
    tournament::{enter, team, window},
};

use super::fixture::{
    ANNA, BERT, CARL, CUP, DORA, NOBODY, catch_up, cup, duel, four_players, held_on, hold, named, nudge, present,
};

async fn row(service: &Service, name: &str) -> Value {
    named(&service.get(&format!("{CUP}/standings")).await, name).clone()
}

/// `W`ins and `L`osses of Anna against Dora, oldest first, each begun ten minutes after the one before.
fn series(world: &mut World, outcomes: &str) {
    for (index, letter) in outcomes.chars().enumerate() {
        let minutes = 10 * u64::try_from(outcomes.len() - index).unwrap();
        let game = if letter == 'W' { duel(ANNA, DORA, minutes) } else { duel(DORA, ANNA, minutes) };
        world.play(&game);
    }
}

#[tokio::test]
async fn the_complete_standings() {
    let service = four_players().await;
    let pool = &service.database.pool;
    let lobby = service.sim.world(|world| {
        world.play(&duel(ANNA, BERT, 60));
        world.play(&duel(BERT, DORA, 45));
        world.play(&duel(DORA, ANNA, 30).picked_at_random(ANNA));
        world.open_lobby(&[ANNA, DORA], MatchType::SoloRm)
    });
    let id = cup(&service, &[("Guest", None)]).await;
    let anna = present(&service, id, ("anna", Some(ANNA)), json!({"displayName": "Queen Anna", "flag": "🇩🇪"})).await;
    let bert = enter(pool, id, "Bert", Some(BERT.0)).await;
    enter(pool, id, "Held back", Some(NOBODY.0)).await;
    team(pool, id, "Reds", &[anna]).await;
    team(pool, id, "Blues", &[bert]).await;
    catch_up(&service).await;
    let mut standings = service.get(&format!("{CUP}/standings")).await;
    assert_eq!(standings["items"][0]["live_match_id"].take(), json!(lobby));
    insta::assert_json_snapshot!("standings", standings);
}

#[tokio::test]
async fn ratings_and_counts_are_the_ladders() {
    let service = four_players().await;
    service.sim.world(|world| series(world, "WWL"));
    cup(&service, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    let row = row(&service, "Anna").await;
    let upstream = service.sim.world(|world| world.standing(ANNA, Ladder::SoloRm).unwrap().clone());
    assert_eq!(
        (&row["current_rating"], &row["max_rating"]),
        (&json!(upstream.rating), &json!(upstream.highest_rating))
    );
    assert!(upstream.rating < upstream.highest_rating, "the last game was lost");
    // Before the first game the row told 20 wins and 18 losses.
    assert_eq!((&row["wins"], &row["losses"], &row["games"]), (&json!(22), &json!(19), &json!(41)));
    assert_eq!((&row["win_pct"], &row["streak"]), (&json!(53.7), &json!(-1)));
    assert_eq!((&row["rank"], &row["rank_total"]), (&json!(1), &json!(4)));
    assert_eq!((&row["last_match_at"], &row["updated_at"]), (&json!(NOW), &json!(NOW)));
    assert_eq!((&row["country"], &row["profile_id"]), (&json!("de"), &json!(ANNA)));
}

#[tokio::test]
async fn a_row_was_updated_when_its_rating_last_changed() {
    let service = four_players().await;
    service.sim.world(|world| world.add_profile(Profile::new(NOBODY, "Newcomer")));
    cup(&service, &[("Anna", Some(ANNA)), ("New", Some(NOBODY))]).await;
    catch_up(&service).await;
    service.clock.set("2026-06-10T12:05:00Z");
    service.sim.world(|world| world.set_rating(ANNA, Ladder::SoloRm, 1_700));
    catch_up(&service).await;
    service.clock.set("2026-06-10T12:10:00Z");
    service.sim.world(|world| [ANNA, NOBODY].map(|who| world.set_alias(who, "Renamed")));
    catch_up(&service).await;
    assert_eq!(row(&service, "Anna").await["updated_at"], "2026-06-10T12:05:00Z");
    assert_eq!(row(&service, "New").await["updated_at"], "2026-06-10T12:10:00Z", "without a rating, the account's");
    let account = service.get(&format!("{CUP}/players/101")).await;
    assert_eq!(account["updated_at"], "2026-06-10T12:10:00Z");
}

#[tokio::test]
async fn recent_results_are_the_newest_ten_on_the_ladder_whatever_the_window() {
    let service = four_players().await;
    service.sim.world(|world| {
        series(world, "WLLLWWLWLWWL");
        world.play(&Game::new(MatchType::Custom, &[ANNA], &[DORA]).lasting(Duration::from_mins(5)));
        world.play(&Game::new(MatchType::SoloEw, &[ANNA], &[DORA]).lasting(Duration::from_mins(4)));
        world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA]).lasting(Duration::from_mins(3)));
    });
    // Only the last two games began within it.
    let late = held_on(3, window(Some("2026-06-10T11:40:00Z"), None));
    hold(&service, &late, &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    let row = row(&service, "Anna").await;
    let newest = ["loss", "win", "win", "loss", "win", "loss", "win", "win", "loss", "loss"];
    assert_eq!(row["recent_results"], json!(newest));
    assert_eq!(row["tournament_record"]["games_played"], 2);
}

#[tokio::test]
async fn the_record_counts_the_window_with_both_its_bounds() {
    let service = four_players().await;
    service.sim.world(|world| {
        for minutes in [61, 60, 45, 30, 29] {
            world.play(&duel(ANNA, DORA, minutes));
        }
    });
    let bounds = window(Some("2026-06-10T11:00:00Z"), Some("2026-06-10T11:30:00Z"));
    hold(&service, &held_on(3, bounds), &[("Anna", Some(ANNA))]).await;
    catch_up(&service).await;
    let record = &row(&service, "Anna").await["tournament_record"];
    assert_eq!((&record["games_played"], &record["last_match_at"]), (&json!(3), &json!("2026-06-10T11:30:00Z")));
}

#[tokio::test]
async fn the_record_adds_up() {
    let service = four_players().await;
    service.sim.world(|world| series(world, "LWWWLWWLL"));
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    catch_up(&service).await;
    let mut record = row(&service, "Anna").await["tournament_record"].clone();
    let peak = service
        .sim
        .world(|world| world.matches().filter_map(|game| game.participant(ANNA)).map(|part| part.new_rating).max());
    assert_eq!(record["recent_matchups"].take().as_array().map(Vec::len), Some(9));
    assert_eq!(record["peak_rating"], json!(peak));
    insta::assert_json_snapshot!("record", record);
    insta::assert_json_snapshot!("record_without_games", row(&service, "Bert").await["tournament_record"]);
}

#[tokio::test]
async fn who_is_in_several_lobbies_is_shown_in_the_newest() {
    let service = four_players().await;
    let newest = service.sim.world(|world| {
        world.open_lobby(&[ANNA, DORA], MatchType::Custom);
        let running = world.open_lobby(&[ANNA, CARL], MatchType::SoloRm);
        world.start_lobby(running).unwrap();
        running
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT)), ("Dora", Some(DORA))]).await;
    catch_up(&service).await;
    let anna = row(&service, "Anna").await;
    assert_eq!((&anna["in_match"], &anna["live_match_id"]), (&json!(true), &json!(newest.0)));
    assert!(row(&service, "Dora").await["live_match_id"].as_i64() < Some(newest.0));
    let bert = row(&service, "Bert").await;
    assert_eq!((&bert["in_match"], &bert["live_match_id"]), (&json!(false), &Value::Null));
    service.sim.world(|world| world.finish(newest, 0)).unwrap();
    catch_up(&service).await;
    assert!(row(&service, "Anna").await["live_match_id"].as_i64() < Some(newest.0), "the lobby is still open");
}

#[tokio::test]
async fn twitch_wins_over_youtube() {
    let service = Service::start().await;
    let id = cup(&service, &[("Anna", None), ("Bert", None)]).await;
    service.settle().await;
    assert_eq!(row(&service, "Anna").await["stream_live"], false);
    let on_air = "insert into live_streams select id, platform, title, category from tournament_players,
        (values ('youtube', 'Y', 'Chess'), ('twitch', 'T', null)) air (platform, title, category) where name = 'Anna'";
    service.database.run(on_air).await;
    nudge(&service, Event::Live, &Scope::one(id)).await;
    service.settle().await;
    for (name, live, title) in [("Anna", true, json!("T")), ("Bert", false, Value::Null)] {
        let row = row(&service, name).await;
        assert_eq!(row["stream_live"], live, "{name}");
        assert_eq!((&row["stream_title"], &row["stream_category"]), (&title, &Value::Null), "{name}");
    }
}
