//! The read of lobbies and running games.

use serde_json::{Value, json};
use sim::{CivilizationId, MatchId, MatchType};
use tests::{Service, service::NOW};

use super::fixture::{ANNA, BERT, CARL, CUP, DORA, catch_up, column, cup, four_players};

/// A lobby with Anna and Carl, of whom Anna is on the roster, and one without anybody of it.
async fn lobby() -> (Service, MatchId) {
    let service = four_players().await;
    let lobby = service.sim.world(|world| {
        world.open_lobby(&[DORA, BERT], MatchType::Custom);
        let lobby = world.open_lobby(&[ANNA, CARL], MatchType::SoloRm);
        let franks = |lobby: &mut sim::Lobby| {
            (lobby.seats[0].civilization, lobby.seats[1].random_pick) = (CivilizationId(15), true);
        };
        world.edit_lobby(lobby, franks).unwrap();
        lobby
    });
    cup(&service, &[("Anna", Some(ANNA)), ("Guest", None)]).await;
    catch_up(&service).await;
    (service, lobby)
}

async fn live(service: &Service) -> Value {
    service.get(&format!("{CUP}/live")).await
}

fn seat(profile: sim::ProfileId, team: i64, civilization: i64) -> Value {
    json!({
        "profile_id": profile, "team_id": team, "civilization_id": civilization, "outcome": null, "old_rating": null,
        "new_rating": null, "xp_gained": 0,
    })
}

#[tokio::test]
async fn a_lobby_lists_its_members_as_far_as_they_are_known() {
    let (service, lobby) = lobby().await;
    let list = live(&service).await;
    assert_eq!((list["last_polled_at"].clone(), column(&list, "match_id")), (json!(NOW), vec![json!(lobby)]));
    let row = &list["items"][0];
    assert_eq!(
        (&row["state"], &row["completed_at"], &row["leaderboard_id"]),
        (&json!("staging"), &Value::Null, &json!(3))
    );
    assert_eq!(
        row["players"],
        json!([seat(ANNA, 0, 15), seat(CARL, 1, -1)]),
        "a random pick is not told before the start"
    );
}

#[tokio::test]
async fn a_lobbys_detail_answers_while_it_is_live() {
    let (service, lobby) = lobby().await;
    let path = format!("{CUP}/matches/{}", lobby.0);
    let detail = service.get(&path).await;
    let mut flat = live(&service).await["items"][0].clone();
    flat["last_polled_at"] = json!(NOW);
    assert_eq!(detail, flat);
    service.sim.world(|world| world.close_lobby(lobby)).unwrap();
    catch_up(&service).await;
    assert_eq!(service.get_any(&path).await.0, 404, "it came to nothing");
    assert_eq!(live(&service).await, json!({"last_polled_at": null, "items": []}));
}

#[tokio::test]
async fn a_started_game_is_in_progress_and_tells_the_picks() {
    let (service, lobby) = lobby().await;
    let pick = service.sim.world(|world| {
        world.start_lobby(lobby).unwrap();
        world.lobby(lobby).unwrap().seats[1].civilization.0
    });
    catch_up(&service).await;
    let row = live(&service).await["items"][0].clone();
    assert_eq!(
        (&row["state"], &row["players"]),
        (&json!("in_progress"), &json!([seat(ANNA, 0, 15), seat(CARL, 1, pick)]))
    );
}

#[tokio::test]
async fn a_finished_game_is_not_live_even_while_its_lobby_lingers() {
    let (service, lobby) = lobby().await;
    service.sim.world(|world| {
        world.start_lobby(lobby).unwrap();
        world.finish_but_list(lobby, 1).unwrap();
    });
    catch_up(&service).await;
    assert_eq!(live(&service).await["items"], json!([]));
    let detail = service.get(&format!("{CUP}/matches/{}", lobby.0)).await;
    let outcomes: Vec<_> = detail["players"].as_array().unwrap().iter().map(|one| one["outcome"].clone()).collect();
    assert_eq!((&detail["state"], outcomes), (&json!("completed"), vec![json!("loss"), json!("win")]));
}

#[tokio::test]
async fn live_matches_are_listed_newest_start_first() {
    let service = four_players().await;
    cup(&service, &[("Anna", Some(ANNA)), ("Bert", Some(BERT))]).await;
    let first = service.sim.world(|world| world.open_lobby(&[ANNA], MatchType::Custom));
    service.poll_live().await;
    service.clock.advance(chrono::TimeDelta::minutes(5));
    let second = service.sim.world(|world| world.open_lobby(&[BERT], MatchType::Custom));
    catch_up(&service).await;
    let list = live(&service).await;
    assert_eq!(column(&list, "match_id"), [json!(second), json!(first)]);
    assert_eq!(column(&list, "started_at"), ["2026-06-10T12:05:00Z", NOW], "a lobby's start is when it was first seen");
}

#[tokio::test]
async fn a_member_whom_only_the_slots_list_counts() {
    let (service, lobby) = lobby().await;
    service.sim.world(|world| {
        world.edit_lobby(lobby, |lobby| lobby.seats.iter_mut().for_each(|seat| seat.listed = false)).unwrap();
    });
    catch_up(&service).await;
    let row = live(&service).await["items"][0].clone();
    assert_eq!(row["players"], json!([seat(ANNA, 0, 15), seat(CARL, 1, -1)]));
}
