//! Finished matches: new ones, late corrections and what they are told from.

use domain::clock::Clock as _;
use serde_json::{Value, json};
use sim::{CivilizationId, Game, Map, MatchId, MatchType};

use super::fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO, nudge};

/// The match as it is shown, once every nudge has arrived; checks the copies on the way.
async fn shown(fixture: &Fixture, id: MatchId) -> Value {
    copies_agree(fixture).await;
    fixture.settle().await;
    fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await
}

async fn copies_agree(fixture: &Fixture) {
    let astray = "select count(*) from match_players player join matches played using (match_id)
        where (player.leaderboard_id, player.started_at, player.completed_at)
            is distinct from (played.leaderboard_id, played.started_at, played.completed_at)";
    assert_eq!(fixture.database.value::<i64>(astray).await, 0, "copies of the ladder, the start or the end");
}

fn part(played: &Value, profile: sim::ProfileId) -> &Value {
    let players = played["players"].as_array().unwrap();
    players.iter().find(|player| player["profile_id"] == profile.0).unwrap()
}

#[tokio::test]
async fn a_new_match_nudges_matches_and_standings() {
    let fixture = Fixture::set().await;
    let game = Game::new(MatchType::SoloRm, &[ONE], &[STRANGER]);
    let game = game.playing(ONE, CivilizationId(15)).playing(STRANGER, CivilizationId(0)).picked_at_random(ONE);
    let id = fixture.sim.world(|world| world.play(&game));
    assert_eq!(fixture.poll_matches().await.changed, 1);
    assert_eq!(fixture.nudged().await, [nudge("matches", [fixture.cup]), nudge("standings", [fixture.cup])]);
    let played = shown(&fixture, id).await;
    assert_eq!(played["state"], "completed");
    assert_eq!((&played["leaderboard_id"], &played["started_at"]), (&json!(3), &json!("2026-06-10T11:40:00Z")));
    let one = part(&played, ONE);
    assert_eq!((&one["outcome"], &one["old_rating"], &one["new_rating"]), (&json!("win"), &json!(2000), &json!(2001)));
    assert_eq!(one["civilization_id"], 15, "the member row's, whatever the report says");
    assert_eq!(
        (&part(&played, STRANGER)["outcome"], &part(&played, STRANGER)["civilization_id"]),
        (&json!("loss"), &json!(0))
    );
}

#[tokio::test]
async fn a_late_correction_is_written_and_nudged() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.play_ranked(ONE, STRANGER));
    fixture.poll_matches().await;
    fixture.nudged().await;
    let correct = async |correction: &dyn Fn(&mut sim::Match)| {
        fixture.clock.advance(chrono::TimeDelta::seconds(60));
        fixture.sim.world(|world| world.correct_match(id, correction)).unwrap();
        assert_eq!(fixture.poll_matches().await.changed, 1);
        assert_eq!(fixture.nudged().await, [nudge("matches", [fixture.cup]), nudge("standings", [fixture.cup])]);
        let corrected = shown(&fixture, id).await;
        assert_eq!(corrected["updated_at"], json!(fixture.clock.now()), "whatever of it changed");
        corrected
    };
    let rated = correct(&|game| game.participant_mut(ONE).unwrap().new_rating = 2031).await;
    assert_eq!(part(&rated, ONE)["new_rating"], 2031);
    let picked = correct(&|game| game.participant_mut(STRANGER).unwrap().civilization = CivilizationId(33)).await;
    assert_eq!(part(&picked, STRANGER)["civilization_id"], 33);
    let reversed = correct(&sim::Match::reverse_outcome).await;
    assert_eq!(
        (&part(&reversed, ONE)["outcome"], &part(&reversed, STRANGER)["outcome"]),
        (&json!("loss"), &json!("win"))
    );
    let moved = correct(&|game| game.started -= 90).await;
    assert_eq!(moved["started_at"], "2026-06-10T11:38:30Z");
    let retyped = correct(&|game| game.match_type = MatchType::SoloEw).await;
    assert_eq!((&retyped["matchtype_id"], &retyped["leaderboard_id"]), (&json!(26), &json!(13)));
    let mapped = correct(&|game| game.map = Map::honest(10_895)).await;
    assert_eq!(mapped["map_name"], "Arena");
    assert_eq!((&part(&mapped, ONE)["new_rating"], mapped["players"].as_array().unwrap().len()), (&json!(2031), 2));
}

#[tokio::test]
async fn a_correction_reaches_the_standings() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.play_ranked(ONE, STRANGER));
    fixture.poll_matches().await;
    let record = |standings: &Value| standings["items"][0]["tournament_record"]["wins"].clone();
    fixture.eventually("/v1/tournaments/cup/standings", |standings| record(standings) == 1).await;
    fixture.sim.world(|world| world.correct_match(id, sim::Match::reverse_outcome)).unwrap();
    fixture.poll_matches().await;
    fixture.eventually("/v1/tournaments/cup/standings", |standings| record(standings) == 0).await;
}

