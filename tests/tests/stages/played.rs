//! Series fill themselves in from the games that polls find.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::Clock as _;
use serde_json::{Value, json};
use sim::{Game, MatchType};

use super::event::{CUP, Event, custom, result};

#[tokio::test]
async fn a_series_fills_itself_in_and_ends_by_its_games() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let before = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&before), ("scheduled".into(), json!([0, 0]), Value::Null));
    event.play(1, 0).await;
    let one = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&one), ("live".into(), json!([0, 1]), Value::Null));
    event.play(0, 1).await;
    let last = event.play(1, 0).await;
    let done = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&done), ("completed".into(), json!([1, 2]), json!(1)));
    assert_eq!((&done["decided_by"], done["games"].as_array().unwrap().len()), (&json!("games"), 3));
    let game = &done["games"][2];
    assert_eq!((&game["match_id"], &game["counts"], &game["winner"]), (&json!(last.0), &json!(true), &json!(1)));
    assert_eq!(done["decided_at"], game["completed_at"]);
    let sides: Vec<_> = game["players"].as_array().unwrap().iter().map(|player| player["side"].clone()).collect();
    assert_eq!(sides, [json!(0), json!(1)]);
    // A show match afterwards is none of it.
    event.play(0, 1).await;
    assert_eq!(event.read(&format!("/series/{id}")).await, done);
}

#[tokio::test]
async fn only_games_of_the_two_sides_alone_count() {
    let event = Event::of(3).await;
    let id = event.series([0, 1], 3).await;
    event.play(0, 2).await;
    event.play_game(&custom(&[0, 2], &[1])).await;
    let ranked = Game::new(MatchType::SoloRm, &[Event::account(0)], &[Event::account(1)]);
    event.play_game(&ranked).await;
    assert_eq!(event.read(&format!("/series/{id}")).await["games"], json!([]));
    event.play_game(&custom(&[0], &[1]).lasting(Duration::from_mins(4))).await;
    let short = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&short), ("scheduled".into(), json!([0, 0]), Value::Null), "a restart");
    assert_eq!((&short["games"][0]["counts"], &short["games"][0]["why"]), (&json!(false), &json!("short")));
}

#[tokio::test]
async fn the_series_that_is_scheduled_earliest_takes_the_game() {
    let event = Event::of(2).await;
    let unscheduled = event.series([0, 1], 1).await;
    let at = |minutes: i64| (event.service.clock.now() + TimeDelta::minutes(minutes)).to_string();
    let scheduled = |time: String| json!({"sides": event.ids([1, 0]), "format": {"best_of": 1}, "scheduled_at": time});
    let later = event.host("POST", "/series", scheduled(at(240)), 201).await["series_id"].clone();
    let sooner = event.host("POST", "/series", scheduled(at(20)), 201).await["series_id"].clone();
    event.play(0, 1).await;
    event.play(1, 0).await;
    let statuses = async |id: &Value| event.read(&format!("/series/{id}")).await["status"].clone();
    assert_eq!(event.read(&format!("/series/{sooner}")).await["winner"], json!(1), "the sides are the other way round");
    assert_eq!(statuses(&json!(unscheduled)).await, "completed");
    assert_eq!(statuses(&later).await, "scheduled", "it opens half an hour before its time");
    let listed = event.read("/series").await;
    let order: Vec<_> = listed["items"].as_array().unwrap().iter().map(|series| series["series_id"].clone()).collect();
    assert_eq!(order, [sooner, later, json!(unscheduled)]);
}

#[tokio::test]
async fn teams_play_with_any_of_their_members() {
    let event = Event::of(5).await;
    let (reds, blues) = (event.team("Reds", [0, 1]).await, event.team("Blues", [2, 3]).await);
    let body = json!({"sides": [reds.0, blues.0], "kind": "teams", "format": {"play_all": 2}});
    let id = event.host("POST", "/series", body, 201).await["series_id"].clone();
    event.play_game(&custom(&[0, 1], &[2, 3])).await;
    event.play_game(&custom(&[2, 4], &[0, 1])).await;
    event.play(3, 1).await;
    let done = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&done), ("completed".into(), json!([1, 1]), Value::Null));
    assert_eq!((&done["decided_by"], done["sides"][0]["name"].as_str()), (&json!("games"), Some("Reds")));
}

#[tokio::test]
async fn a_running_game_makes_a_series_live_and_a_nudge_says_so() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    event.service.settle().await;
    let mut viewers = event.service.stream(&format!("{CUP}/stream")).await;
    let players = [Event::account(0), Event::account(1)];
    let lobby = event.service.sim.world(|world| world.open_lobby(&players, MatchType::Custom));
    event.service.poll_live().await;
    assert_eq!(event.read(&format!("/series/{id}")).await["status"], "scheduled", "a lobby is no game");
    event.service.sim.world(|world| world.start_lobby(lobby)).unwrap();
    event.service.poll_live().await;
    let named = async |frames: &mut tests::Frames| loop {
        if frames.event().await.event.as_deref() == Some("series") {
            break;
        }
    };
    named(&mut viewers).await;
    let live = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&live), ("live".into(), json!([0, 0]), Value::Null));
    assert_eq!((&live["games"][0]["match_id"], &live["games"][0]["why"]), (&json!(lobby.0), &json!("running")));
    event.pass(TimeDelta::minutes(25));
    event.service.sim.world(|world| world.finish(lobby, 0)).unwrap();
    event.service.poll_live().await;
    event.service.poll_chosen_matches().await;
    named(&mut viewers).await;
    assert_eq!(result(&event.read(&format!("/series/{id}")).await), ("live".into(), json!([1, 0]), Value::Null));
}

