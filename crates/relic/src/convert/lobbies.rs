//! Advertisements: open lobbies, and running games that started from one.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{CivilizationId, MatchId, MatchTypeId, ProfileId},
    live::{Lobby, LobbyMember},
};

use json_client::{Field, List, object, run_blocking};

use super::{aliases, civilization, map::true_map_name, match_id, profile_id, side};
use crate::{
    Error, Lobbies, MatchTypes,
    batch_result::{Rows, Tallies},
    blob, reconcile,
    relic::Relic,
};

/// The rows of an answer, with the upstream's field names.
mod wire {
    json_client::rows! {
        /// `advertisement/findAdvertisements`.
        Advertisements { matches, avatars }
        /// One of the advertisements' `matches`.
        Advertisement { id, state, description, mapname, options, slotinfo, matchtype_id, matchmembers }
        /// One of an advertisement's `matchmembers`.
        AdvertisementMember { profile_id, civilization_id, race_id, teamid }
    }
}

/// Lobbies per page; the upstream gives no more.
const PAGE: usize = 100;
/// How many lobbies a page has in common with the one before, so that none is missed while no more than these disappear
/// between two requests, which moves later ones to the page before.
const OVERLAP: usize = 10;
/// The most pages of lobbies to read: those of a thousand lobbies.
const PAGES: usize = 11;
/// The lists of an answer.
pub(crate) const LISTS: [List; 2] =
    [List { keeps_ids: true, ..List::new("matches", "matchtype_id") }, List::new("avatars", "alias")];

/// One page of advertisements.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) rows: Rows<Lobby>,
    /// How many rows the page lists, including unusable ones: a page with fewer than requested is the last.
    pub(crate) listed: usize,
    /// Lobbies that are listed but otherwise unreadable.
    pub(crate) unread: BTreeSet<MatchId>,
    /// Whether an unreadable row may be any lobby.
    pub(crate) has_unknown: bool,
}

impl Relic {
    /// All lobbies, up to a thousand, newest first.
    ///
    /// # Errors
    /// The error of any page that fails or is cut short: a partial snapshot would end running games.
    /// [`Error::WrongShape`] when no lobby can be read any more.
    pub async fn lobbies(&self, types: &MatchTypes) -> Result<Lobbies, Error> {
        let mut all = Lobbies::default();
        let mut tallies = Tallies::default();
        let mut seen = BTreeSet::new();
        for page in 0..PAGES {
            let page = self.page(page * (PAGE - OVERLAP), types).await?;
            tallies.add(&page.rows.tallies);
            let known = seen.len();
            // Pages overlap, and new lobbies push old ones onto the next page while we read: the first occurrence is
            // the newer.
            all.lobbies.extend(page.rows.rows.into_iter().filter(|lobby| seen.insert(lobby.match_id)));
            seen.extend(&page.unread);
            all.unread.extend(page.unread);
            all.has_unknown |= page.has_unknown;
            all.aliases.extend(page.rows.aliases);
            all.dropped += page.rows.dropped;
            // A page without any new lobby repeats the one before.
            if page.listed < PAGE || seen.len() == known {
                break;
            }
        }
        if let Some(lacks) = self.transport.health().drifted(&tallies) {
            return Err(Error::WrongShape { lacks });
        }
        all.unread.retain(|id| all.lobbies.iter().all(|lobby| lobby.match_id != *id));
        all.aliases = reconcile::aliases(all.aliases);
        Ok(all)
    }

    pub(crate) async fn page(&self, start: usize, types: &MatchTypes) -> Result<Page, Error> {
        let (start, count) = (start.to_string(), PAGE.to_string());
        let parameters = [("start", start.as_str()), ("count", count.as_str())];
        let body = self.transport.get("advertisement/findAdvertisements", &parameters, &LISTS).await?;
        if body.is_cut {
            return Err(Error::not_json(&body.text));
        }
        let types = types.clone();
        run_blocking(move || {
            let mut page = read(&body.text, &types)?;
            if body.is_salvaged && page.rows.rows.is_empty() {
                return Err(Error::not_json(&body.text));
            }
            if body.is_salvaged {
                // The number of lobbies is uncertain, so the next page is requested too.
                page.listed = page.listed.max(PAGE);
            }
            Ok(page)
        })
        .await
    }
}

/// Reads an answer of `findAdvertisements`, each lobby once.
///
/// # Errors
/// [`Error::NotJson`] and [`Error::WrongShape`] when the answer is no object, or has no list: reading it as an empty
/// list would end every running game.
pub(crate) fn read(body: &str, types: &MatchTypes) -> Result<Page, Error> {
    let answer: wire::Advertisements<'_> = object(body)?;
    let Some(list) = answer.matches.list() else { return Err(Error::WrongShape { lacks: "matches" }) };
    let listed = list.len();
    let mut page = Page { rows: Rows::default(), listed, unread: BTreeSet::new(), has_unknown: false };
    let mut unreadable = 0;
    for field in list {
        let row: wire::Advertisement<'_> = field.row().unwrap_or_default();
        if let Some(lobby) = lobby(row, types, &mut page.rows.dropped) {
            page.rows.rows.push(lobby);
            continue;
        }
        page.rows.dropped += 1;
        unreadable += usize::from(!field.is_null() && (row.id.is_no_number() || row.matchtype_id.is_no_number()));
        match match_id(row.id) {
            Some(id) => _ = page.unread.insert(id),
            // A null is not a lobby's row.
            None => page.has_unknown |= !field.is_null(),
        }
    }
    page.rows.tallies.count("a usable lobby", page.rows.rows.len(), unreadable);
    page.rows.rows = reconcile::lobbies(std::mem::take(&mut page.rows.rows));
    page.rows.aliases = aliases(answer.avatars, &mut page.rows.dropped);
    Ok(page)
}

fn lobby(row: wire::Advertisement<'_>, types: &MatchTypes, dropped: &mut usize) -> Option<Lobby> {
    let matchtype_id = row.matchtype_id.int().map(MatchTypeId)?;
    Some(Lobby {
        match_id: match_id(row.id)?,
        // 0 is staging. An advertisement without a state counts as open.
        started: row.state.int().is_some_and(|state| state != 0),
        matchtype_id,
        leaderboard_id: types.leaderboard(matchtype_id),
        map_name: true_map_name(row.options, row.mapname).name,
        description: row.description.text(),
        members: members(row.matchmembers, row.slotinfo, dropped),
    })
}

/// Merges the member list and the slots, which sometimes differ: the list takes precedence, and the slots fill in
/// missing members and facts. Sorted by profile id.
fn members(list: Field<'_>, slotinfo: Field<'_>, dropped: &mut usize) -> Vec<LobbyMember> {
    let mut members: BTreeMap<ProfileId, LobbyMember> = BTreeMap::new();
    for row in list.rows::<wire::AdvertisementMember<'_>>(dropped) {
        let Some(profile_id) = profile_id(row.profile_id.int()) else {
            *dropped += 1;
            continue;
        };
        let civilization_id = civilization(row.civilization_id.int(), row.race_id.int());
        let listed = LobbyMember { profile_id, civilization_id, side: side(row.teamid.int()) };
        // An account that is listed twice gets the greater value of either row.
        let member = members.entry(profile_id).or_insert_with(|| listed.clone());
        member.civilization_id = member.civilization_id.max(listed.civilization_id);
        member.side = member.side.max(listed.side);
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
