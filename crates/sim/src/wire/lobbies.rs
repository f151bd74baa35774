//! `findAdvertisements`: the listed lobbies, newest first, page by page.

use std::collections::BTreeSet;

use serde::Serialize;

use super::person::Person;
use super::{ResultCode, SUCCESS, bytes};
use crate::blob::{self, Picks, Sitting};
use crate::ids::ProfileId;
use crate::ladder::Ladder;
use crate::lobby::{Lobby, Phase, Seat};
use crate::names;
use crate::profile::Profile;
use crate::world::World;

/// The most lobbies on a page, whatever is requested.
pub const LARGEST_PAGE: usize = 100;

#[derive(Serialize)]
struct Body<'a> {
    result: ResultCode,
    matches: Vec<Row<'a>>,
    avatars: Vec<Person<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    id: i64,
    steamlobbyid: i64,
    goodoldgameslobbyid: i64,
    xboxsessionid: String,
    host_profile_id: i64,
    state: i64,
    description: &'a str,
    visible: i64,
    mapname: &'a str,
    options: String,
    passwordprotected: i64,
    maxplayers: usize,
    slotinfo: String,
    matchtype_id: i64,
    matchmembers: Vec<Member>,
    observernum: i64,
    observermax: i64,
    isobservable: i64,
    observerdelay: i64,
    hasobserverpassword: i64,
    servicetype: i64,
    relayserver_region: &'static str,
}

#[derive(Serialize)]
struct Member {
    match_id: i64,
    profile_id: i64,
    ranking: i64,
    statgroup_id: i64,
    civilization_id: i64,
    teamid: i64,
}

/// A page of lobbies, and all members of its lobbies.
#[must_use]
pub fn advertisements(world: &World, start: usize, count: usize) -> Vec<u8> {
    let page: Vec<&Lobby> = world.lobbies().skip(start).take(count.min(LARGEST_PAGE)).collect();
    let people: BTreeSet<ProfileId> = page.iter().flat_map(|lobby| members(lobby)).map(|seat| seat.profile).collect();
    bytes(&Body {
        result: SUCCESS,
        matches: page.into_iter().map(|lobby| row(world, lobby)).collect(),
        avatars: people.iter().filter_map(|id| world.profile(*id).map(Person::from)).collect(),
    })
}

fn members(lobby: &Lobby) -> impl Iterator<Item = &Seat> {
    lobby.seats.iter().filter(|seat| seat.listed)
}

fn row<'a>(world: &World, lobby: &'a Lobby) -> Row<'a> {
    let picks = picks(lobby);
    let seats: Vec<Sitting> = lobby.seats.iter().map(|seat| Sitting::of(seat, picks)).collect();
    let slots = lobby.match_type.max_players();
    Row {
        id: lobby.id.0,
        steamlobbyid: 109_775_240_000_000_000 + lobby.id.0,
        goodoldgameslobbyid: 0,
        xboxsessionid: format!("session-{}", lobby.id.0),
        host_profile_id: lobby.host.0,
        state: i64::from(lobby.phase != Phase::Staging),
        description: &lobby.description,
        visible: 1,
        mapname: &lobby.map.mapname,
        options: blob::options(&lobby.map, lobby.password.as_deref()),
        passwordprotected: i64::from(lobby.password.is_some()),
        maxplayers: slots,
        slotinfo: blob::slotinfo(12, slots, &seats),
        matchtype_id: lobby.match_type.id(),
        matchmembers: members(lobby).map(|seat| member(world, lobby, seat)).collect(),
        observernum: lobby.observers,
        observermax: 30,
        isobservable: 1,
        observerdelay: 180,
        hasobserverpassword: 0,
        servicetype: 0,
        relayserver_region: names::relay_region(lobby.id.0),
    }
}

fn picks(lobby: &Lobby) -> Picks {
    if lobby.phase == Phase::Staging { Picks::Hidden } else { Picks::Revealed }
}

fn member(world: &World, lobby: &Lobby, seat: &Seat) -> Member {
    let ladder = match lobby.match_type.ladder() {
        Ladder::Custom => Ladder::SoloRm,
        ranked => ranked,
    };
    Member {
        match_id: lobby.id.0,
        profile_id: seat.profile.0,
        ranking: world.rank(seat.profile, ladder).unwrap_or(-1),
        statgroup_id: world.profile(seat.profile).map_or(-1, Profile::statgroup_id),
        civilization_id: blob::shown_race(seat, picks(lobby)),
        teamid: seat.team,
    }
}
