//! What the host decides about single games takes precedence over everything that is derived.

use domain::{
    series::{DecidedBy, GameDecision, SeriesStatus},
    stages::result::Winner,
};

use crate::fixture::{
    added, decided, decision, duel, entry, excluded, game, games, lasting, minute, running, series, state,
    without_outcome,
};

#[test]
fn a_short_game_counts_if_the_host_counts_it() {
    let played = [lasting(game(10, 5, 1, 2), 3), game(11, 30, 1, 2)];
    assert_eq!(games(&state(&duel(), &played)), [(10, "short"), (11, "counts")]);
    let state = state(&decided(duel(), &[decision(10, true)]), &played);
    assert_eq!(games(&state), [(10, "counts"), (11, "counts")]);
    assert_eq!((state.score, state.decided_by), ([2, 0], Some(DecidedBy::Games)));
    assert_eq!([state.games[0].decision, state.games[1].decision], [Some(0), None]);
}

/// The sides agreed to play the second game again.
#[test]
fn a_game_does_not_count_if_the_host_says_so() {
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 2, 1)];
    let state = state(&decided(duel(), &[decision(11, false)]), &played);
    assert_eq!(games(&state), [(10, "counts"), (11, "host"), (12, "counts")]);
    assert_eq!((state.score, state.status), ([1, 1], SeriesStatus::Live));
    assert_eq!(state.games[1].winner, Some(Winner::First));
}

/// A game that would never be found: other accounts, another kind, long before the window.
#[test]
fn a_host_may_count_any_match() {
    let count = GameDecision { winner: Some(Winner::Second), ..decision(10, true) };
    let state = state(&decided(duel(), &[count, decision(11, true)]), &[game(10, -5000, 8, 9), game(11, 5, 2, 9)]);
    assert_eq!((games(&state), state.score), (vec![(10, "counts"), (11, "counts")], [0, 2]));
}

#[test]
fn the_host_s_winner_takes_precedence() {
    let count = GameDecision { winner: Some(Winner::Second), ..decision(10, true) };
    let facts = decided(duel(), &[count]);
    assert_eq!(state(&facts, &[game(10, 5, 1, 2)]).score, [0, 1]);
    assert_eq!(state(&facts, &[without_outcome(game(10, 5, 1, 2))]).score, [0, 1]);
}

#[test]
fn a_game_that_the_host_counts_waits_for_its_outcome() {
    let facts = decided(duel(), &[decision(10, true), decision(11, true)]);
    let waiting = state(&facts, &[without_outcome(game(10, 5, 1, 2)), running(game(11, 30, 1, 2))]);
    assert_eq!(games(&waiting), [(10, "no_outcome"), (11, "running")]);
    assert_eq!(waiting.status, SeriesStatus::Live);
    assert_eq!(state(&facts, &[game(10, 5, 1, 2), game(11, 30, 1, 2)]).score, [2, 0]);
}

/// The match is not known (yet): it is listed, and counts if the host says who won.
#[test]
fn a_decision_may_be_about_an_unknown_match() {
    let known = GameDecision { winner: Some(Winner::First), ..decision(10, true) };
    let state = state(&decided(duel(), &[decision(11, true), known]), &[]);
    assert_eq!(games(&state), [(10, "counts"), (11, "no_outcome")]);
    assert_eq!([state.games[0].decision, state.games[1].decision], [Some(1), Some(0)]);
}

#[test]
fn an_added_game_counts() {
    let state = state(&decided(duel(), &[added(Winner::Second, 70)]), &[game(10, 5, 2, 1)]);
    assert_eq!(games(&state), [(10, "counts"), (0, "counts")]);
    assert_eq!((state.score, state.winner), ([0, 2], Some(Winner::Second)));
    assert_eq!((state.decided_by, state.decided_at), (Some(DecidedBy::Games), Some(minute(70))));
}

/// The host writes down the first game after the second was played: a show match after that is not in the series.
#[test]
fn an_added_game_closes_the_series_for_later_games() {
    let facts = decided(duel(), &[added(Winner::First, 52)]);
    let state = state(&facts, &[game(10, 30, 1, 2), game(11, 53, 2, 1)]);
    assert_eq!((games(&state), state.score), (vec![(10, "counts"), (0, "counts")], [2, 0]));
}

