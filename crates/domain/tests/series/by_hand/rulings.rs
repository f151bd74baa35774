//! What the host decides about a series as a whole.

use domain::{
    series::{DecidedBy, Ruling, SeriesFacts, SeriesFormat, SeriesStatus, attribute},
    stages::result::Winner,
};

use crate::fixture::{
    added, decided, decision, duel, entry, game, games, matches, minute, ruled, scheduled, series, state,
};

#[test]
fn a_decisive_score_decides_the_series() {
    let state = state(&ruled(duel(), Ruling::Score([1, 2]), 100), &[game(10, 5, 1, 2), game(11, 30, 1, 2)]);
    assert_eq!((state.score, state.winner, state.status), ([1, 2], Some(Winner::Second), SeriesStatus::Completed));
    assert_eq!((state.decided_by, state.decided_at), (Some(DecidedBy::Host), Some(minute(100))));
    assert_eq!(games(&state), [(10, "counts"), (11, "counts")]);
}

#[test]
fn a_score_may_be_a_draw() {
    let facts = SeriesFacts { format: SeriesFormat::PlayAll(2), ..duel() };
    let state = state(&ruled(facts, Ruling::Score([1, 1]), 100), &[]);
    assert_eq!((state.score, state.winner, state.decided_by), ([1, 1], None, Some(DecidedBy::Host)));
}

#[test]
fn a_score_that_decides_nothing_leaves_the_series_live() {
    let state = state(&ruled(duel(), Ruling::Score([1, 0]), 100), &[]);
    assert_eq!((state.score, state.status, state.winner), ([1, 0], SeriesStatus::Live, None));
    assert_eq!((state.decided_by, state.decided_at), (None, None));
}

/// The games alone would have decided it. As the host says 1-1, the third game is its decider, and no other series'.
#[test]
fn a_score_that_decides_nothing_keeps_the_series_open() {
    let all = [ruled(duel(), Ruling::Score([1, 1]), 100), series(2, entry(1), entry(2))];
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 120, 2, 1), game(13, 150, 2, 1)];
    let states = attribute(&all, &played);
    assert_eq!(matches(&states), [vec![10, 11, 12, 13], vec![]]);
    assert_eq!((states[0].score, states[0].status), ([1, 1], SeriesStatus::Live));
}

/// However many games the sides play on.
#[test]
fn a_series_that_stays_open_takes_any_number_of_games() {
    let played: Vec<_> = (0..600).map(|n| game(n, n * 25, 1, 2)).collect();
    let state = state(&ruled(duel(), Ruling::Score([0, 1]), 100), &played);
    assert_eq!((state.score, state.games.len()), ([0, 1], 600));
}

#[test]
fn a_walkover_decides_the_series() {
    let state = state(&ruled(duel(), Ruling::Walkover(Winner::Second), 40), &[game(10, 5, 1, 2)]);
    assert_eq!((state.score, state.winner, state.status), ([1, 0], Some(Winner::Second), SeriesStatus::Walkover));
    assert_eq!((state.decided_by, state.decided_at), (Some(DecidedBy::Walkover), Some(minute(40))));
}

/// Games that start once the host has decided are another series' or nobody's; those before are its own.
#[test]
fn a_decision_of_the_host_closes_the_series_for_later_games() {
    for ruling in [Ruling::Walkover(Winner::First), Ruling::Score([2, 0])] {
        let all = [ruled(scheduled(duel(), 30), ruling, 55), scheduled(series(2, entry(1), entry(2)), 60)];
        let played = [game(10, 54, 1, 2), game(11, 55, 1, 2), game(12, 80, 1, 2)];
        assert_eq!(matches(&attribute(&all, &played)), [vec![10], vec![11, 12]]);
    }
}

/// A score set long after the series: games after its games had decided it are still not its own.
#[test]
fn a_late_ruling_does_not_open_a_series_that_its_games_decided() {
    let played = [game(10, 5, 1, 2), game(11, 30, 1, 2), game(12, 60, 1, 2)];
    for ruling in [Ruling::Walkover(Winner::Second), Ruling::Score([0, 2])] {
        assert_eq!(matches(&[state(&ruled(duel(), ruling, 500), &played)]), [[10, 11]]);
    }
}

#[test]
fn a_cancelled_series_takes_no_games() {
    let facts = decided(ruled(duel(), Ruling::Cancelled, 100), &[added(Winner::First, 90), decision(11, true)]);
    let state = state(&facts, &[game(10, 5, 1, 2), game(11, 30, 1, 2)]);
    assert_eq!((state.status, state.score, state.games.len()), (SeriesStatus::Cancelled, [0, 0], 0));
    assert_eq!((state.winner, state.decided_by, state.decided_at), (None, None, None));
}

#[test]
fn a_ruling_stands_beside_decisions_about_games() {
    let facts = decided(ruled(duel(), Ruling::Score([2, 1]), 100), &[decision(10, false), added(Winner::Second, 90)]);
    let state = state(&facts, &[game(10, 5, 1, 2), game(11, 30, 1, 2)]);
    assert_eq!(games(&state), [(10, "host"), (11, "counts"), (0, "counts")]);
    assert_eq!((state.score, state.decided_by), ([2, 1], Some(DecidedBy::Host)));
}

#[test]
fn a_ruling_handed_back_leaves_what_is_derived() {
    let played = [game(10, 5, 1, 2), game(11, 30, 2, 1), game(12, 60, 1, 2)];
    let derived = state(&duel(), &played);
    assert_eq!(derived.score, [2, 1]);
    let rulings = [Ruling::Cancelled, Ruling::Walkover(Winner::Second), Ruling::Score([0, 2]), Ruling::Score([0, 1])];
    for ruling in rulings {
        let mut facts = ruled(duel(), ruling, 40);
        assert_ne!(state(&facts, &played), derived);
        facts.host.ruling = None;
        assert_eq!(state(&facts, &played), derived);
    }
}
