//! Tests of the history by peak: the peak with which an entry began, and how it changed.

use domain::{
    matches::Outcome::{Loss, Win},
    participations::Participation,
    tournament::RankBy::PeakRating,
};

use super::{AFTER, DURING, START, buckets, cup, from_nowhere, values};
use crate::fixture::{Fixture, at, game};

/// Ann, who has that peak and a rating of 1400 today.
fn ann(peak: i64) -> Fixture {
    cup(PeakRating).rated(1, "Ann", peak, 1400)
}

/// A game that ended on 2 June at 10:30, with those ratings before and after.
fn on_the_second(old: i64, new: i64) -> Participation {
    game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (old, new))
}

/// A game that ended on 3 June at 10:30, with those ratings before and after.
fn on_the_third(old: i64, new: i64) -> Participation {
    game(12, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", Win, (old, new))
}

/// A game before the start.
fn earlier(number: i64, old: i64, new: i64) -> Participation {
    game(number, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Loss, (old, new))
}

/// Ann's peaks: at midnight of 1 June, at the following midnights, and at the last instant.
fn peaks(fixture: &Fixture) -> Vec<Option<i64>> {
    values(&fixture.history(at(DURING)), 1)
}

fn baseline(fixture: &Fixture) -> Option<i64> {
    peaks(fixture)[0]
}

#[test]
fn an_entry_comes_with_the_peak_last_observed_before_the_start() {
    // 1560 was the first observation before the start and 1500 the last; 1540 was observed during the cup.
    let fixture = ann(1580)
        .observed(1, "2026-05-20T12:00:00Z", 1560, 1400)
        .observed(1, "2026-05-30T12:00:00Z", 1500, 1400)
        .observed(1, "2026-06-02T12:00:00Z", 1540, 1400);
    assert_eq!(peaks(&fixture), [Some(1500), Some(1500), Some(1540)]);
}

#[test]
fn an_observation_at_the_very_start_is_one_before_it() {
    let fixture = ann(1580).observed(1, "2026-05-30T12:00:00Z", 1500, 1400).observed(1, START, 1505, 1400);
    let history = fixture.history(at(DURING));
    // Nor does its time count as the time of the newest data.
    assert_eq!((values(&history, 1), history.last_polled_at), (vec![Some(1505)], None));
    // An observation a microsecond later is within the window: the entry began with 1500.
    let after = ann(1580)
        .observed(1, "2026-05-30T12:00:00Z", 1500, 1400)
        .observed(1, "2026-06-01T00:00:00.000001Z", 1505, 1400)
        .history(at(DURING));
    assert_eq!(buckets(&after), ["2026-06-01T00:00:00Z", "2026-06-01T00:00:00.000001Z"]);
    assert_eq!(values(&after, 1), [Some(1500), Some(1505)]);
}

#[test]
fn without_one_before_the_start_the_earliest_observation_is_carried_back() {
    // 1520 was observed on the 2nd at noon, and 1550 on the 3rd. The 1510 before the game is lower.
    let fixture = ann(1580)
        .plays(1, on_the_second(1490, 1510))
        .observed(1, "2026-06-02T12:00:00Z", 1520, 1400)
        .observed(1, "2026-06-03T12:00:00Z", 1550, 1400);
    assert_eq!(peaks(&fixture), [Some(1520), Some(1520), Some(1520), Some(1550)]);
}

#[test]
fn an_observation_goes_before_games_before_the_start() {
    // 1570 was held before the start, but does not count, because 1520 was observed.
    let fixture = ann(1580).plays(1, earlier(1, 1570, 1560)).observed(1, "2026-06-02T12:00:00Z", 1520, 1400);
    assert_eq!(baseline(&fixture), Some(1520));
}

#[test]
fn without_observations_a_peak_above_every_game_was_there_from_the_start() {
    // 1580 is above 1510 and 1520, so no game of the cup can have reached it.
    let played = ann(1580).plays(1, on_the_second(1490, 1510)).plays(1, on_the_third(1510, 1520));
    assert_eq!(peaks(&played), [Some(1580); 4]);
    assert_eq!(peaks(&ann(1580)), [Some(1580)]);
    // 1521 is just above.
    let just = ann(1521).plays(1, on_the_second(1490, 1510)).plays(1, on_the_third(1510, 1520));
    assert_eq!(baseline(&just), Some(1521));
}

#[test]
fn a_peak_that_a_game_reached_was_not_there_from_the_start() {
    // 1520 is the rating after the second game. Nothing is known from before, not even a rating before the first game.
    let fixture =
        ann(1520).plays(1, from_nowhere(on_the_second(0, 1510))).plays(1, from_nowhere(on_the_third(0, 1520)));
    assert_eq!(peaks(&fixture), [None, None, Some(1510), Some(1520)]);
}

#[test]
fn then_it_came_with_the_highest_rating_held_in_games_before_the_start() {
    let second = from_nowhere(on_the_second(0, 1520));
    // Held: 1495 before a loss, and 1480 after another.
    let fixture = ann(1520).plays(1, second).plays(1, earlier(1, 1495, 1485)).plays(1, earlier(2, 1475, 1480));
    assert_eq!(peaks(&fixture), [Some(1495), Some(1495), Some(1520)]);
    // A game without a rating before it counts with the rating after it.
    let new = ann(1520).plays(1, second).plays(1, from_nowhere(earlier(1, 0, 1485)));
    assert_eq!(baseline(&new), Some(1485));
}

#[test]
fn the_rating_an_entry_came_to_its_first_game_with_raises_the_baseline() {
    // 1500 is above what was held before (1495) and above what was observed before (1450), and it counts when nothing
    // is known from before.
    let game = on_the_second(1500, 1520);
    assert_eq!(baseline(&ann(1520).plays(1, game).plays(1, earlier(1, 1495, 1485))), Some(1500));
    assert_eq!(baseline(&ann(1520).plays(1, game).observed(1, "2026-05-20T12:00:00Z", 1450, 1400)), Some(1500));
    assert_eq!(baseline(&ann(1520).plays(1, game).observed(1, "2026-06-03T12:00:00Z", 1450, 1400)), Some(1500));
    assert_eq!(baseline(&ann(1520).plays(1, game)), Some(1500));
}

#[test]
fn a_lower_rating_does_not_lower_the_baseline() {
    let fixture = ann(1520).plays(1, on_the_second(1490, 1500)).observed(1, "2026-05-20T12:00:00Z", 1510, 1400);
    assert_eq!(peaks(&fixture), [Some(1510), Some(1510), Some(1510)]);
}

#[test]
fn the_baseline_is_not_above_the_live_peak_either() {
    // It began with 1560; today's peak is 1540.
    assert_eq!(peaks(&ann(1540).plays(1, on_the_second(1560, 1550))), [Some(1540); 3]);
}

#[test]
fn the_first_game_is_the_first_to_end() {
    // Game 12 started later and ended first, so the baseline is its 1505. Both games lead up to the peak's 1520.
    let long = game(11, "2026-06-02T10:00:00Z", "2026-06-02T12:00:00Z", Win, (1515, 1520));
    let short = game(12, "2026-06-02T10:30:00Z", "2026-06-02T11:00:00Z", Win, (1505, 1515));
    assert_eq!(baseline(&ann(1520).plays(1, long).plays(1, short)), Some(1505));
    // Of games that end together, the one with the lower match id is the first.
    let lower = game(10, "2026-06-02T10:45:00Z", "2026-06-02T11:00:00Z", Win, (1500, 1505));
    assert_eq!(baseline(&ann(1520).plays(1, long).plays(1, short).plays(1, lower)), Some(1500));
}

#[test]
fn the_first_game_is_one_that_left_a_rating() {
    // The game that ended first left no rating. The second began at 1500.
    let unrated = Participation { new_rating: None, ..on_the_second(1515, 0) };
    assert_eq!(baseline(&ann(1520).plays(1, unrated).plays(1, on_the_third(1500, 1520))), Some(1500));
    // When the first game that left a rating has none before it, later games are not considered.
    let first = from_nowhere(on_the_second(0, 1510));
    assert_eq!(baseline(&ann(1520).plays(1, first).plays(1, on_the_third(1510, 1520))), None);
}

#[test]
fn an_unrated_entry_comes_with_nothing() {
    // It was observed before the start, and began its game with 1500. Only the rating after the game counts.
    let fixture = cup(PeakRating)
        .polled(1, "Ann")
        .observed(1, "2026-05-20T12:00:00Z", 1540, 1400)
        .plays(1, earlier(1, 1530, 1520))
        .plays(1, on_the_second(1500, 1510));
    assert_eq!(peaks(&fixture), [None, None, Some(1510)]);
}

#[test]
fn a_peak_never_falls() {
    // Baseline 1500; 1540 after a game, 1530 after another, 1520 seen: the greatest so far.
    let fixture = ann(1580)
        .observed(1, "2026-05-20T12:00:00Z", 1500, 1400)
        .plays(1, on_the_second(1500, 1540))
        .plays(1, on_the_third(1540, 1530))
        .observed(1, "2026-06-04T12:00:00Z", 1520, 1400);
    assert_eq!(peaks(&fixture), [Some(1500), Some(1500), Some(1540), Some(1540), Some(1540)]);
}

#[test]
fn what_was_seen_after_the_end_is_no_observation() {
    // If it counted, the baseline would be 1510 carried back. 1520 is the rating after the game; Ann began with 1495.
    let fixture = ann(1520).plays(1, from_nowhere(on_the_second(0, 1520))).plays(1, earlier(1, 1495, 1485)).observed(
        1,
        "2026-06-10T20:00:00.000001Z",
        1510,
        1400,
    );
    let history = fixture.history(at(AFTER));
    assert_eq!(values(&history, 1), [Some(1495), Some(1495), Some(1520)]);
    // An observation exactly at the end counts.
    let fixture = fixture.observed(1, "2026-06-10T20:00:00Z", 1510, 1400);
    assert_eq!(values(&fixture.history(at(AFTER)), 1)[0], Some(1510));
}

#[test]
fn points_of_a_cup_ranked_by_peak_carry_the_peak_alone() {
    let history = ann(1580).team(1, &[1]).history(at(DURING));
    let (point, team) = (history.players[0].points[0], history.teams[0].points[0]);
    assert_eq!((point.peak_rating, point.current_rating), (Some(1580), None));
    assert_eq!((team.combined_peak_elo, team.combined_current_elo), (Some(1580), None));
}
