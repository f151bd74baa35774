//! Tests of the freeze with every combination of known facts: games, observations, both or nothing.

use domain::{
    matches::Outcome::{Loss, Win},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{AFTER, MODES, cup, from_nowhere, ratings};
use crate::fixture::{Fixture, game};

/// Ann today: peak 1600, current 1590.
fn ann(rank_by: RankBy) -> Fixture {
    cup(rank_by).rated(1, "Ann", 1600, 1590)
}

/// Ann's frozen rating in each mode, given the facts that `known` adds; asserts that the other rating stays live.
fn frozen(known: impl Fn(Fixture) -> Fixture) -> (i64, i64) {
    let (peak, live_current) = ratings(&known(ann(PeakRating)), AFTER, 1);
    let (live_peak, current) = ratings(&known(ann(CurrentRating)), AFTER, 1);
    assert_eq!((live_peak, live_current), (Some(1600), Some(1590)), "the other rating stays live");
    (peak.unwrap(), current.unwrap())
}

#[test]
fn without_games_or_observations_the_live_rating_stands() {
    assert_eq!(frozen(|ann| ann), (1600, 1590));
}

#[test]
fn what_came_after_the_end_is_no_reason_to_freeze() {
    // Neither the observation nor the game is from before the end, so both ratings stay live.
    let known = |ann: Fixture| {
        ann.plays(1, game(11, "2026-06-11T10:00:00Z", "2026-06-11T10:30:00Z", Loss, (1560, 1550))).observed(
            1,
            "2026-06-11T11:00:00Z",
            1580,
            1550,
        )
    };
    assert_eq!(frozen(known), (1600, 1590));
}

#[test]
fn observations_alone_freeze() {
    // Peaks observed: 1580, 1550 and 1560, the greatest 1580. Current ratings observed: 1520, 1540, the latest 1510.
    let known =
        |ann: Fixture| {
            ann.observed(1, "2026-05-20T12:00:00Z", 1580, 1520)
                .observed(1, "2026-06-03T12:00:00Z", 1550, 1540)
                .observed(1, "2026-06-05T12:00:00Z", 1560, 1510)
        };
    assert_eq!(frozen(known), (1580, 1510));
}

#[test]
fn games_alone_freeze_and_those_before_the_start_count_too() {
    // Ratings after games: 1570 before the start, then 1540 and 1550. The greatest is 1570, the last 1550.
    let known = |ann: Fixture| {
        ann.plays(1, game(10, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Win, (1560, 1570)))
            .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Loss, (1550, 1540)))
            .plays(1, game(12, "2026-06-05T10:00:00Z", "2026-06-05T10:30:00Z", Win, (1540, 1550)))
    };
    assert_eq!(frozen(known), (1570, 1550));
}

#[test]
fn a_game_before_the_start_freezes_by_itself() {
    let known =
        |ann: Fixture| ann.plays(1, game(10, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Win, (1560, 1570)));
    assert_eq!(frozen(known), (1570, 1570));
}

#[test]
fn only_the_rating_after_a_game_counts_for_the_frozen_peak() {
    // 1585 was the rating before; it left 1570.
    let known =
        |ann: Fixture| ann.plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Loss, (1585, 1570)));
    assert_eq!(frozen(known), (1570, 1570));
}

#[test]
fn the_greatest_of_seen_and_played_is_the_frozen_peak_and_the_last_game_goes_before_a_later_look() {
    let played =
        |ann: Fixture| ann.plays(1, game(11, "2026-06-05T10:00:00Z", "2026-06-05T10:30:00Z", Win, (1540, 1550)));
    // Peaks 1550 (played) and 1565 (observed). Current: 1550 after the game, although 1545 was observed later.
    assert_eq!(frozen(|ann| played(ann).observed(1, "2026-06-08T12:00:00Z", 1565, 1545)), (1565, 1550));
    // Peaks 1550 (played) and 1548 (observed).
    assert_eq!(frozen(|ann| played(ann).observed(1, "2026-06-01T12:00:00Z", 1548, 1540)), (1550, 1550));
}

#[test]
fn the_last_game_is_the_last_to_start() {
    // Game 12 started after game 11 and ended before it: 1525, not 1510. Both ratings count for the peak: 1525.
    let known = |ann: Fixture| {
        ann.plays(1, game(12, "2026-06-05T10:30:00Z", "2026-06-05T11:00:00Z", Win, (1510, 1525)))
            .plays(1, game(11, "2026-06-05T10:00:00Z", "2026-06-05T12:00:00Z", Loss, (1520, 1510)))
    };
    assert_eq!(frozen(known), (1525, 1525));
}

#[test]
fn of_games_that_start_together_the_higher_match_is_the_last() {
    // Match 12 left 1510, match 11 left 1525.
    let known = |ann: Fixture| {
        ann.plays(1, game(12, "2026-06-05T10:00:00Z", "2026-06-05T10:30:00Z", Loss, (1520, 1510)))
            .plays(1, game(11, "2026-06-05T10:00:00Z", "2026-06-05T11:00:00Z", Win, (1510, 1525)))
    };
    assert_eq!(frozen(known), (1525, 1510));
}

#[test]
fn a_game_with_no_rating_before_it_freezes_as_well() {
    let known = |ann: Fixture| {
        ann.plays(1, from_nowhere(game(11, "2026-06-05T10:00:00Z", "2026-06-05T10:30:00Z", Win, (0, 1525))))
    };
    assert_eq!(frozen(known), (1525, 1525));
}

#[test]
fn a_window_without_an_end_never_closes() {
    for mode in MODES {
        let open = ann(mode).within(Some("2026-06-01T00:00:00Z"), None).observed(1, "2026-06-05T12:00:00Z", 1510, 1500);
        assert_eq!(ratings(&open, "2126-06-01T00:00:00Z", 1), (Some(1600), Some(1590)));
    }
}
