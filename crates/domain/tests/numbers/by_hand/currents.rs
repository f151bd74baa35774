//! Tests of the history by current rating: the rating with which an entry began, and how it changed.

use domain::{
    matches::Outcome::{Loss, Win},
    participations::Participation,
    tournament::RankBy::CurrentRating,
};

use super::{DURING, START, cup, from_nowhere, orders, values};
use crate::fixture::{Fixture, at, game};

/// Ann, who has 1470 today and a peak of 1600.
fn ann() -> Fixture {
    cup(CurrentRating).rated(1, "Ann", 1600, 1470)
}

/// A game that ended on 2 June at 10:30, with those ratings before and after.
fn on_the_second(old: i64, new: i64) -> Participation {
    game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (old, new))
}

/// Ann's ratings: at midnight of 1 June, at the following midnights, and at the last instant.
fn currents(fixture: &Fixture) -> Vec<Option<i64>> {
    values(&fixture.history(at(DURING)), 1)
}

#[test]
fn an_entry_comes_with_the_rating_before_its_first_game() {
    // 1480 was observed before the start, but the 1500 before her first game counts.
    let fixture = ann().observed(1, "2026-05-30T12:00:00Z", 1600, 1480).plays(1, on_the_second(1500, 1512));
    assert_eq!(currents(&fixture), [Some(1500), Some(1500), Some(1512)]);
    // The rating before the game counts even when it is lower than the observed one.
    let fixture = ann().observed(1, "2026-05-30T12:00:00Z", 1600, 1540).plays(1, on_the_second(1500, 1512));
    assert_eq!(currents(&fixture)[0], Some(1500));
}

#[test]
fn else_with_the_rating_last_observed_before_the_start() {
    let fixture = ann().observed(1, "2026-05-20T12:00:00Z", 1600, 1490).observed(1, START, 1600, 1480).observed(
        1,
        "2026-06-02T12:00:00Z",
        1600,
        1485,
    );
    assert_eq!(currents(&fixture), [Some(1480), Some(1480), Some(1485)]);
    // When the first game has no rating before it, the observation counts.
    assert_eq!(currents(&fixture.plays(1, from_nowhere(on_the_second(0, 1512))))[0], Some(1480));
}

#[test]
fn else_with_the_earliest_observation_carried_back() {
    let fixture = ann().observed(1, "2026-06-02T12:00:00Z", 1600, 1475).observed(1, "2026-06-03T12:00:00Z", 1600, 1485);
    assert_eq!(currents(&fixture), [Some(1475), Some(1475), Some(1475), Some(1485)]);
}

#[test]
fn else_with_what_it_holds_today() {
    assert_eq!(currents(&ann()), [Some(1470)]);
    assert_eq!(currents(&ann().plays(1, from_nowhere(on_the_second(0, 1512))))[0], Some(1470));
    // Ratings from games before the start do not count.
    let earlier = game(1, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Loss, (1595, 1590));
    assert_eq!(currents(&ann().plays(1, earlier)), [Some(1470)]);
}

#[test]
fn an_unrated_entry_comes_with_nothing() {
    let fixture = cup(CurrentRating)
        .polled(1, "Ann")
        .observed(1, "2026-05-20T12:00:00Z", 1540, 1490)
        .plays(1, on_the_second(1500, 1510));
    assert_eq!(currents(&fixture), [None, None, Some(1510)]);
}

#[test]
fn of_games_and_observations_the_later_counts() {
    // 2 June: 1512 after the game at 10:30, 1505 observed at 11:00. 3 June: 1508 observed at 10:00, 1520 after the
    // game.
    let fixture = ann()
        .plays(1, on_the_second(1500, 1512))
        .observed(1, "2026-06-02T11:00:00Z", 1600, 1505)
        .observed(1, "2026-06-03T10:00:00Z", 1600, 1508)
        .plays(1, game(12, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", Win, (1508, 1520)));
    assert_eq!(currents(&fixture), [Some(1500), Some(1500), Some(1505), Some(1520)]);
}

#[test]
fn a_game_that_ended_at_the_instant_of_an_observation_wins() {
    let fixture = ann().plays(1, on_the_second(1500, 1512)).observed(1, "2026-06-02T10:30:00Z", 1600, 1505);
    assert_eq!(currents(&fixture), [Some(1500), Some(1500), Some(1512)]);
}

#[test]
fn games_count_by_their_end_then_by_match() {
    // Match 14 started first and ended last.
    let fixture = ann()
        .plays(1, game(14, "2026-06-02T10:00:00Z", "2026-06-02T12:00:00Z", Win, (1512, 1530)))
        .plays(1, game(15, "2026-06-02T10:30:00Z", "2026-06-02T11:00:00Z", Win, (1500, 1512)));
    assert_eq!(currents(&fixture), [Some(1500), Some(1500), Some(1530)]);
    // Of games that end together, the one with the higher match id is the later: 16 left 1525, and 13 left 1540.
    let fixture = fixture
        .plays(1, game(16, "2026-06-02T11:00:00Z", "2026-06-02T12:00:00Z", Loss, (1530, 1525)))
        .plays(1, game(13, "2026-06-02T11:30:00Z", "2026-06-02T12:00:00Z", Win, (1530, 1540)));
    assert_eq!(currents(&fixture), [Some(1500), Some(1500), Some(1525)]);
}

#[test]
fn todays_peak_breaks_ties_at_any_time() {
    // Both begin with 1500. Bob's peak of 1700 is above Ann's 1600, whatever ratings his games leave: he is first while
    // both are at 1500, and second after his 1490.
    let fixture = ann()
        .rated(2, "Bob", 1700, 1490)
        .observed(1, "2026-05-20T12:00:00Z", 1550, 1500)
        .observed(2, "2026-05-20T12:00:00Z", 1520, 1500)
        .plays(2, game(12, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Loss, (1500, 1490)));
    assert_eq!(orders(&fixture.history(at(DURING))), [[2, 1], [2, 1], [1, 2]]);
}

#[test]
fn points_of_a_cup_ranked_by_current_ratings_carry_those_alone() {
    let history = ann().team(1, &[1]).history(at(DURING));
    let (point, team) = (history.players[0].points[0], history.teams[0].points[0]);
    assert_eq!((point.peak_rating, point.current_rating), (None, Some(1470)));
    assert_eq!((team.combined_peak_elo, team.combined_current_elo), (None, Some(1470)));
}
