//! The advertisements: open lobbies, and running games that started from one.

use std::collections::BTreeMap;

use domain::{
    id::{CivilizationId, MatchTypeId, ProfileId},
    live::{Lobby, LobbyMember},
};

use super::{aliases, civilization, map::true_map_name, match_id, profile_id, side};
use crate::{
    Error, MatchTypes, blob,
    gathered::Rows,
    wire::{self, Field},
};

/// One page of advertisements.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) rows: Rows<Lobby>,
    /// How many rows the page lists, useless ones included: a page with fewer than asked for is the
    /// last.
    pub(crate) listed: usize,
}

/// Reads an answer of `findAdvertisements`. An answer without its list is an error: taken for an
/// empty one, it would end every game that is on.
pub(crate) fn read(body: &str, types: &MatchTypes) -> Result<Page, Error> {
    let answer: wire::Advertisements<'_> = wire::object(body)?;
    let mut dropped = 0;
    let rows: Vec<wire::Advertisement<'_>> = answer.matches.needed_rows("matches", &mut dropped)?;
    let listed = rows.len() + dropped;
    let mut lobbies = Vec::new();
    for row in rows {
        match lobby(row, types, &mut dropped) {
            Some(lobby) => lobbies.push(lobby),
            None => dropped += 1,
        }
    }
    let aliases = aliases(answer.avatars, &mut dropped);
    Ok(Page { rows: Rows { rows: lobbies, aliases, dropped }, listed })
}

fn lobby(row: wire::Advertisement<'_>, types: &MatchTypes, dropped: &mut usize) -> Option<Lobby> {
    let matchtype_id = row.matchtype_id.int().map(MatchTypeId)?;
    Some(Lobby {
        match_id: match_id(row.id)?,
        // 0 is staging. An advertisement that says nothing of its state is just that: open.
        started: row.state.int().is_some_and(|state| state != 0),
        matchtype_id,
        leaderboard_id: types.leaderboard(matchtype_id),
        map_name: true_map_name(row.options, row.mapname),
        description: row.description.text(),
        members: members(row.matchmembers, row.slotinfo, dropped),
    })
}

/// The member list and the slots together, for they differ now and then: what the list says goes, the
/// slots add who and what is missing from it. By profile id.
fn members(list: Field<'_>, slotinfo: Field<'_>, dropped: &mut usize) -> Vec<LobbyMember> {
    let mut members: BTreeMap<ProfileId, LobbyMember> = BTreeMap::new();
    for row in list.rows::<wire::AdvertisementMember<'_>>(dropped) {
        let Some(profile_id) = profile_id(row.profile_id.int()) else {
            *dropped += 1;
            continue;
        };
        let civilization_id = civilization(row.civilization_id.int(), row.race_id.int());
        let side = side(row.teamid.int());
        members.insert(profile_id, LobbyMember { profile_id, civilization_id, side });
    }
    let slots = slotinfo.text().and_then(|blob| blob::slots(&blob)).unwrap_or_default();
    for slot in slots {
        let Some(profile_id) = profile_id(Some(slot.profile_id)) else { continue };
        let in_slot =
            LobbyMember { profile_id, civilization_id: civilization(None, slot.race_id), side: side(slot.team_id) };
        members.entry(profile_id).and_modify(|member| complete(member, &in_slot)).or_insert(in_slot);
    }
    members.into_values().collect()
}

fn complete(member: &mut LobbyMember, in_slot: &LobbyMember) {
    if member.civilization_id == CivilizationId::UNKNOWN {
        member.civilization_id = in_slot.civilization_id;
    }
    member.side = member.side.or(in_slot.side);
}

#[cfg(test)]
mod tests;
