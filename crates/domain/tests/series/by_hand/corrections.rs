//! What the upstream corrects later moves scores, decisions, and the games that follow.

use domain::{
    series::{PlayedGame, SeriesFacts, SeriesFormat, SeriesStatus, attribute},
    stages::result::Winner,
};

use crate::fixture::{
    decided, decision, duel, entry, game, games, lasting, matches, minute, scheduled, series, state, without_outcome,
};

#[test]
fn a_correction_moves_the_score() {
    assert_eq!(state(&duel(), &[game(10, 5, 1, 2)]).score, [1, 0]);
    assert_eq!(state(&duel(), &[game(10, 5, 2, 1)]).score, [0, 1]);
}

/// The second game was won by the other side: the series was not over, and the third game, so far in none, counts.
#[test]
fn a_correction_takes_a_decision_back_and_lets_the_next_game_count() {
    let wrong = state(&duel(), &[game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 2, 1)]);
    assert_eq!((wrong.winner, wrong.decided_at, wrong.games.len()), (Some(Winner::First), Some(minute(50)), 2));
    let corrected = state(&duel(), &[game(10, 5, 1, 2), game(11, 30, 2, 1), game(12, 60, 2, 1)]);
    assert_eq!((corrected.score, corrected.winner), ([1, 2], Some(Winner::Second)));
    assert_eq!((corrected.decided_at, corrected.games.len()), (Some(minute(80)), 3));
}

#[test]
fn an_outcome_that_is_taken_back_takes_the_decision_back() {
    let played = [game(10, 5, 1, 2), without_outcome(game(11, 30, 1, 2))];
    let state = state(&duel(), &played);
    assert_eq!((state.status, state.score, state.decided_at), (SeriesStatus::Live, [1, 0], None));
}

/// A late outcome decides the series earlier: the game that had decided it is after the decision now.
#[test]
fn a_late_outcome_may_decide_a_series_earlier() {
    let played = |late: PlayedGame| [game(10, 5, 1, 2), late, game(12, 60, 1, 2)];
    let before = state(&duel(), &played(without_outcome(game(11, 30, 1, 2))));
    assert_eq!(games(&before), [(10, "counts"), (11, "no_outcome"), (12, "counts")]);
    let after = state(&duel(), &played(game(11, 30, 1, 2)));
    assert_eq!(games(&after), [(10, "counts"), (11, "counts")]);
    assert_eq!([before.decided_at, after.decided_at], [Some(minute(80)), Some(minute(50))]);
}

/// Two series of the same sides: what the first does not take any more is the second's, and the other way round.
#[test]
fn a_correction_moves_games_between_series() {
    let all = [scheduled(duel(), 30), scheduled(series(2, entry(1), entry(2)), 90)];
    let played = |second| [game(10, 30, 1, 2), second, game(12, 80, 2, 1), game(13, 110, 2, 1)];
    assert_eq!(matches(&attribute(&all, &played(game(11, 55, 1, 2)))), [[10, 11], [12, 13]]);
    assert_eq!(matches(&attribute(&all, &played(game(11, 55, 2, 1)))), [vec![10, 11, 12], vec![13]]);
}

#[test]
fn a_corrected_end_makes_a_restart_a_game() {
    let facts = SeriesFacts { format: SeriesFormat::BestOf(1), ..duel() };
    assert_eq!(state(&facts, &[lasting(game(10, 5, 1, 2), 4)]).score, [0, 0]);
    assert_eq!(state(&facts, &[lasting(game(10, 5, 1, 2), 6)]).score, [1, 0]);
}

/// The host counts the third game; the second is corrected to the other side's after that.
#[test]
fn a_correction_never_makes_an_impossible_score() {
    let facts = decided(duel(), &[decision(12, true)]);
    let played = |second| [game(10, 5, 1, 2), second, game(12, 60, 1, 2)];
    let before = state(&facts, &played(game(11, 30, 2, 1)));
    assert_eq!((before.score, before.status), ([2, 1], SeriesStatus::Completed));
    let after = state(&facts, &played(game(11, 30, 1, 2)));
    assert_eq!(games(&after), [(10, "counts"), (11, "after_decision"), (12, "counts")]);
    assert_eq!((after.score, after.winner), ([2, 0], Some(Winner::First)));
}
