//! Tests of every view with expected numbers worked out by hand: the comment in each test has the arithmetic.

mod buckets;
mod civ_stats;
mod climber;
mod currents;
mod exclusions;
mod freeze;
mod head_to_head;
mod matchups;
mod members;
mod midnights;
mod peaks;
mod progression;
mod rebased;
mod record;
mod roster;
mod summary;
mod team_history;
mod ties;
mod window_end;
mod windows;

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    history::StandingsHistory,
    id::{CivilizationId, MatchId, SideId},
    matches::Outcome::{Loss, Win},
    participations::Participation,
    standings::StandingRow,
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use crate::fixture::{Fixture, at, game};

/// The window of most test cups, and the instants at which most tests compute the views.
const START: &str = "2026-06-01T00:00:00Z";
const END: &str = "2026-06-10T20:00:00Z";
const DURING: &str = "2026-06-08T12:00:00Z";
const AFTER: &str = "2026-06-12T12:00:00Z";

const MODES: [RankBy; 2] = [PeakRating, CurrentRating];

/// A cup with the usual window.
fn cup(rank_by: RankBy) -> Fixture {
    Fixture::ranked_by(rank_by).within(Some(START), Some(END))
}

/// The same game while it is still being played.
fn under_way(game: Participation) -> Participation {
    Participation { completed_at: None, outcome: None, new_rating: None, ..game }
}

/// The same game without a rating before it.
fn from_nowhere(game: Participation) -> Participation {
    Participation { old_rating: None, ..game }
}

/// The same game played on that side.
fn on(side: i64, game: Participation) -> Participation {
    Participation { side: Some(SideId(side)), ..game }
}

/// The same game played with that civilization.
fn with(civilization: i64, game: Participation) -> Participation {
    Participation { civilization_id: CivilizationId(civilization), ..game }
}

/// Adds wins and losses of an account from letters such as `WWL`: the oldest first, an hour apart, from the window's
/// start on. Each game takes half an hour and moves no rating. The match ids are the account's id times a hundred, plus
/// a counter.
fn results(fixture: Fixture, profile: i64, letters: &str) -> Fixture {
    letters.chars().zip(0..).fold(fixture, |fixture, (letter, hour)| {
        let started_at = at(START) + TimeDelta::hours(hour);
        let outcome = if letter == 'W' { Win } else { Loss };
        let unrated = Participation { old_rating: None, new_rating: None, ..game(0, START, START, outcome, (0, 0)) };
        let completed_at = Some(started_at + TimeDelta::minutes(30));
        let match_id = MatchId(100 * profile + hour);
        fixture.plays(profile, Participation { match_id, started_at, completed_at, ..unrated })
    })
}

/// The rows' entry ids.
fn entries(rows: &[StandingRow]) -> Vec<i64> {
    rows.iter().map(|row| row.tournament_player_id.0).collect()
}

/// The row of an entry.
fn row(fixture: &Fixture, now: &str, entry: i64) -> StandingRow {
    fixture.standings(at(now)).into_iter().find(|row| row.tournament_player_id.0 == entry).expect("a row")
}

/// An entry's peak and current rating in the standings.
fn ratings(fixture: &Fixture, now: &str, entry: i64) -> (Option<i64>, Option<i64>) {
    let row = row(fixture, now, entry);
    (row.max_rating, row.current_rating)
}

/// The buckets' times as texts.
fn buckets(history: &StandingsHistory) -> Vec<String> {
    history.buckets.iter().map(Timestamp::to_string).collect()
}

/// An entry's rank metric in each bucket.
fn values(history: &StandingsHistory, entry: i64) -> Vec<Option<i64>> {
    let player = history.players.iter().find(|player| player.tournament_player_id.0 == entry).expect("a series");
    player.points.iter().map(|point| point.peak_rating.or(point.current_rating)).collect()
}

/// The order of the entries in each bucket.
fn orders(history: &StandingsHistory) -> Vec<Vec<i64>> {
    let in_bucket = |bucket: usize| {
        let mut placed: Vec<_> = history
            .players
            .iter()
            .map(|player| (player.points[bucket].position, player.tournament_player_id.0))
            .collect();
        placed.sort_unstable();
        assert!(placed.iter().map(|(position, _)| *position).eq(1..=placed.len() as i64), "positions count from 1");
        placed.into_iter().map(|(_, entry)| entry).collect()
    };
    (0..history.buckets.len()).map(in_bucket).collect()
}
