//! Advertisements with every oddity we know of.

use domain::id::{LeaderboardId, MatchId, SideId};
use serde_json::{Value, json};

use super::*;
use crate::blob::pack::{options, slotinfo};

fn a_lobby() -> Value {
    json!({
        "id": 600, "state": 0, "description": "1v1 noobs", "mapname": "my map", "matchtype_id": 0,
        "options": options(&["96:hunter2", "10:10878"]),
        "matchmembers": [{"match_id": 600, "profile_id": 41, "civilization_id": 7, "teamid": 1}],
    })
}

fn with(mut row: Value, key: &str, value: impl Into<Value>) -> Value {
    row[key] = value.into();
    row
}

fn parse(lobbies: &[Value]) -> Page {
    read(&json!({"matches": lobbies, "avatars": []}).to_string(), &MatchTypes::default()).unwrap()
}

fn lobby_from(row: Value) -> Lobby {
    let mut page = parse(&[row]);
    assert_eq!(page.rows.rows.len(), 1);
    page.rows.rows.remove(0)
}

fn member(profile_id: i64, civilization_id: i64, side: i64) -> LobbyMember {
    LobbyMember {
        profile_id: ProfileId(profile_id),
        civilization_id: CivilizationId(civilization_id),
        side: Some(SideId(side)).filter(|side| *side != SideId::UNKNOWN),
    }
}

#[test]
fn every_field_of_a_lobby_except_its_password_is_read() {
    let lobby = lobby_from(a_lobby());
    assert!(!format!("{lobby:?}").contains("hunter2"));
    assert_eq!(
        lobby,
        Lobby {
            match_id: MatchId(600),
            started: false,
            matchtype_id: MatchTypeId(0),
            leaderboard_id: None,
            map_name: "Black Forest".to_owned(),
            description: Some("1v1 noobs".to_owned()),
            members: vec![member(41, 7, 1)],
        }
    );
    assert_eq!(lobby_from(with(a_lobby(), "matchtype_id", 6)).leaderboard_id, Some(LeaderboardId(3)));
}

#[test]
fn anything_but_state_zero_has_started() {
    for (state, started) in [(json!(1), true), (json!(-1), true), (json!("2"), true), (json!("0"), false)] {
        assert_eq!(lobby_from(with(a_lobby(), "state", state)).started, started);
    }
    assert!(!lobby_from(with(a_lobby(), "state", Value::Null)).started, "without a state");
}

#[test]
fn members_are_merged_from_the_list_and_the_slots() {
    let slots = slotinfo(&json!([
        {"profileInfo.id": 43, "raceID": 12, "teamID": 2},
        {"profileInfo.id": 41, "raceID": 8, "teamID": 3},
        {"profileInfo.id": 42, "raceID": 9, "teamID": 4},
        {"profileInfo.id": -1, "raceID": -1, "teamID": 5},
        {"profileInfo.id": 44, "raceID": -1, "teamID": -1},
        {"profileInfo.id": 10_000_000_000_i64, "raceID": 1, "teamID": 1},
    ]));
    let list = json!([
        {"profile_id": 42, "civilization_id": -1, "teamid": null},
        {"profile_id": 41, "race_id": 0, "teamid": 0},
        {"profile_id": 45},
    ]);
    let lobby = lobby_from(with(with(a_lobby(), "slotinfo", slots), "matchmembers", list));
    assert_eq!(
        lobby.members,
        [member(41, 0, 0), member(42, 9, 4), member(43, 12, 2), member(44, -1, -1), member(45, -1, -1),]
    );
}

#[test]
fn undecodable_slots_leave_the_members_of_the_list() {
    let lobby = lobby_from(with(a_lobby(), "slotinfo", "not base64!"));
    assert_eq!(lobby.members, [member(41, 7, 1)]);
}

#[test]
fn an_unusable_row_is_dropped_alone_and_counts_for_the_page() {
    let members = json!([null, {"profile_id": -1}, {"profile_id": 41}]);
    let page = parse(&[
        json!(null),
        with(a_lobby(), "id", Value::Null),
        with(a_lobby(), "matchtype_id", Value::Null),
        with(a_lobby(), "matchmembers", members),
    ]);
    assert_eq!((page.rows.rows.len(), page.listed), (1, 4));
    assert_eq!(page.rows.dropped, 3 + 2);
}

#[test]
fn a_lobby_of_which_only_the_id_can_be_read_is_still_listed() {
    let page =
        parse(&[a_lobby(), with(json!({"id": 601}), "matchtype_id", Value::Null), json!({"id": 602}), json!(null)]);
    assert_eq!(page.unread, BTreeSet::from([MatchId(601), MatchId(602)]));
    assert!(!page.has_unknown, "a null is no lobby");
    for unknown in [json!({}), json!(7), json!([]), with(a_lobby(), "id", "none")] {
        assert!(parse(&[a_lobby(), unknown.clone()]).has_unknown, "{unknown}");
    }
}

#[test]
fn a_lobby_listed_twice_is_one_whichever_comes_first() {
    let joined = json!([{"profile_id": 41}, {"profile_id": 42}]);
    let twice = [with(a_lobby(), "state", 1), with(a_lobby(), "matchmembers", joined), with(a_lobby(), "id", 700)];
    for rows in [twice.to_vec(), vec![twice[1].clone(), twice[0].clone(), twice[2].clone()]] {
        let lobbies = parse(&rows).rows.rows;
        let found: Vec<_> = lobbies.iter().map(|lobby| (lobby.match_id.0, lobby.started)).collect();
        assert_eq!(found, [(600, true), (700, false)], "once started it stays so");
    }
    let member = |side: Value, civ: i64| json!({"profile_id": 41, "civilization_id": civ, "teamid": side});
    for rows in [[member(json!(1), -1), member(Value::Null, 7)], [member(Value::Null, 7), member(json!(1), -1)]] {
        assert_eq!(lobby_from(with(a_lobby(), "matchmembers", json!(rows))).members, [self::member(41, 7, 1)]);
    }
}

#[test]
fn an_answer_without_its_list_is_an_error() {
    for body in [json!({}), json!({"matches": null}), json!({"matches": {}}), json!({"matches": "none"})] {
        let error = read(&body.to_string(), &MatchTypes::default()).unwrap_err();
        assert_eq!(error, Error::WrongShape { lacks: "matches" });
    }
    let empty = parse(&[]);
    assert_eq!((empty.rows.rows.len(), empty.listed), (0, 0));
}

#[test]
fn names_come_from_the_avatars() {
    let body = json!({"matches": [], "avatars": [{"profile_id": 9, "alias": "passer-by"}, {"profile_id": 8}]});
    let page = read(&body.to_string(), &MatchTypes::default()).unwrap();
    assert_eq!(page.rows.aliases.len(), 1);
    assert_eq!(page.rows.aliases[0].alias, "passer-by");
}
