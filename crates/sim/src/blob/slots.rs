//! Encodes `slotinfo`: the slots of a match, and who sits in them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::{counted, packed};
use crate::lobby::Seat;

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
