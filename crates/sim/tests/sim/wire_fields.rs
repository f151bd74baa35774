//! The field sets of the four endpoints, according to the protocol's description.

use serde_json::Value;
use sim::{Endpoint, Game, Ladder, MatchType, Profile, ProfileId, Sim};

use crate::asking::json;
use crate::{ANNA, BERT, EPOCH, four_players};

const PERSON: &str = "profile_id name alias personal_statgroup_id xp level \
                      leaderboardregion_id country clanlist_name";

fn has(row: &Value, fields: &str) {
    let keys: Vec<&str> = row.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected: Vec<&str> = fields.split_whitespace().collect();
    expected.sort_unstable();
    let mut keys = keys;
    keys.sort_unstable();
    assert_eq!(keys, expected);
}

#[tokio::test]
async fn personal_stat() {
    let mut world = four_players();
    let nomad = Profile::new(ProfileId(500), "Nömad").on_xbox().unranked(Ladder::SoloEw, 1021);
    world.add_profile(nomad);
    let sim = Sim::local(world).await.expect("a port");
    let body = json(&sim, Endpoint::PersonalStat, "&profile_ids=[500]").await;
    has(&body, "result statGroups leaderboardStats");
    has(&body["result"], "code message");
    let group = &body["statGroups"][0];
    has(group, "id name type members");
    has(&group["members"][0], PERSON);
    assert_eq!(group["members"][0]["name"], "/xboxlive/2535405000000500");
    let row = &body["leaderboardStats"][0];
    has(
        row,
        "statgroup_id leaderboard_id wins losses streak disputes drops rank ranktotal ranklevel \
         rating regionrank regionranktotal lastmatchdate highestrank highestranklevel highestrating",
    );
    assert_eq!(row["statgroup_id"], group["id"]);
    for (field, value) in [("rank", -1), ("ranktotal", -1), ("lastmatchdate", 0), ("highestrating", 0)] {
        assert_eq!(row[field], value, "{field}");
    }
    assert_eq!((&row["leaderboard_id"], &row["rating"]), (&13.into(), &1021.into()));
}

#[tokio::test]
async fn a_steam_name_has_seventeen_digits() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let body = json(&sim, Endpoint::PersonalStat, "&profile_ids=[101]").await;
    let member = &body["statGroups"][0]["members"][0];
    let id = member["name"].as_str().and_then(|name| name.strip_prefix("/steam/"));
    assert_eq!(id.map(|digits| digits.bytes().filter(u8::is_ascii_digit).count()), Some(17));
    assert_eq!(body["leaderboardStats"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn recent_match_history() {
    let mut world = four_players();
    world.play(&Game::new(MatchType::SoloRm, &[ANNA], &[BERT]));
    let sim = Sim::local(world).await.expect("a port");
    let body = json(&sim, Endpoint::MatchHistory, "&profile_ids=[101]").await;
    has(&body, "result matchHistoryStats profiles");
    has(&body["profiles"][1], PERSON);
    let game = &body["matchHistoryStats"][0];
    has(
        game,
        "id creator_profile_id mapname maxplayers matchtype_id options slotinfo description \
         startgametime completiontime observertotal gamemod_id matchhistoryreportresults \
         matchhistorymember matchhistoryitems matchurls",
    );
    has(
        &game["matchhistoryreportresults"][0],
        "matchhistory_id profile_id resulttype teamid civilization_id xpgained counters \
         matchstartdate",
    );
    has(
        &game["matchhistorymember"][0],
        "matchhistory_id profile_id civilization_id statgroup_id teamid wins losses streak \
         arbitration outcome oldrating newrating reporttype",
    );
    has(&game["matchurls"][0], "profile_id url size datatype");
    assert_eq!((&game["description"], &game["completiontime"]), (&"AUTOMATCH".into(), &EPOCH.into()));
}

#[tokio::test]
async fn find_advertisements() {
    let mut world = four_players();
    world.open_lobby(&[ANNA, BERT], MatchType::SoloRm);
    let sim = Sim::local(world).await.expect("a port");
    let body = json(&sim, Endpoint::Lobbies, "").await;
    has(&body, "result matches avatars");
    has(&body["avatars"][0], PERSON);
    let lobby = &body["matches"][0];
    has(
        lobby,
        "id steamlobbyid goodoldgameslobbyid xboxsessionid host_profile_id state description \
         visible mapname options passwordprotected maxplayers slotinfo matchtype_id matchmembers \
         observernum observermax isobservable observerdelay hasobserverpassword servicetype \
         relayserver_region",
    );
    let member = &lobby["matchmembers"][0];
    has(member, "match_id profile_id ranking statgroup_id civilization_id teamid");
    assert_eq!(member["match_id"], lobby["id"]);
}

#[tokio::test]
async fn available_leaderboards() {
    let sim = Sim::local(four_players()).await.expect("a port");
    let body = json(&sim, Endpoint::Catalogue, "").await;
    has(&body, "result leaderboards matchTypes races factions leaderboardRegions");
    let boards = body["leaderboards"].as_array().expect("a list");
    let solo = boards.iter().find(|board| board["id"] == 3).expect("solo random map");
    has(solo, "id name isranked leaderboardmap");
    has(&solo["leaderboardmap"][0], "matchtype_id statgroup_type civilization_id");
    assert_eq!(solo["leaderboardmap"][0]["matchtype_id"], 6);
    has(&body["matchTypes"][0], "id name locstringid");
    has(&body["races"][0], "id name faction_id locstringid");
    has(&body["leaderboardRegions"][7], "id name locstringid");
    let races = body["races"].as_array().expect("a list");
    assert_eq!(races.len(), 59);
    assert_eq!((&races[58]["id"], &races[58]["name"]), (&60.into(), &"Tupi".into()));
}
