//! Encodes the two blobs of a match, `options` and `slotinfo`, the only reliable source for the map and for who sits
//! where. The encoding follows the recorded payloads; nothing here decodes.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;

use crate::lobby::Seat;
use crate::maps::Map;

/// Settings that are the same in every game.
const SETTINGS: [(&str, &str); 44] = [
    ("61", "-1"),
    ("0", "2"),
    ("62", "n"),
    ("92", "30"),
    ("1", "n"),
    ("87", "y"),
    ("60", "0"),
    ("59", "0"),
    ("89", "n"),
    ("4", "5"),
    ("5", "0"),
    ("51", "73"),
    ("64", "n"),
    ("85", "0"),
    ("95", "-1"),
    ("86", "y"),
    ("58", "15"),
    ("6", "76"),
    ("7", "0"),
    ("56", "2"),
    ("65", "y"),
    ("66", "y"),
    ("8", "240"),
    ("9", "0"),
    ("93", "6"),
    ("84", "-1"),
    ("83", "-1"),
    ("67", "1"),
    ("68", "5"),
    ("69", "5"),
    ("12", "50"),
    ("15", "125"),
    ("17", "8"),
    ("72", "10000"),
    ("21", "60"),
    ("28", "500"),
    ("36", "n"),
    ("91", "n"),
    ("97", "2"),
    ("90", "n"),
    ("77", "y"),
    ("57", "0"),
    ("81", "1"),
    ("98", "y"),
];

/// The `options` of a game: the real map under key 10, and a password, if any, under key 96.
pub(crate) fn options(map: &Map, password: Option<&str>) -> String {
    let mut pairs: Vec<String> = SETTINGS.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    pairs.push(format!("10:{}", map.string_id));
    pairs.push(format!("38:{}", map.mapname));
    pairs.push(format!("96:{}", password.unwrap_or("n")));
    let text = format!("\"{}\"", STANDARD.encode(counted(&pairs)));
    packed(text.as_bytes())
}

/// `[u8 n]`, then n times a `u32` little-endian length and that many bytes.
fn counted(texts: &[String]) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(texts.len()).unwrap_or(u8::MAX)];
    for text in texts.iter().take(usize::from(u8::MAX)) {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    bytes
}

/// base64(zlib(…)), the packing of both blobs.
fn packed(bytes: &[u8]) -> String {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail; if it did, an empty blob is valid upstream.
    let deflated = zlib.write_all(bytes).and_then(|()| zlib.finish()).unwrap_or_default();
    STANDARD.encode(deflated)
}

#[derive(Serialize)]
struct Slot {
    #[serde(rename = "profileInfo.id")]
    profile: i64,
    #[serde(rename = "stationID")]
    station: i64,
    #[serde(rename = "teamID")]
    team: i64,
    #[serde(rename = "factionID")]
    faction: i64,
    #[serde(rename = "raceID")]
    race: i64,
    #[serde(rename = "rankLevel")]
    rank_level: i64,
    #[serde(rename = "rankMatchTypeID")]
    rank_match_type: i64,
    #[serde(rename = "timePerFrameMS")]
    time_per_frame: i64,
    #[serde(rename = "isReady")]
    is_ready: i64,
    status: i64,
    #[serde(rename = "metaData")]
    meta_data: String,
}

/// Whether the slots reveal the civilizations of random picks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Picks {
    Hidden,
    Revealed,
}

/// One seat, as far as a slot shows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sitting {
    pub(crate) profile: i64,
    pub(crate) team: i64,
    pub(crate) race: i64,
}

impl Sitting {
    pub(crate) fn of(seat: &Seat, picks: Picks) -> Self {
        Self { profile: seat.profile.0, team: seat.team, race: shown_race(seat, picks) }
    }
}

/// The civilization of a seat; -1 while a random pick is hidden.
pub(crate) fn shown_race(seat: &Seat, picks: Picks) -> i64 {
    if seat.random_pick && picks == Picks::Hidden { -1 } else { seat.civilization.0 }
}

/// The `slotinfo` of `slots` slots, with the players in the first of them. The count before the list need not be its
/// length: recorded lobbies have 12 before 8 slots.
pub(crate) fn slotinfo(count: usize, slots: usize, seats: &[Sitting]) -> String {
    let taken = seats.iter().zip(1..).map(|(seat, station)| taken(seat, station));
    let free = (seats.len()..slots).map(|place| free(i64::try_from(place).unwrap_or(-1)));
    let list: Vec<Slot> = taken.chain(free).collect();
    let json = serde_json::to_string(&list).unwrap_or_default();
    packed(format!("{count},{json}\0").as_bytes())
}

fn taken(seat: &Sitting, station: i64) -> Slot {
    Slot {
        profile: seat.profile,
        station,
        team: seat.team,
        faction: 0,
        race: seat.race,
        rank_level: 0,
        rank_match_type: -1,
        time_per_frame: 0,
        is_ready: 1,
        status: 0,
        meta_data: meta_data(&["1", "10", "Team", &seat.team.to_string()]),
    }
}

fn free(place: i64) -> Slot {
    Slot {
        profile: -1,
        station: -1,
        team: place,
        faction: -1,
        race: -1,
        rank_level: 0,
        rank_match_type: -1,
        time_per_frame: 0,
        is_ready: 0,
        status: 0,
        meta_data: meta_data(&[]),
    }
}

/// base64 of a JSON text of base64 of alternating keys and values, each with its length.
fn meta_data(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
    let mut bytes = counted(&texts);
    bytes[0] /= 2;
    STANDARD.encode(format!("\"{}\"", STANDARD.encode(bytes)))
}
