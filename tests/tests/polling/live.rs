//! Lobbies: they open, start and close, and a stale one takes nothing back.

use serde_json::{Value, json};
use sim::{Endpoint, Fault, MatchType};

use super::fixture::{Fixture, ONE, PASSER_BY, STRANGER, TWO, nudge};

const LIVE: &str = "/v1/tournaments/cup/live";
const STANDINGS: &str = "/v1/tournaments/cup/standings";

/// Whether the first of the standings is in a match, and in which.
fn in_match(standings: &Value) -> (Value, Value) {
    let one = &standings["items"][0];
    (one["in_match"].clone(), one["live_match_id"].clone())
}

#[tokio::test]
async fn a_lobby_opens_starts_and_closes() {
    let fixture = Fixture::set().await;
    let mut stream = fixture.stream("/v1/stream").await;
    let mut told = async || {
        let frame = stream.event().await;
        (frame.event.unwrap(), frame.data.unwrap()["tournament_ids"].clone())
    };
    let expected = ("live".to_owned(), json!([fixture.cup]));

    let id = fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm));
    fixture.poll_live().await;
    assert_eq!(told().await, expected);
    let open = fixture.get(LIVE).await;
    assert_eq!(open["items"].as_array().unwrap().len(), 1);
    let lobby = &open["items"][0];
    assert_eq!(
        (&lobby["match_id"], &lobby["state"], &lobby["completed_at"]),
        (&json!(id.0), &json!("staging"), &Value::Null)
    );
    let players: Vec<_> = lobby["players"]
        .as_array()
        .unwrap()
        .iter()
        .map(|player| {
            assert_eq!(
                (&player["outcome"], &player["old_rating"], &player["new_rating"]),
                (&Value::Null, &Value::Null, &Value::Null)
            );
            player["profile_id"].as_i64().unwrap()
        })
        .collect();
    assert_eq!(players, [ONE.0, STRANGER.0], "the unknown one too");
    assert_eq!(in_match(&fixture.get(STANDINGS).await), (json!(true), json!(id.0)));

    fixture.sim.world(|world| world.start_lobby(id)).unwrap();
    fixture.poll_live().await;
    assert_eq!(told().await, expected);
    assert_eq!(fixture.get(LIVE).await["items"][0]["state"], "in_progress");
    assert_eq!(fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await["state"], "in_progress");

    fixture.sim.world(|world| world.close_lobby(id)).unwrap();
    fixture.poll_live().await;
    assert_eq!(told().await, expected);
    assert_eq!(fixture.get(LIVE).await["items"], json!([]));
    assert_eq!(in_match(&fixture.get(STANDINGS).await), (json!(false), Value::Null));
}

#[tokio::test]
async fn a_tournament_that_is_no_longer_followed_shows_that_its_matches_left() {
    let fixture = Fixture::set().await;
    let other = fixture.tournament_of("other", ONE).await;
    let id = fixture.sim.world(|world| {
        world.open_lobby(&[TWO, STRANGER], MatchType::SoloRm);
        world.open_lobby(&[ONE, PASSER_BY], MatchType::SoloRm)
    });
    let shows = |matches| move |live: &Value| live["items"].as_array().unwrap().len() == matches;
    fixture.poll_live().await;
    fixture.eventually(LIVE, shows(2)).await;
    fixture.nudged().await;
    fixture.database.run("update tournaments set end_date = '2026-06-01T12:00:00Z' where slug = 'cup'").await;
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup])], "the other tournament keeps its account there");
    fixture.eventually(LIVE, shows(1)).await;
    fixture.sim.world(|world| world.close_lobby(id)).unwrap();
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup, other])], "both show that account");
    fixture.eventually(LIVE, shows(0)).await;
}

