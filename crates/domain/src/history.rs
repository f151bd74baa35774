//! The standings' history: every position over time, in buckets at which something moved.
//!
//! Three steps: what each entrant's ratings were when (`timeline`), at which instants to look (`instants`), and who
//! stood where at each (`table`).

mod facts;
mod instants;
mod places;
mod table;
mod timeline;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use facts::{HistoryFacts, Observation, PastRatings};

use crate::{
    clock::Timestamp,
    id::{EntryId, ProfileId, TeamId},
};
use instants::Instant;
use table::Table;
use timeline::Timeline;

/// The most points a history has, about twenty megabytes of them. A busy event of a hundred entries ranked by current
/// ratings moves somebody with every game; of such a one the history tells the last position in each so many minutes.
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

/// The same in about `most` points: a history that has more tells the last positions of each so many minutes.
#[must_use]
pub fn history_within(facts: &HistoryFacts<'_>, most: usize) -> StandingsHistory {
    let mut listed: Vec<_> = facts.tournament_facts.listed().collect();
    listed.sort_unstable_by_key(|entrant| entrant.entry.id);
    let timelines: Vec<_> = listed.iter().map(|entrant| Timeline::of(entrant, facts)).collect();
    let last_polled_at = timelines.iter().filter_map(Timeline::last).max();
    let first_fact = timelines.iter().filter_map(Timeline::first).min();
    let first = instants::beginning(facts.tournament_facts.tournament.window.start, first_fact);
    let Some(first) = first.filter(|_| !facts.tournament_facts.entrants.is_empty()) else {
        return StandingsHistory { last_polled_at: None, buckets: Vec::new(), players: Vec::new(), teams: Vec::new() };
    };
    let midnights = instants::midnights(first, last_polled_at);
    let every = instants::instants(&timelines, midnights);
    let blank = || Table::new(&listed, &timelines, facts);
    let table = sweep(blank(), &every, most).or_else(|| {
        let series = listed.len() + facts.teams.len();
        sweep(blank(), &instants::thinned(&every, most / series), usize::MAX)
    });
    table.unwrap_or_else(blank).into_history(last_polled_at)
}

/// Goes through `instants`, unless that makes more than `most` points.
fn sweep<'a>(mut table: Table<'a>, instants: &[Instant], most: usize) -> Option<Table<'a>> {
    for instant in instants {
        table.advance(*instant);
        if table.points() > most {
            return None;
        }
    }
    Some(table)
}
