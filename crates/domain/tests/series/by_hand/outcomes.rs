//! What a game says: restarts, games that are played, and outcomes that are missing or contradict each other.

use domain::{
    matches::Outcome::{Loss, Win},
    series::{SeriesFacts, SeriesFormat, SeriesStatus},
    stages::result::Winner,
};

use crate::fixture::{
    duel, game, game_of, games, lasting, minute, player, running, series, state, team, without_outcome,
};

#[test]
fn a_game_under_five_minutes_is_a_restart() {
    let mut just_under = lasting(game(10, 5, 1, 2), 5);
    just_under.completed_at = just_under.completed_at.map(|at| at - chrono::TimeDelta::milliseconds(1));
    let state = state(&duel(), &[just_under, lasting(game(11, 10, 2, 1), 5)]);
    assert_eq!(games(&state), [(10, "short"), (11, "counts")]);
    assert_eq!(state.score, [0, 1]);
    assert_eq!(state.games[0].winner, Some(Winner::First));
}

#[test]
fn a_restart_does_not_begin_a_series() {
    let restarts = [lasting(game(10, 5, 1, 2), 1), without_outcome(lasting(game(11, 10, 1, 2), 2))];
    let state = state(&duel(), &restarts);
    assert_eq!(games(&state), [(10, "short"), (11, "short")]);
    assert_eq!(state.status, SeriesStatus::Scheduled);
}

#[test]
fn restarts_never_fill_a_series() {
    let restarts: Vec<_> = (0..300).map(|n| lasting(game(n, n * 2, 1, 2), 1)).collect();
    assert_eq!(state(&duel(), &restarts).games.len(), 300);
}

#[test]
fn a_running_game_makes_the_series_live() {
    let state = state(&duel(), &[running(game(10, 5, 1, 2))]);
    assert_eq!(games(&state), [(10, "running")]);
    assert_eq!((state.status, state.score, state.decided_at), (SeriesStatus::Live, [0, 0], None));
}

/// A game is running until it has an end, also if outcomes are reported already.
#[test]
fn a_game_counts_when_it_has_ended() {
    let mut played = game(10, 5, 1, 2);
    played.completed_at = None;
    assert_eq!(games(&state(&duel(), &[played])), [(10, "running")]);
}

#[test]
fn a_series_is_live_between_its_games() {
    let state = state(&duel(), &[game(10, 5, 1, 2)]);
    assert_eq!((state.status, state.winner, state.decided_by), (SeriesStatus::Live, None, None));
}

#[test]
fn a_game_counts_when_its_outcome_comes() {
    let played = game(10, 5, 1, 2);
    let before = state(&duel(), &[without_outcome(played.clone()), game(11, 30, 1, 2)]);
    assert_eq!(games(&before), [(10, "no_outcome"), (11, "counts")]);
    assert_eq!((before.score, before.status), ([1, 0], SeriesStatus::Live));
    let after = state(&duel(), &[played, game(11, 30, 1, 2)]);
    assert_eq!((after.score, after.status), ([2, 0], SeriesStatus::Completed));
}

/// The same lobby is opened again under another number after a crash: the first game never gets an outcome.
#[test]
fn a_rehost_takes_the_place_of_a_game_without_outcome() {
    let played = [without_outcome(game(10, 5, 1, 2)), game(11, 30, 1, 2), game(12, 60, 1, 2)];
    let state = state(&duel(), &played);
    assert_eq!(games(&state), [(10, "no_outcome"), (11, "counts"), (12, "counts")]);
    assert_eq!(state.decided_at, Some(minute(80)));
}

#[test]
fn one_account_s_outcome_is_enough() {
    let mut played = game(10, 5, 1, 2);
    played.players[0].outcome = None;
    assert_eq!(state(&duel(), &[played.clone()]).score, [1, 0]);
    played.players[1].outcome = Some(Win);
    assert_eq!(state(&duel(), &[played]).score, [0, 1]);
}

#[test]
fn outcomes_that_contradict_each_other_are_none() {
    for outcome in [Win, Loss] {
        let mut played = game(10, 5, 1, 2);
        played.players = vec![player(1, Some(1), Some(outcome)), player(2, Some(2), Some(outcome))];
        let state = state(&duel(), &[played]);
        assert_eq!((games(&state), state.score), (vec![(10, "no_outcome")], [0, 0]));
    }
    let teams = series(1, team(&[1, 2]), team(&[3, 4]));
    let mut played = game_of(10, 5, &[1, 2], &[3, 4]);
    played.players[1].outcome = Some(Loss);
    assert_eq!(games(&state(&teams, &[played])), [(10, "no_outcome")]);
}

/// Which side of the series won does not depend on which side of the match it was, nor on the order of the accounts.
#[test]
fn the_winner_is_a_side_of_the_series() {
    let facts = SeriesFacts { format: SeriesFormat::BestOf(1), ..duel() };
    let mut played = game(10, 5, 2, 1);
    assert_eq!(state(&facts, &[played.clone()]).winner, Some(Winner::Second));
    played.players.reverse();
    assert_eq!(state(&facts, &[played]).winner, Some(Winner::Second));
}