#[tokio::test]
async fn who_only_the_slots_tell_of_is_in_the_lobby() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| {
        let id = world.open_lobby(&[STRANGER, TWO], MatchType::SoloRm);
        world.edit_lobby(id, |lobby| lobby.seats[1].listed = false).unwrap();
    });
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup])]);
    fixture.settle().await;
    assert_eq!(fixture.get(LIVE).await["items"][0]["players"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn matches_that_are_not_over_are_dated_by_the_look_that_saw_them() {
    let fixture = Fixture::set().await;
    let matches = "/v1/tournaments/cup/matches";
    fixture.sim.world(|world| world.play_ranked(TWO, STRANGER));
    fixture.poll_matches().await;
    fixture.pass(15);
    let (lobby, running) = fixture.sim.world(|world| {
        let running = world.open_lobby(&[TWO, PASSER_BY], MatchType::SoloRm);
        world.start_lobby(running).unwrap();
        (world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm), running)
    });
    fixture.poll_live().await;
    fixture.settle().await;
    let all = fixture.get(matches).await;
    assert_eq!(
        (&all["last_polled_at"], &all["items"][0]["match_id"]),
        (&json!("2026-06-10T12:00:15Z"), &json!(running.0))
    );
    let over = fixture.get(&format!("{matches}?state=completed")).await;
    assert_eq!(over["last_polled_at"], "2026-06-10T12:00:00Z");

    fixture.pass(15);
    fixture.sim.world(|world| world.edit_lobby(lobby, |lobby| lobby.seats[1].team = 5)).unwrap();
    fixture.poll_live().await;
    fixture.settle().await;
    let open = fixture.get(&format!("{matches}?state=staging")).await;
    let dates = (&open["last_polled_at"], &open["items"][0]["updated_at"], &open["items"][0]["started_at"]);
    let (seen, first_seen) = (json!("2026-06-10T12:00:30Z"), json!("2026-06-10T12:00:15Z"));
    assert_eq!(dates, (&seen, &seen, &first_seen), "whoever takes another seat changes the match");
}

#[tokio::test]
async fn the_first_poll_dates_what_was_read_before_it() {
    let fixture = Fixture::empty().await;
    fixture.enter(fixture.cup, "Unknown upstream", sim::ProfileId(999)).await;
    tests::tournament::enter(&fixture.database.pool, fixture.cup, "Unlinked", None).await;
    assert_eq!(fixture.get(STANDINGS).await["last_polled_at"], Value::Null);
    assert_eq!(fixture.poll_stats().await.changed, 0, "it brings nothing new");
    let dated = |standings: &Value| standings["last_polled_at"] == "2026-06-10T12:00:00Z";
    fixture.eventually(STANDINGS, dated).await;
}

#[tokio::test]
async fn lobbies_of_strangers_are_not_kept() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| world.open_lobby(&[STRANGER, PASSER_BY], MatchType::SoloRm));
    assert_eq!(fixture.poll_live().await.changed, 0);
    let kept: i64 =
        fixture.database.value("select (select count(*) from matches) + count(*) from live_match_players").await;
    assert_eq!((kept, fixture.nudged().await), (0, Vec::new()));
}

#[tokio::test]
async fn lobbies_beyond_the_first_page_are_seen() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| {
        world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm);
        // Newer ones are listed first.
        for _ in 0..150 {
            let (host, guest) = (world.add_stranger(), world.add_stranger());
            world.open_lobby(&[host, guest], MatchType::Custom);
        }
    });
    fixture.poll_live().await;
    assert_eq!(fixture.nudged().await, [nudge("live", [fixture.cup])]);
    assert_eq!(fixture.sim.requests(Endpoint::Lobbies).count, 1 + 2);
}

#[tokio::test]
async fn a_stale_lobby_takes_nothing_back_from_a_completed_match() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| {
        let id = world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm);
        world.start_lobby(id).unwrap();
        id
    });
    fixture.poll_live().await;
    fixture.pass(600);
    fixture.sim.world(|world| world.finish_but_list(id, 0)).unwrap();
    fixture.nudged().await;
    fixture.poll_matches().await;
    let events = ["matches", "standings", "live"];
    assert_eq!(fixture.nudged().await, events.map(|event| nudge(event, [fixture.cup])), "over, and live no more");
    fixture.settle().await;
    let path = format!("/v1/tournaments/cup/matches/{}", id.0);
    let over = fixture.get(&path).await;
    assert_eq!((&over["state"], &over["players"][0]["outcome"]), (&json!("completed"), &json!("win")));

    fixture.pass(15);
    fixture.poll_live().await;
    fixture.settle().await;
    assert_eq!(fixture.nudged().await, [], "still listed, and still over");
    let mut again = fixture.get(&path).await;
    again["last_polled_at"] = over["last_polled_at"].clone();
    assert_eq!(again, over);
    assert_eq!(fixture.get(LIVE).await["items"], json!([]));
    assert_eq!(in_match(&fixture.get(STANDINGS).await), (json!(false), Value::Null));
}

#[tokio::test]
async fn a_stale_lobby_never_seen_before_takes_nothing_back_either() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm));
    fixture.sim.world(|world| world.finish_but_list(id, 0)).unwrap();
    fixture.poll_matches().await;
    fixture.poll_live().await;
    fixture.settle().await;
    let over = fixture.get(&format!("/v1/tournaments/cup/matches/{}", id.0)).await;
    assert_eq!((&over["state"], &over["players"][0]["outcome"]), (&json!("completed"), &json!("win")));
    assert_eq!(fixture.get(LIVE).await["items"], json!([]));
}

#[tokio::test]
async fn an_answer_without_its_list_leaves_the_live_state() {
    let fixture = Fixture::set().await;
    fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm));
    fixture.poll_live().await;
    fixture.nudged().await;
    fixture.sim.fault_times(Endpoint::Lobbies, Fault::NoLobbyList, 1);
    super::faults::live_poll_fails(&fixture).await;
    assert_eq!(fixture.nudged().await, []);
    fixture.settle().await;
    assert_eq!(fixture.get(LIVE).await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_empty_list_does_clear_it() {
    let fixture = Fixture::set().await;
    let id = fixture.sim.world(|world| world.open_lobby(&[ONE, STRANGER], MatchType::SoloRm));
    fixture.poll_live().await;
    fixture.sim.world(|world| world.close_lobby(id)).unwrap();
    fixture.poll_live().await;
    fixture.settle().await;
    assert_eq!(fixture.get(LIVE).await["items"], json!([]));
}