#[tokio::test]
async fn a_match_first_seen_unfinished_gets_its_result() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| {
        let id = world.play_ranked(ONE, STRANGER);
        world.correct_match(id, |game| game.completed = 0).unwrap();
        id
    });
    fixture.poll_matches().await;
    let running = shown(&fixture, id).await;
    assert_eq!((&running["state"], &running["completed_at"]), (&json!("in_progress"), &Value::Null));
    fixture.nudged().await;
    let end = fixture.sim.world(|world| world.now());
    fixture.sim.world(|world| world.correct_match(id, |game| game.completed = end)).unwrap();
    fixture.poll_matches().await;
    assert_eq!(fixture.nudged().await, [nudge("matches", [fixture.cup]), nudge("standings", [fixture.cup])]);
    let over = shown(&fixture, id).await;
    assert_eq!((&over["state"], &over["completed_at"]), (&json!("completed"), &json!("2026-06-10T12:00:00Z")));
    // A payload that has forgotten the end does not take it back.
    fixture.sim.world(|world| world.correct_match(id, |game| game.completed = 0)).unwrap();
    assert_eq!(fixture.poll_matches().await.changed, 0);
    assert_eq!(shown(&fixture, id).await["state"], "completed");
}

#[tokio::test]
async fn a_match_first_seen_as_a_lobby_gets_its_result() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm));
    fixture.poll_live().await;
    fixture.pass(40);
    fixture.sim.world(|world| world.start_lobby(id)).unwrap();
    fixture.poll_live().await;
    assert_eq!(shown(&fixture, id).await["started_at"], "2026-06-10T12:00:00Z", "first sight");
    fixture.pass(900);
    fixture.sim.world(|world| world.finish(id, 0)).unwrap();
    fixture.poll_live().await;
    fixture.poll_matches().await;
    let over = shown(&fixture, id).await;
    assert_eq!((&over["state"], &over["started_at"]), (&json!("completed"), &json!("2026-06-10T12:00:40Z")));
    assert_eq!((&part(&over, ONE)["outcome"], &part(&over, ONE)["new_rating"]), (&json!("win"), &json!(2001)));
}

#[tokio::test]
async fn an_opponents_new_name_nudges_the_standings_that_show_it() {
    let fixture = Fixture::set().await;
    let second = fixture.tournament_of("second", TWO).await;
    fixture.tournament_of("unconcerned", PASSER_BY).await;
    fixture.sim.world(|world| {
        world.play_ranked(TWO, STRANGER);
        world.play_ranked(PASSER_BY, ONE);
    });
    fixture.poll_all().await;
    fixture.nudged().await;
    fixture.sim.world(|world| world.set_alias(STRANGER, "Renamed"));
    fixture.poll_matches().await;
    assert_eq!(fixture.nudged().await, [nudge("standings", [fixture.cup, second])]);
    let name = |standings: &Value| {
        standings["items"][0]["tournament_record"]["recent_matchups"][0]["opponents"][0]["name"].clone()
    };
    fixture.eventually("/v1/tournaments/second/standings", |standings| name(standings) == "Renamed").await;
}

#[tokio::test]
async fn a_custom_game_is_kept_without_a_ladder() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.play(&Game::new(MatchType::Custom, &[ONE], &[TWO])));
    fixture.poll_matches().await;
    let played = shown(&fixture, id).await;
    assert_eq!((&played["leaderboard_id"], &played["matchtype_id"]), (&Value::Null, &json!(0)));
    assert_eq!(part(&played, ONE)["new_rating"], 1616, "of a hidden scale");
    let standings = fixture.get("/v1/tournaments/cup/standings").await;
    assert_eq!(standings["items"][0]["tournament_record"]["games_played"], 0, "no ladder, no record");
}

#[tokio::test]
async fn the_options_tell_the_map_and_mapname_only_when_they_cannot() {
    let fixture = Fixture::set().await;
    let played_on = |string_id| {
        let map = Map { string_id, mapname: "Marketplace.rms".to_owned() };
        fixture.sim.world(|world| world.play(&Game::new(MatchType::SoloRm, &[ONE], &[TWO]).on(map)))
    };
    let games = [(played_on(10_875), "Arabia"), (played_on(0), "Marketplace"), (played_on(-2), "Marketplace")];
    fixture.poll_matches().await;
    for (id, name) in games {
        assert_eq!(shown(&fixture, id).await["map_name"], name);
    }
    let lobby = fixture.sim.world(|world| {
        let id = world.open_lobby(&[ONE, TWO], MatchType::SoloRm);
        let map = Map { string_id: 10_895, mapname: "Nomad.rms".to_owned() };
        world.edit_lobby(id, |lobby| lobby.map = map).unwrap();
        id
    });
    fixture.poll_live().await;
    assert_eq!(shown(&fixture, lobby).await["map_name"], "Arena");
}

#[tokio::test]
async fn a_team_game_keeps_everybody_and_their_sides() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.play(&Game::new(MatchType::TeamRm2, &[ONE, STRANGER], &[TWO, PASSER_BY])));
    fixture.poll_matches().await;
    let played = shown(&fixture, id).await;
    assert_eq!(played["leaderboard_id"], 4);
    let sides = [ONE, STRANGER, TWO, PASSER_BY].map(|id| part(&played, id)["team_id"].as_i64().unwrap());
    assert_eq!(sides, [0, 0, 1, 1]);
}
