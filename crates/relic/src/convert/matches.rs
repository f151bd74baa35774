//! Match histories. Two lists per match say who played, and they do not always agree.

use std::collections::BTreeMap;

use domain::{
    clock::Timestamp,
    id::{CivilizationId, MatchTypeId, ProfileId, SideId},
    matches::{Match, MatchPlayer, Outcome},
};

use json_client::{List, object, run_blocking};

use super::{
    aliases, civilization,
    map::true_map_name,
    match_id, non_negative,
    outcomes::{PlayerRows, outcomes},
    profile_id, time,
};
use crate::{
    BatchResult, Error, MatchTypes,
    batch_result::Rows,
    reconcile,
    relic::{Relic, mark_if_cut},
    wire,
};

/// Where histories are.
pub(crate) const ENDPOINT: &str = "leaderboard/getRecentMatchHistory";
/// Profiles per request, of about 400 KB each.
pub(crate) const BATCH: usize = 10;
/// The lists of an answer.
pub(crate) const LISTS: [List; 2] = [List::new("matchHistoryStats", "matchtype_id"), List::new("profiles", "alias")];

impl Relic {
    /// The latest matches of each profile, by match id, and the names of all who played.
    pub async fn recent_matches(&self, profiles: &[ProfileId], types: &MatchTypes) -> BatchResult<Match> {
        let fetch = |batch| async move {
            let body = self.ask_about(ENDPOINT, batch, &LISTS).await?;
            let types = types.clone();
            run_blocking(move || read(&body.text, &types).map(|rows| mark_if_cut(rows, &body))).await
        };
        let mut fetched = self.fetch_batched(ENDPOINT, profiles, BATCH, fetch).await;
        fetched.rows = reconcile::matches(fetched.rows);
        fetched.aliases = reconcile::aliases(fetched.aliases);
        fetched
    }
}

/// Reads an answer of `getRecentMatchHistory`. A match that is listed several times is returned several times.
///
/// # Errors
/// [`Error::NotJson`] and [`Error::WrongShape`] when the answer is no object.
pub(crate) fn read(body: &str, types: &MatchTypes) -> Result<Rows<Match>, Error> {
    let answer: wire::History<'_> = object(body)?;
    let mut rows = Rows::default();
    let mut unreadable = 0;
    let listed: Vec<wire::Match<'_>> = answer.match_history_stats.rows_and_strange(&mut rows.dropped, &mut unreadable);
    for row in listed {
        match read_match(row, types, &mut rows.dropped) {
            Some(found) => rows.rows.push(found),
            None => {
                rows.dropped += 1;
                let is_unreadable = row.id.is_no_number() || row.matchtype_id.is_no_number();
                unreadable += usize::from(is_unreadable || row.startgametime.is_no_number());
            }
        }
    }
    rows.tallies.count("a usable match", rows.rows.len(), unreadable);
    // A history without matches is null. An answer without the key is incomplete.
    if !answer.match_history_stats.is_null() {
        rows.incomplete = answer.match_history_stats.lacks_list("matchHistoryStats");
    }
    rows.aliases = aliases(answer.profiles, &mut rows.dropped);
    Ok(rows)
}

/// Reads a match, which needs an id, a start, a type (without one it would look like a custom game) and a player.
fn read_match(row: wire::Match<'_>, types: &MatchTypes, dropped: &mut usize) -> Option<Match> {
    let matchtype_id = row.matchtype_id.int().map(MatchTypeId)?;
    let match_id = match_id(row.id)?;
    let rows = everybody(row, dropped);
    let (started_at, completed_at) = span(row, &rows)?;
    let outcomes = outcomes(&rows);
    let players: Vec<_> = rows.into_iter().map(|(id, rows)| player(id, &rows, outcomes.get(&id).copied())).collect();
    let map = true_map_name(row.options, row.mapname);
    (!players.is_empty()).then(|| Match {
        match_id,
        matchtype_id,
        leaderboard_id: types.leaderboard(matchtype_id),
        map_name: map.name,
        map_is_guess: map.is_guess,
        description: row.description.text(),
        started_at,
        completed_at,
        players,
    })
}

/// When the match started and ended. `startgametime` is sometimes 0 or after the end; then the report rows' start is
/// used. An end before every start is moved to the start.
fn span(row: wire::Match<'_>, players: &BTreeMap<ProfileId, PlayerRows<'_>>) -> Option<(Timestamp, Option<Timestamp>)> {
    // Missing or 0 while the match is played.
    let completed_at = time(row.completiontime);
    let is_before_end = |start: &Timestamp| completed_at.is_none_or(|end| *start <= end);
    let reported =
        players.values().flat_map(|rows| &rows.reports).filter_map(|report| time(report.matchstartdate)).min();
    let started_at = time(row.startgametime);
    let started_at = started_at.filter(is_before_end).or(reported.filter(is_before_end)).or(started_at).or(reported)?;
    Some((started_at, completed_at.map(|end| end.max(started_at))))
}

/// All players in either list, with their rows, by profile id.
fn everybody<'a>(row: wire::Match<'a>, dropped: &mut usize) -> BTreeMap<ProfileId, PlayerRows<'a>> {
    let mut everybody: BTreeMap<ProfileId, PlayerRows<'a>> = BTreeMap::new();
    for report in row.matchhistoryreportresults.rows::<wire::ReportResult<'a>>(dropped) {
        match profile_id(report.profile_id.int()) {
            Some(id) => everybody.entry(id).or_default().reports.push(report),
            None => *dropped += 1,
        }
    }
    for member in row.matchhistorymember.rows::<wire::HistoryMember<'a>>(dropped) {
        match profile_id(member.profile_id.int()) {
            Some(id) => everybody.entry(id).or_default().members.push(member),
            None => *dropped += 1,
        }
    }
    everybody
}

fn player(profile_id: ProfileId, rows: &PlayerRows<'_>, outcome: Option<Outcome>) -> MatchPlayer {
    // The report's civilization is 0 for some random picks, which is wrong: it is used only without a member row.
    let civilization_is_guess = rows.members.is_empty();
    let civilizations: Vec<_> = if civilization_is_guess {
        rows.reports.iter().map(|row| civilization(row.civilization_id.int(), row.race_id.int())).collect()
    } else {
        rows.members.iter().map(|row| civilization(row.civilization_id.int(), row.race_id.int())).collect()
    };
    // Custom games have ratings of another, hidden scale; they are kept, without a ladder.
    let (old_rating, new_rating) = rating(rows);
    MatchPlayer {
        profile_id,
        civilization_id: civilizations.into_iter().max().unwrap_or(CivilizationId::UNKNOWN),
        civilization_is_guess,
        side: rows.side().map(SideId),
        outcome,
        old_rating,
        new_rating,
        xp_gained: rows.reports.iter().filter_map(|report| non_negative(report.xpgained.int())).max(),
    }
}

/// The ratings before and after, from the member row that has most of them.
fn rating(rows: &PlayerRows<'_>) -> (Option<i64>, Option<i64>) {
    let both = |row: &wire::HistoryMember<'_>| (row.oldrating.int(), row.newrating.int());
    let filled =
        |field: Option<i64>| usize::from(field.is_some()) + usize::from(field.is_some_and(|rating| rating > 0));
    let fuller = |ratings: &(Option<i64>, Option<i64>)| (filled(ratings.0) + filled(ratings.1), *ratings);
    rows.members.iter().map(both).max_by_key(fuller).unwrap_or_default()
}

#[cfg(test)]
mod tests;
