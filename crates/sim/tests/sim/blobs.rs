//! The blobs decode to the real facts, whatever the fields beside them say.

use std::collections::BTreeSet;

use serde_json::Value;
use sim::{Game, Map, MatchType, POOL, World, wire};

use crate::decoding::{options, sitting, slots};
use crate::{ANNA, BERT, CARL, DORA, EPOCH, four_players};

fn lobbies(world: &World) -> Value {
    serde_json::from_slice(&wire::advertisements(world, 0, 100)).expect("JSON")
}

fn history(world: &World) -> Value {
    let everyone: BTreeSet<_> = world.profiles().map(|one| one.id).collect();
    serde_json::from_slice(&wire::recent_match_history(world, &everyone)).expect("JSON")
}

#[test]
fn the_options_have_the_real_map_beside_a_wrong_name() {
    let mut world = four_players();
    let map = Map { string_id: 10_895, mapname: "Nomad.rms".to_owned() };
    world.play(&Game::new(MatchType::SoloRm, &[ANNA], &[BERT]).on(map));
    let row = &history(&world)["matchHistoryStats"][0];
    assert_eq!(row["mapname"], "Nomad.rms");
    assert_eq!(options(&row["options"])[&10], "10895");
}

#[test]
fn about_half_of_the_ranked_maps_have_a_wrong_name() {
    let (world, _) = World::with_history(3, EPOCH, 20, 50);
    let lies = world.matches().filter(|game| game.map.mapname != format!("{}.rms", game.map.truth())).count();
    let share = lies as f64 / world.matches().count() as f64;
    assert!((0.4..0.6).contains(&share), "{share}");
    assert!(world.matches().all(|game| POOL.iter().any(|(id, _)| *id == game.map.string_id)));
}

#[test]
fn the_slots_of_a_match_hold_everyone_who_played() {
    let mut world = four_players();
    world.play(&Game::new(MatchType::TeamRm2, &[ANNA, BERT], &[CARL, DORA]));
    let row = &history(&world)["matchHistoryStats"][0];
    let (count, list) = slots(&row["slotinfo"]);
    assert_eq!((count, list.len()), (4, 4));
    let members = row["matchhistorymember"].as_array().expect("members");
    for (slot, member) in list.iter().zip(members) {
        assert_eq!(slot["profileInfo.id"], member["profile_id"]);
        assert_eq!(slot["teamID"], member["teamid"]);
        assert_eq!(slot["raceID"], member["civilization_id"]);
    }
}

#[test]
fn a_player_can_be_in_a_lobbys_slots_alone() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA, BERT], MatchType::Custom);
    world.edit_lobby(id, |lobby| lobby.seats[1].listed = false).expect("listed");
    let lobbies = lobbies(&world);
    let row = &lobbies["matches"][0];
    assert_eq!(row["matchmembers"].as_array().map(Vec::len), Some(1));
    assert_eq!(sitting(&row["slotinfo"]), [ANNA.0, BERT.0]);
    assert_eq!(slots(&row["slotinfo"]).1.len(), 8, "free slots too");
}

#[test]
fn a_random_pick_is_hidden_until_the_start() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA, BERT], MatchType::SoloRm);
    world.edit_lobby(id, |lobby| lobby.seats[0].random_pick = true).expect("listed");
    let race = |world: &World| slots(&lobbies(world)["matches"][0]["slotinfo"]).1[0]["raceID"].clone();
    assert_eq!(race(&world), -1);
    world.start_lobby(id).expect("listed");
    assert_ne!(race(&world), -1);
}

#[test]
fn a_password_is_in_the_options_and_nowhere_else() {
    let mut world = four_players();
    let id = world.open_lobby(&[ANNA], MatchType::Custom);
    let secret = |lobby: &mut sim::Lobby| lobby.password = Some("hush".to_owned());
    world.edit_lobby(id, secret).expect("listed");
    let lobbies = lobbies(&world);
    let row = &lobbies["matches"][0];
    assert_eq!(row["passwordprotected"], 1);
    assert_eq!(options(&row["options"])[&96], "hush");
    assert!(!lobbies.to_string().contains("hush"));
}
