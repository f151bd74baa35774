//! Generates arbitrary fixtures. Small ranges and one coarse grid of time make ties and edge cases frequent.

mod play;
mod roster;

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    tournament::RankBy,
};
use proptest::{collection::vec, option, prelude::*};

use self::{
    play::{PlannedGame, PlannedObservation},
    roster::PlannedEntry,
};
use crate::fixture::{Fixture, at};

/// A fixture and the instant for which its views are computed.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) fixture: Fixture,
    pub(super) now: Timestamp,
}

/// A tick is a quarter of a day; tick 0 is a midnight.
pub(super) fn tick(number: i64) -> Timestamp {
    at("2026-06-01T00:00:00Z") + TimeDelta::hours(6 * number)
}

/// The account of the entry with that index; higher indices are strangers. Account ids fall where entry ids rise.
pub(super) fn account(index: usize) -> ProfileId {
    ProfileId(200 - i64::try_from(index).expect("small"))
}

pub(super) fn modes() -> impl Strategy<Value = RankBy> {
    prop_oneof![Just(RankBy::PeakRating), Just(RankBy::CurrentRating)]
}

/// Any case; the window may lack bounds.
pub(super) fn cases() -> impl Strategy<Value = Case> {
    cases_within(option::weighted(0.8, -1..7_i64), option::weighted(0.8, 8..18_i64))
}

/// Any case whose tournament is over.
pub(super) fn closed_cases() -> impl Strategy<Value = Case> {
    cases_within(option::weighted(0.8, -1..7_i64), (8..18_i64).prop_map(Some)).prop_map(|mut case| {
        case.now = case.fixture.tournament.window.end.expect("an end").max(case.now);
        case
    })
}

fn cases_within(
    start: impl Strategy<Value = Option<i64>>,
    end: impl Strategy<Value = Option<i64>>,
) -> impl Strategy<Value = Case> {
    let roster = (vec(roster::entries(), 0..=8), 0..=3_i64);
    let play = (vec(play::games(10), 0..=10), vec(play::observations(), 0..=12), exclusions());
    (modes(), (start, end), roster, play, -6..30_i64).prop_map(assembled)
}

/// Cases with few accounts and without observations; about half of the games are from before the window.
pub(super) fn unobserved_cases() -> impl Strategy<Value = Case> {
    let bounds = ((4..12_i64).prop_map(Some), Just(None));
    let roster = (vec(roster::entries(), 1..=3), 0..=1_i64);
    let play = (vec(play::games(3), 3..=10), Just(vec![]), exclusions());
    (modes(), bounds, roster, play, -6..30_i64).prop_map(assembled)
}

type Bounds = (Option<i64>, Option<i64>);
type Play = (Vec<PlannedGame>, Vec<PlannedObservation>, Vec<i64>);

/// The numbers of excluded matches; in half of the cases there are none.
fn exclusions() -> impl Strategy<Value = Vec<i64>> {
    prop_oneof![Just(vec![]), vec(1..=10_i64, 1..=4)]
}

fn assembled(
    (rank_by, (start, end), (entries, teams), (games, observations, excluded), now): (
        RankBy,
        Bounds,
        (Vec<PlannedEntry>, i64),
        Play,
        i64,
    ),
) -> Case {
    let mut fixture = Fixture::ranked_by(rank_by);
    fixture.tournament.window.start = start.map(tick);
    fixture.tournament.window.end = end.map(tick);
    enrol(&mut fixture, &entries, teams);
    play_out(&mut fixture, &games, &observations);
    fixture.excluded = excluded.into_iter().map(MatchId).collect();
    Case { fixture, now: tick(now) }
}

/// Adds the entries to the roster and to their teams, some of which stay empty.
fn enrol(fixture: &mut Fixture, entries: &[PlannedEntry], teams: i64) {
    *fixture = (1..=teams).fold(fixture.clone(), |fixture, team| fixture.team(team, &[]));
    for (index, entry) in entries.iter().enumerate() {
        let team = entry.team.and_then(|team| fixture.teams.get(team)).cloned();
        fixture.entrants.push(entry.entrant(index, team));
    }
}

fn play_out(fixture: &mut Fixture, games: &[PlannedGame], observations: &[PlannedObservation]) {
    for (number, game) in games.iter().enumerate() {
        fixture.games.extend(game.parts(number));
    }
    fixture.observations.extend(observations.iter().map(PlannedObservation::made));
    fixture.observations.sort_by_key(|(_, seen)| seen.at);
}
