//! The standings' history: every position over time, in buckets at which a position changed.
//!
//! It is computed in three steps: each entrant's ratings over time (`timeline`), the instants to look at (`instants`),
//! and the order at each of them (`table`).

mod facts;
mod instants;
mod places;
mod table;
mod timeline;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use facts::{HistoryFacts, Observation, PastRatings};

use crate::{
    clock::Timestamp,
    entrant::Entrant,
    id::{EntryId, ProfileId, TeamId},
};
use instants::Instant;
use table::Table;
use timeline::Timeline;

/// The maximum number of points in a history, about twenty megabytes. In a busy event of a hundred entries ranked by
/// current ratings, every game moves somebody; such a history keeps only the last positions of each interval of some
/// minutes, or of some days where the midnights of years are too many.
const MOST_POINTS: usize = 400_000;

/// Positions over time. `points[i]` of every series belongs to `buckets[i]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StandingsHistory {
    /// The latest instant at which a rating moved; null when none did.
    #[schema(required)]
    pub last_polled_at: Option<Timestamp>,
    /// When: each midnight UTC, each instant at which a position changed, and the last one looked at.
    pub buckets: Vec<Timestamp>,
    /// Every listed entry, by entry.
    pub players: Vec<PlayerStandingHistory>,
    /// Every team that has members, by team.
    pub teams: Vec<TeamStandingHistory>,
}

/// Where an entry stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerStandingHistory {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// The account it is linked to.
    #[schema(required)]
    pub profile_id: Option<ProfileId>,
    /// The displayed name.
    pub name: String,
    /// One for each bucket.
    pub points: Vec<StandingHistoryPoint>,
}

/// An entry's place in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandingHistoryPoint {
    /// The place in the table, from 1.
    pub position: i64,
    /// The peak rating, in a tournament ranked by it.
    #[schema(required)]
    pub peak_rating: Option<i64>,
    /// The current rating, in a tournament ranked by it.
    pub current_rating: Option<i64>,
}

/// Where a team stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamStandingHistory {
    /// The team.
    pub team_id: TeamId,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub initials: String,
    /// One for each bucket.
    pub points: Vec<TeamStandingHistoryPoint>,
}

/// A team's place in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamStandingHistoryPoint {
    /// The place in the table, from 1.
    pub position: i64,
    /// The members' peak ratings added up, in a tournament ranked by them.
    pub combined_peak_elo: Option<i64>,
    /// The members' current ratings added up, in a tournament ranked by them.
    pub combined_current_elo: Option<i64>,
}

/// The positions of all listed entries, and of all teams with members, over time.
#[must_use]
pub fn standings_history(facts: &HistoryFacts<'_>) -> StandingsHistory {
    history_within(facts, MOST_POINTS)
}

/// Like [`standings_history`], in about `most` points: a longer history keeps only the last positions of each interval
/// of some minutes or days.
#[must_use]
pub fn history_within(facts: &HistoryFacts<'_>, most: usize) -> StandingsHistory {
    let (listed, timelines) = timelines(facts);
    let Some(first) = first(&timelines, facts) else {
        return StandingsHistory { last_polled_at: None, buckets: Vec::new(), players: Vec::new(), teams: Vec::new() };
    };
    let last_polled_at = timelines.iter().filter_map(Timeline::last).max();
    let midnights = instants::midnights(first, last_polled_at);
    let every = instants::instants(&timelines, midnights);
    let blank = || Table::new(&listed, &timelines, facts);
    let table = sweep(blank(), &every, most).or_else(|| {
        let series = listed.len() + facts.teams.len();
        sweep(blank(), &instants::thinned(&every, most / series), usize::MAX)
    });
    table.unwrap_or_else(blank).into_history(last_polled_at)
}

/// The place of each listed entry at `at`, as a bucket of the history at that instant has it. Empty when there is no
/// history.
#[must_use]
pub fn places_at(facts: &HistoryFacts<'_>, at: Timestamp) -> HashMap<EntryId, i64> {
    let (listed, timelines) = timelines(facts);
    if first(&timelines, facts).is_none() {
        return HashMap::new();
    }
    let mut table = Table::new(&listed, &timelines, facts);
    table.advance(Instant { at, is_bucket: true });
    let players = table.into_history(None).players.into_iter();
    players.filter_map(|player| Some((player.tournament_player_id, player.points.last()?.position))).collect()
}

/// The listed entries, by id, with their ratings over time.
fn timelines<'a>(facts: &HistoryFacts<'a>) -> (Vec<&'a Entrant>, Vec<Timeline>) {
    let mut listed: Vec<_> = facts.tournament_facts.listed().collect();
    listed.sort_unstable_by_key(|entrant| entrant.entry.id);
    let timelines = listed.iter().map(|entrant| Timeline::of(entrant, facts)).collect();
    (listed, timelines)
}

/// The beginning of the history, if there is one.
fn first(timelines: &[Timeline], facts: &HistoryFacts<'_>) -> Option<Timestamp> {
    let first_fact = timelines.iter().filter_map(Timeline::first).min();
    let first = instants::beginning(facts.tournament_facts.tournament.window.start, first_fact);
    first.filter(|_| !facts.tournament_facts.entrants.is_empty())
}

/// Advances the table through `instants`; `None` when that gives more than `most` points.
fn sweep<'a>(mut table: Table<'a>, instants: &[Instant], most: usize) -> Option<Table<'a>> {
    for instant in instants {
        table.advance(*instant);
        if table.points() > most {
            return None;
        }
    }
    Some(table)
}
