//! Every key of every payload, missing or replaced by every odd value: what is read must always be storable.

use std::fmt::Debug;

use serde_json::{Value, json};

use super::{catalogue, lobbies, matches, players};
use crate::{
    MatchTypes,
    blob::pack::{options, slotinfo},
};

/// Values that no key of the upstream should have, or not every one.
fn odd_values() -> Vec<Value> {
    let huge = "9".repeat(400);
    let mut values: Vec<Value> =
        ["\u{0}", "\u{0}a\u{0}", "-1", "0", "10000000000", "人", "{}", &huge].into_iter().map(Value::from).collect();
    values.extend([json!(null), json!(true), json!(-1), json!(0), json!(1), json!(2.5), json!(-1e300)]);
    values.extend([json!(i64::MIN), json!(i64::MAX), json!(u64::MAX), json!([]), json!({}), json!([null, 7, [[]]])]);
    values
}

/// Collects the paths of all values in a payload.
fn paths(value: &Value, here: &str, all: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(keys) => keys.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => vec![],
    };
    for (key, value) in inner {
        let path = format!("{here}/{key}");
        paths(value, &path, all);
        all.push(path);
    }
}

/// Reads the payload with each of its values replaced by each odd one, then with each key renamed.
fn read_all_variants<T: Debug>(payload: &Value, read: impl Fn(&str) -> T) {
    let mut all = Vec::new();
    paths(payload, "", &mut all);
    assert!(all.len() > 10, "the payload is worth the name");
    for path in all {
        for odd in odd_values() {
            let mut variant = payload.clone();
            *variant.pointer_mut(&path).unwrap() = odd;
            let read_back = format!("{:?}", read(&variant.to_string()));
            assert!(!read_back.contains("\\0"), "{path}: {read_back}");
        }
        let key = path.rsplit('/').next().unwrap();
        let renamed = payload.to_string().replace(&format!("\"{key}\":"), "\"gone\":");
        _ = read(&renamed);
    }
}

#[test]
fn personal_stats_survive() {
    let payload = json!({
        "statGroups": [{"id": 1, "members": [{
            "profile_id": 41, "name": "/steam/7656", "alias": "ada", "xp": 1, "level": 2,
            "leaderboardregion_id": 3, "country": "nl", "clanlist_name": "OAK",
        }]}],
        "leaderboardStats": [{
            "statgroup_id": 1, "leaderboard_id": 3, "wins": 1, "losses": 2, "streak": 3, "drops": 4, "rank": 5,
            "ranktotal": 6, "rating": 7, "regionrank": 8, "regionranktotal": 9, "lastmatchdate": 10,
            "highestrating": 11,
        }],
    });
    assert_eq!(players::read(&payload.to_string()).unwrap().rows[0].ratings.len(), 1);
    read_all_variants(&payload, players::read);
}

#[test]
fn histories_survive() {
    let payload = json!({
        "matchHistoryStats": [{
            "id": 500, "mapname": "Marsh.rms", "matchtype_id": 6, "options": options(&["10:10875"]),
            "description": "AUTOMATCH", "startgametime": 1_780_336_800, "completiontime": 1_780_338_600,
            "matchhistoryreportresults": [
                {"profile_id": 41, "resulttype": 1, "teamid": 0, "civilization_id": 7, "xpgained": 1},
            ],
            "matchhistorymember": [
                {"profile_id": 41, "civilization_id": 7, "teamid": 0, "outcome": 1, "oldrating": 5, "newrating": 6},
            ],
        }],
        "profiles": [{"profile_id": 41, "alias": "ada"}],
    });
    let types = MatchTypes::default();
    assert_eq!(matches::read(&payload.to_string(), &types).unwrap().rows.len(), 1);
    read_all_variants(&payload, |body| matches::read(body, &types));
}

#[test]
fn lobbies_survive() {
    let payload = json!({
        "matches": [{
            "id": 600, "state": 0, "description": "duel", "mapname": "my map", "matchtype_id": 0,
            "options": options(&["10:10875"]),
            "slotinfo": slotinfo(&json!([{"profileInfo.id": 42, "raceID": 1, "teamID": 1}])),
            "matchmembers": [{"profile_id": 41, "civilization_id": 7, "teamid": 1}],
        }],
        "avatars": [{"profile_id": 41, "alias": "ada"}],
    });
    let types = MatchTypes::default();
    assert_eq!(lobbies::read(&payload.to_string(), &types).unwrap().rows.rows[0].members.len(), 2);
    read_all_variants(&payload, |body| lobbies::read(body, &types));
    for odd in odd_values() {
        let mut variant = payload.clone();
        variant["matches"][0]["slotinfo"] =
            slotinfo(&json!([{"profileInfo.id": odd, "raceID": odd, "teamID": odd}, odd])).into();
        assert!(lobbies::read(&variant.to_string(), &types).is_ok());
    }
}

#[test]
fn catalogues_survive() {
    let payload = json!({
        "leaderboards": [
            {"id": 3, "name": "SOLO", "isranked": 1, "leaderboardmap": [{"matchtype_id": 6}]},
            {"id": 4, "name": "TEAM", "isranked": 1, "matchtypes": [7, {"id": 8}]},
        ],
        "races": [{"id": 0, "name": "Aztecs"}],
    });
    assert_eq!(catalogue::read(&payload.to_string()).unwrap().0.match_types.len(), 3);
    read_all_variants(&payload, catalogue::read);
}