#[tokio::test]
async fn late_outcomes_and_corrections_move_the_score() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 3).await;
    let first = event.play(0, 1).await;
    event.play(0, 1).await;
    assert_eq!(event.read(&format!("/series/{id}")).await["status"], "completed");
    // After the decision: not counted until the first game turns out to be the other side's.
    event.play(1, 0).await;
    assert_eq!(event.read(&format!("/series/{id}")).await["games"].as_array().unwrap().len(), 2);
    event.service.sim.world(|world| world.correct_match(first, sim::Match::reverse_outcome)).unwrap();
    event.service.poll_matches().await;
    event.service.settle().await;
    let corrected = event.read(&format!("/series/{id}")).await;
    assert_eq!(result(&corrected), ("completed".into(), json!([1, 2]), json!(1)));
}

#[tokio::test]
async fn links_exclusions_and_inclusions_take_effect_at_once() {
    let event = Event::of(1).await;
    let body = json!({"name": "Latecomer"});
    event.host("POST", "/players", body, 204).await;
    let roster = event.read("/players").await;
    let late = roster["items"].as_array().unwrap().iter().find(|entry| entry["name"] == "Latecomer").unwrap();
    let late = late["tournament_player_id"].as_i64().unwrap();
    let body = json!({"sides": [event.entries[0].0, late], "format": {"best_of": 3}});
    let id = event.host("POST", "/series", body, 201).await["series_id"].clone();
    let game = event.play(1, 0).await;
    assert_eq!(event.read(&format!("/series/{id}")).await["games"], json!([]), "nobody knows who that was");
    let link = json!({"profile_id": Event::account(1).0});
    event.host("PATCH", &format!("/players/{late}"), link, 204).await;
    let linked = event.read(&format!("/series/{id}")).await;
    assert_eq!(linked["score"], json!([0, 1]));
    event.host("PUT", &format!("/exclusions/{}", game.0), json!({"reason": "Wrong map."}), 204).await;
    assert_eq!(event.read(&format!("/series/{id}")).await["games"], json!([]));
    event.host("DELETE", &format!("/exclusions/{}", game.0), Value::Null, 204).await;
    assert_eq!(event.read(&format!("/series/{id}")).await, linked);
}

#[tokio::test]
async fn accounts_of_a_due_series_are_asked_for_in_every_round() {
    let event = Event::of(4).await;
    event.service.sim.world(|world| {
        world.play_ranked(Event::account(0), Event::account(1));
        world.play_ranked(Event::account(2), Event::account(3));
    });
    // The stats say what is known of everybody, and the rotation takes its part once in each cadence: the next round
    // within it fetches nobody without a reason.
    event.service.poll_stats().await;
    event.service.poll_chosen_matches().await;
    let at = event.service.clock.now().to_string();
    let body = json!({"sides": event.ids([0, 1]), "format": {"best_of": 3}, "scheduled_at": at});
    let id = event.host("POST", "/series", body, 201).await["series_id"].clone();
    let others = event.service.sim.world(|world| {
        world.play(&custom(&[0], &[1]));
        world.play(&custom(&[2], &[3]))
    });
    event.service.poll_chosen_matches().await;
    event.service.settle().await;
    assert_eq!(event.read(&format!("/series/{id}")).await["score"], json!([1, 0]));
    let (status, _) = event.service.get_any(&format!("{CUP}/matches/{}", others.0)).await;
    assert_eq!(status, 404, "of others without a series the rotation asks");
}

#[tokio::test]
async fn a_stage_that_admits_other_games_takes_them_and_keeps_what_is_decided() {
    let event = Event::of(3).await;
    let body = json!({
        "name": "League", "format": "round_robin", "participants": event.ids(0..3), "series_format": {"best_of": 1},
        "visibility": "public",
    });
    let id = event.host("POST", "/stages", body, 201).await["stage_id"].clone();
    event.host("POST", &format!("/stages/{id}/start"), Value::Null, 200).await;
    event.play(0, 1).await;
    let ranked = Game::new(MatchType::SoloRm, &[Event::account(1)], &[Event::account(2)]);
    event.play_game(&ranked).await;
    let decided = async || {
        let series = event.read(&format!("/series?stage={id}&status=completed")).await;
        series["items"].as_array().unwrap().len()
    };
    assert_eq!(decided().await, 1);
    event.host("PATCH", &format!("/stages/{id}"), json!({"admits": "ranked"}), 200).await;
    assert_eq!(decided().await, 2);
}

#[tokio::test]
async fn a_decision_that_is_corrected_keeps_its_time() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 1).await;
    let path = format!("/series/{id}");
    let ruled = event.host("PATCH", &path, json!({"walkover": 0}), 200).await;
    event.play(1, 0).await;
    let corrected = event.host("PATCH", &path, json!({"score": [0, 1]}), 200).await;
    assert_eq!((&corrected["decided_at"], &corrected["games"]), (&ruled["decided_at"], &json!([])));
}

#[tokio::test]
async fn a_decision_moves_with_the_end_of_its_last_game() {
    let event = Event::of(2).await;
    let id = event.series([0, 1], 1).await;
    event.play(0, 1).await;
    let before = event.read(&format!("/series/{id}")).await;
    for statement in [
        "update matches set completed_at = completed_at + interval '1 minute'",
        "update match_players set completed_at = completed_at + interval '1 minute'",
    ] {
        event.service.database.run(statement).await;
    }
    let after = event.host("PATCH", &format!("/series/{id}"), json!({"note": "It took longer."}), 200).await;
    assert_ne!(after["decided_at"], before["decided_at"]);
    assert_eq!(after["decided_at"], after["games"][0]["completed_at"]);
}
