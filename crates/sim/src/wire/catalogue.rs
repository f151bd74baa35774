//! `getAvailableLeaderboards`: the reference data, a table that does not change with the world.

use serde::Serialize;

use super::{ResultCode, SUCCESS, bytes};
use crate::civilizations::CIVILIZATIONS;

/// Id, internal name, and the match types that count for it.
const LEADERBOARDS: [(i64, &str, &[i64]); 13] = [
    (1, "SOLO_DM_RANKED", &[2, 60]),
    (2, "TEAM_DM_RANKED", &[3, 4, 5, 61]),
    (3, "SOLO_RM_RANKED", &[6]),
    (4, "TEAM_RM_RANKED", &[7, 8, 9]),
    (5, "SOLO_BR_RANKED", &[10]),
    (13, "SOLO_EW_RANKED", &[26]),
    (14, "TEAM_EW_RANKED", &[27, 28, 29]),
    (15, "CO_SOLO_RM_RANKED", &[66]),
    (16, "CO_TEAM_RM_RANKED", &[67, 68, 69]),
    (17, "CO_SOLO_EW_RANKED", &[86]),
    (18, "CO_TEAM_EW_RANKED", &[87, 88, 89]),
    (25, "SOLO_POM_CUSTOM_RANKED", &[120]),
    (26, "TEAM_POM_CUSTOM_RANKED", &[121]),
];

const REGIONS: [&str; 8] =
    ["Europe", "Middle East", "Asia", "North America", "South America", "Oceania", "Africa", "Unknown"];

#[derive(Serialize)]
struct Body {
    result: ResultCode,
    leaderboards: Vec<Leaderboard>,
    #[serde(rename = "matchTypes")]
    match_types: Vec<Named>,
    races: Vec<Race>,
    factions: [(); 0],
    #[serde(rename = "leaderboardRegions")]
    regions: Vec<Named>,
}

#[derive(Serialize)]
struct Leaderboard {
    id: i64,
    name: &'static str,
    isranked: i64,
    leaderboardmap: Vec<Counting>,
}

#[derive(Serialize)]
struct Counting {
    matchtype_id: i64,
    statgroup_type: i64,
    civilization_id: i64,
}

#[derive(Serialize)]
struct Named {
    id: i64,
    name: &'static str,
    locstringid: i64,
}

#[derive(Serialize)]
struct Race {
    id: i64,
    name: &'static str,
    faction_id: i64,
    locstringid: i64,
}

/// How much of the catalogue to render.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// All of it.
    Full,
    /// Leaderboards for which no match type counts.
    Unmapped,
    /// No leaderboards, match types or races.
    Empty,
}

/// The catalogue.
#[must_use]
pub fn catalogue(extent: Extent) -> Vec<u8> {
    let boards = if extent == Extent::Empty { &[] } else { LEADERBOARDS.as_slice() };
    bytes(&Body {
        result: SUCCESS,
        leaderboards: boards.iter().map(|board| leaderboard(board, extent)).collect(),
        match_types: match_types(boards),
        races: races(extent),
        factions: [],
        regions: REGIONS.iter().zip(0..).map(|(name, id)| named(id, name)).collect(),
    })
}

fn leaderboard((id, name, types): &(i64, &'static str, &[i64]), extent: Extent) -> Leaderboard {
    let counting = types.iter().filter(|_| extent == Extent::Full);
    Leaderboard {
        id: *id,
        name,
        isranked: 1,
        leaderboardmap: counting
            .map(|matchtype_id| Counting { matchtype_id: *matchtype_id, statgroup_type: 1, civilization_id: -1 })
            .collect(),
    }
}

fn match_types(boards: &[(i64, &'static str, &[i64])]) -> Vec<Named> {
    let ids = boards.iter().flat_map(|(_, _, types)| types.iter());
    let mut types: Vec<Named> = ids.map(|id| named(*id, match_type_name(*id))).collect();
    types.sort_by_key(|one| one.id);
    types
}

fn match_type_name(id: i64) -> &'static str {
    match id {
        60 => "CUSTOM_DM_1v1",
        61 => "CUSTOM_DM_TEAM",
        120 => "CUSTOM_POM_1v1",
        121 => "CUSTOM_POM_TEAM",
        10 => "FFA",
        2 | 6 | 26 | 66 | 86 => "1V1",
        3 | 7 | 27 | 67 | 87 => "2V2",
        4 | 8 | 28 | 68 | 88 => "3V3",
        _ => "4V4",
    }
}

fn named(id: i64, name: &'static str) -> Named {
    Named { id, name, locstringid: -1 }
}

fn races(extent: Extent) -> Vec<Race> {
    CIVILIZATIONS
        .iter()
        .filter(|_| extent != Extent::Empty)
        .map(|(id, name)| Race { id: id.0, name, faction_id: 0, locstringid: -1 })
        .collect()
}
