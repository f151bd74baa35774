//! A match is in one series at most, and the host says in which.

use domain::series::{GameDecision, Ruling, SeriesFacts, attribute};

use crate::fixture::{decided, decision, entry, game, games, matches, minute, ruled, scheduled, series};

/// Series 1 and 2 of the same sides, on the same evening.
fn legs() -> [SeriesFacts; 2] {
    [scheduled(series(1, entry(1), entry(2)), 30), scheduled(series(2, entry(1), entry(2)), 40)]
}

#[test]
fn a_match_that_the_host_counts_for_one_series_is_in_no_other() {
    let [first, second] = legs();
    let played = [game(10, 30, 1, 2), game(11, 60, 1, 2)];
    assert_eq!(matches(&attribute(&[first.clone(), second.clone()], &played)), [vec![10, 11], vec![]]);
    let states = attribute(&[first, decided(second, &[decision(10, true)])], &played);
    assert_eq!(matches(&states), [[11], [10]]);
    assert_eq!([states[0].score, states[1].score], [[1, 0], [1, 0]]);
}

#[test]
fn a_match_that_does_not_count_for_one_series_is_in_no_other() {
    let [first, second] = legs();
    let states = attribute(&[decided(first, &[decision(10, false)]), second], &[game(10, 30, 1, 2)]);
    assert_eq!(matches(&states), [vec![10], vec![]]);
    assert_eq!(games(&states[0]), [(10, "host")]);
}

/// The host strikes it from the one and counts it for the other, in whichever order.
#[test]
fn a_match_moves_to_the_series_that_counts_it() {
    for (struck_at, counted_at) in [(100, 200), (200, 100)] {
        let [first, second] = legs();
        let struck = GameDecision { made_at: minute(struck_at), ..decision(10, false) };
        let counted = GameDecision { made_at: minute(counted_at), ..decision(10, true) };
        let states = attribute(&[decided(first, &[struck]), decided(second, &[counted])], &[game(10, 30, 1, 2)]);
        assert_eq!(matches(&states), [vec![], vec![10]]);
        assert_eq!(states[1].score, [1, 0]);
    }
}

#[test]
fn of_two_series_that_count_a_match_the_later_decision_has_it() {
    let counted = |minutes| GameDecision { made_at: minute(minutes), ..decision(10, true) };
    let of = |first_at, second_at| {
        let [first, second] = legs();
        let all = [decided(first, &[counted(first_at)]), decided(second, &[counted(second_at)])];
        matches(&attribute(&all, &[game(10, 30, 1, 2)]))
    };
    assert_eq!(of(100, 200), [vec![], vec![10]]);
    assert_eq!(of(200, 100), [vec![10], vec![]]);
    assert_eq!(of(100, 100), [vec![10], vec![]]);
}

#[test]
fn the_games_of_a_cancelled_series_are_free_for_another() {
    let [first, second] = legs();
    let played = [game(10, 30, 1, 2), game(11, 60, 1, 2)];
    let states = attribute(&[ruled(first, Ruling::Cancelled, 500), second], &played);
    assert_eq!(matches(&states), [vec![], vec![10, 11]]);
}

/// Also those that its host decided about: it has no games at all. They are back when the series is.
#[test]
fn decisions_about_games_of_a_cancelled_series_are_not_in_force() {
    let [first, second] = legs();
    let played = [game(10, 30, 1, 2), game(11, 60, 1, 2)];
    let first = decided(first, &[decision(10, true), decision(11, false)]);
    let all = [first.clone(), second.clone()];
    assert_eq!(matches(&attribute(&all, &played)), [vec![10, 11], vec![]]);
    let states = attribute(&[ruled(first, Ruling::Cancelled, 500), second], &played);
    assert_eq!(matches(&states), [vec![], vec![10, 11]]);
    assert_eq!([states[0].score, states[1].score], [[0, 0], [2, 0]]);
}
