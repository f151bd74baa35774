//! When a series takes games: from half an hour before its schedule, or from its creation, until it is decided.

use domain::series::{PlayedGame, SeriesFacts, SeriesStatus, attribute};

use crate::fixture::{duel, entry, game, games, lasting, matches, minute, running, scheduled, series, state};

#[test]
fn a_scheduled_series_begins_up_to_half_an_hour_early() {
    let facts = scheduled(duel(), 60);
    let mut just_before = game(10, 30, 1, 2);
    just_before.started_at = just_before.started_at - chrono::TimeDelta::milliseconds(1);
    assert!(state(&facts, &[game(9, 29, 1, 2), just_before]).games.is_empty());
    assert_eq!(games(&state(&facts, &[game(10, 30, 1, 2)])), [(10, "counts")]);
}

/// Its creation does not matter: a host may write down on Monday what was scheduled for Sunday.
#[test]
fn a_series_may_be_created_after_its_games() {
    let facts = SeriesFacts { created_at: minute(1000), ..scheduled(duel(), 60) };
    assert_eq!(state(&facts, &[game(10, 60, 1, 2)]).score, [1, 0]);
}

#[test]
fn an_unscheduled_series_begins_when_it_is_created() {
    assert!(state(&duel(), &[game(10, -1, 1, 2)]).games.is_empty());
    assert_eq!(games(&state(&duel(), &[game(10, 0, 1, 2)])), [(10, "counts")]);
}

#[test]
fn a_schedule_has_no_end() {
    assert_eq!(state(&scheduled(duel(), 60), &[game(10, 60 + 3 * 24 * 60, 1, 2)]).score, [1, 0]);
}

#[test]
fn games_after_the_decision_are_not_taken() {
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 2, 1), running(game(13, 90, 1, 2))];
    let state = state(&duel(), &played);
    assert_eq!(games(&state), [(10, "counts"), (11, "counts")]);
    assert_eq!((state.score, state.status), ([2, 0], SeriesStatus::Completed));
    assert_eq!(state.decided_at, Some(minute(50)));
}

/// They are given out in the order in which they started, whatever their numbers are.
#[test]
fn games_count_in_the_order_in_which_they_started() {
    let played = [game(13, 5, 1, 2), game(11, 30, 2, 1), game(12, 60, 2, 1), game(10, 90, 1, 2)];
    let state = state(&duel(), &played);
    assert_eq!(games(&state), [(13, "counts"), (11, "counts"), (12, "counts")]);
    assert_eq!(state.score, [1, 2]);
}

#[test]
fn of_two_that_started_together_the_smaller_number_comes_first() {
    let facts = SeriesFacts { format: domain::series::SeriesFormat::BestOf(1), ..duel() };
    let state = state(&facts, &[game(11, 5, 1, 2), game(10, 5, 2, 1)]);
    assert_eq!(games(&state), [(10, "counts")]);
}

/// Show matches before the window and after the decision are in no series.
#[test]
fn show_matches_are_in_no_series() {
    let facts = scheduled(duel(), 60);
    let played = [game(10, 0, 2, 1), game(11, 61, 1, 2), game(12, 90, 1, 2), game(13, 120, 2, 1)];
    assert_eq!(matches(&[state(&facts, &played)]), [[11, 12]]);
}

/// The decision is when the last of the games that count has ended, which need not be the one that started last.
#[test]
fn the_decision_is_the_latest_end_of_a_counted_game() {
    let played = [lasting(game(10, 5, 1, 2), 90), game(11, 10, 1, 2)];
    assert_eq!(state(&duel(), &played).decided_at, Some(minute(95)));
}

#[test]
fn an_unrelated_series_is_not_touched() {
    let other = series(2, entry(3), entry(4));
    let played: [PlayedGame; 2] = [game(10, 5, 1, 2), game(11, 30, 4, 3)];
    let states = attribute(&[other, duel()], &played);
    assert_eq!(matches(&states), [[10], [11]]);
    assert_eq!(states[1].score, [0, 1]);
}
