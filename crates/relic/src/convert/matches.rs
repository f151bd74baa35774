//! Match histories: two lists per match tell who played, and they do not always agree.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{MatchTypeId, ProfileId},
    matches::{Match, MatchPlayer, Outcome},
};

use super::{aliases, civilization, map::true_map_name, match_id, profile_id, refuse_useless, side, time};
use crate::{
    Error, MatchTypes,
    gathered::Rows,
    wire::{self, Field},
};

/// Reads an answer of `getRecentMatchHistory`.
pub(crate) fn read(body: &str, types: &MatchTypes) -> Result<Rows<Match>, Error> {
    let answer: wire::History<'_> = wire::object(body)?;
    let mut dropped = 0;
    let mut matches = Vec::new();
    let rows: Vec<wire::Match<'_>> = answer.match_history_stats.needed_rows("matchHistoryStats", &mut dropped)?;
    let listed = rows.len() + dropped;
    for row in rows {
        match read_match(row, types, &mut dropped) {
            Some(found) => matches.push(found),
            None => dropped += 1,
        }
    }
    refuse_useless(&matches, listed, "a usable match")?;
    let aliases = aliases(answer.profiles, &mut dropped);
    Ok(Rows { rows: matches, aliases, dropped })
}

/// A match needs a number, a start, a type (without one it would pass for a custom game) and
/// somebody who played.
fn read_match(row: wire::Match<'_>, types: &MatchTypes, dropped: &mut usize) -> Option<Match> {
    let matchtype_id = row.matchtype_id.int().map(MatchTypeId)?;
    let started_at = time(row.startgametime)?;
    let match_id = match_id(row.id)?;
    let players = players(row, dropped);
    (!players.is_empty()).then(|| Match {
        match_id,
        matchtype_id,
        leaderboard_id: types.leaderboard(matchtype_id),
        map_name: true_map_name(row.options, row.mapname),
        description: row.description.text(),
        started_at,
        // Missing or 0 while the match is played.
        completed_at: time(row.completiontime),
        players,
    })
}

/// Everybody in either list, once, by profile id.
fn players(row: wire::Match<'_>, dropped: &mut usize) -> Vec<MatchPlayer> {
    let reports =
        by_profile::<wire::ReportResult<'_>>(row.matchhistoryreportresults, |report| report.profile_id, dropped);
    let members = by_profile::<wire::HistoryMember<'_>>(row.matchhistorymember, |member| member.profile_id, dropped);
    let everybody: BTreeSet<ProfileId> = reports.keys().chain(members.keys()).copied().collect();
    let player = |id| player(id, reports.get(&id).copied(), members.get(&id).copied());
    everybody.into_iter().map(player).collect()
}

fn by_profile<'a, T: serde::Deserialize<'a>>(
    list: Field<'a>,
    id: impl Fn(&T) -> Field<'a>,
    dropped: &mut usize,
) -> BTreeMap<ProfileId, T> {
    let rows: Vec<T> = list.rows(dropped);
    let listed = rows.len();
    let usable: Vec<_> = rows.into_iter().filter_map(|row| Some((profile_id(id(&row).int())?, row))).collect();
    *dropped += listed - usable.len();
    usable.into_iter().collect()
}

fn player(
    profile_id: ProfileId,
    report: Option<wire::ReportResult<'_>>,
    member: Option<wire::HistoryMember<'_>>,
) -> MatchPlayer {
    let has_report = report.is_some();
    let has_member = member.is_some();
    let report = report.unwrap_or_default();
    let member = member.unwrap_or_default();
    // The report's civilization is 0 for some random picks, and lies: only without a member row is it
    // better than nothing.
    let civilization_id = if has_member {
        civilization(member.civilization_id.int(), member.race_id.int())
    } else {
        civilization(report.civilization_id.int(), report.race_id.int())
    };
    MatchPlayer {
        profile_id,
        civilization_id,
        side: side(report.teamid.int()).or(side(member.teamid.int())),
        outcome: outcome(if has_report { report.resulttype } else { member.outcome }),
        // Custom games carry ratings of another, hidden scale; they are kept, without a ladder.
        old_rating: member.oldrating.int(),
        new_rating: member.newrating.int(),
        xp_gained: report.xpgained.int().unwrap_or(0),
    }
}

/// 1 won, 0 lost; anything else is not known.
fn outcome(field: Field<'_>) -> Option<Outcome> {
    match field.int()? {
        1 => Some(Outcome::Win),
        0 => Some(Outcome::Loss),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