/// The third game of a series that stood 1-1 is added: the second was played before, and still counts.
#[test]
fn an_added_decider_does_not_undo_the_games_before_it() {
    let played = [game(10, 5, 1, 2), game(11, 30, 2, 1)];
    let state = state(&decided(duel(), &[added(Winner::First, 90)]), &played);
    assert_eq!(games(&state), [(10, "counts"), (11, "counts"), (0, "counts")]);
    assert_eq!(state.score, [2, 1]);
}

/// To count what counts anyway changes nothing, whichever game of the series it is.
#[test]
fn a_confirmed_game_changes_nothing() {
    let played = [
        game(10, 5, 1, 2),
        lasting(game(11, 26, 1, 2), 2),
        game(12, 30, 2, 1),
        without_outcome(game(13, 55, 1, 2)),
        game(14, 80, 1, 2),
        game(15, 105, 2, 1),
    ];
    let derived = state(&duel(), &played);
    assert_eq!(derived.score, [2, 1]);
    for id in [10, 12, 14] {
        let mut confirmed = state(&decided(duel(), &[decision(id, true)]), &played);
        for game in &mut confirmed.games {
            game.decision = None;
        }
        assert_eq!(confirmed, derived, "game {id}");
    }
}

/// Both games of the winner are counted by hand: the loser's first one is still a game of the series.
#[test]
fn games_before_those_that_the_host_counts_still_count() {
    let played = [game(10, 5, 2, 1), lasting(game(11, 30, 1, 2), 4), lasting(game(12, 60, 1, 2), 4)];
    let state = state(&decided(duel(), &[decision(11, true), decision(12, true)]), &played);
    assert_eq!((state.score, state.games.len()), ([2, 1], 3));
}

/// It would have been a show match; the host says that it was the third game.
#[test]
fn a_game_after_the_decision_counts_if_the_host_counts_it() {
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 2, 1)];
    let state = state(&decided(duel(), &[decision(12, true)]), &played);
    assert_eq!((games(&state).len(), state.score, state.winner), (3, [2, 1], Some(Winner::First)));
}

#[test]
fn games_of_the_host_that_leave_no_room_do_not_count() {
    let facts = decided(duel(), &[decision(10, true), decision(11, true), decision(12, true)]);
    let state = state(&facts, &[game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 1, 2)]);
    assert_eq!(games(&state), [(10, "counts"), (11, "counts"), (12, "after_decision")]);
    assert_eq!(state.score, [2, 0]);
}

#[test]
fn an_excluded_match_does_not_count() {
    let played = [excluded(game(10, 5, 1, 2)), game(11, 30, 2, 1)];
    assert_eq!(games(&state(&duel(), &played)), [(11, "counts")]);
    let counted = state(&decided(duel(), &[decision(10, true)]), &played);
    assert_eq!((games(&counted), counted.score), (vec![(10, "excluded"), (11, "counts")], [0, 1]));
}

#[test]
fn the_last_decision_about_a_match_is_in_force() {
    let facts = decided(duel(), &[decision(10, true), decision(10, false)]);
    assert_eq!(games(&state(&facts, &[game(10, 5, 1, 2)])), [(10, "host")]);
    let facts = decided(duel(), &[decision(10, false), decision(10, true)]);
    let state = state(&facts, &[game(10, 5, 1, 2)]);
    assert_eq!((games(&state), state.games[0].decision), (vec![(10, "counts")], Some(1)));
}

#[test]
fn decisions_handed_back_leave_what_is_derived() {
    let played = [game(10, 5, 1, 2), lasting(game(11, 30, 2, 1), 2), game(12, 60, 1, 2)];
    let derived = state(&duel(), &played);
    let mut facts = decided(duel(), &[decision(11, true), decision(10, false), added(Winner::Second, 90)]);
    assert_ne!(state(&facts, &played), derived);
    facts.host.games.clear();
    assert_eq!(state(&facts, &played), derived);
    assert_eq!(facts, series(1, entry(1), entry(2)));
}
