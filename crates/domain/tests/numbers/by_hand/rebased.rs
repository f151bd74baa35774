//! Tests of a re-based peak: the upstream lowered it below ratings that had been observed and played.

use domain::{
    matches::Outcome::{Loss, Win},
    participations::Participation,
    summary::{Figure, summary},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{AFTER, DURING, cup, entries, from_nowhere, ratings, values};
use crate::fixture::{Fixture, at, game};

/// Ann was observed with a peak of 1700, played to 1680, and has a peak of 1600 today. Bob's 1610 was not re-based.
fn rebased(rank_by: RankBy) -> Fixture {
    cup(rank_by)
        .rated(1, "Ann", 1600, 1590)
        .rated(2, "Bob", 1650, 1640)
        .team(1, &[1])
        .team(2, &[2])
        .observed(1, "2026-05-20T12:00:00Z", 1700, 1660)
        .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1660, 1680)))
        .observed(1, "2026-06-03T12:00:00Z", 1695, 1675)
        .observed(2, "2026-05-20T12:00:00Z", 1610, 1605)
}

#[test]
fn a_frozen_peak_is_never_above_the_live_one() {
    let fixture = rebased(PeakRating);
    // Ann: the greatest of 1700, 1695 and 1680, but at most today's 1600. Bob: 1610.
    assert_eq!(entries(&fixture.standings(at(AFTER))), [2, 1]);
    assert_eq!(ratings(&fixture, AFTER, 1), (Some(1600), Some(1590)));
    let teams = fixture.team_standings(at(AFTER));
    assert_eq!([&teams[0], &teams[1]].map(|team| (team.team_id.0, team.combined_rating_sum)), [(2, 1610), (1, 1600)]);
    let card = summary(&fixture.tournament_facts(at(AFTER)), 1).highest_peak_rating.unwrap();
    assert_eq!((card.tournament_player_id.0, card.value), (2, Figure::Whole(1610)));
}

#[test]
fn a_frozen_current_rating_has_no_cap() {
    let fixture = rebased(CurrentRating);
    // Ann: 1680 after her last game, above today's peak of 1600. Bob: 1605 as last observed.
    assert_eq!(entries(&fixture.standings(at(AFTER))), [1, 2]);
    assert_eq!(ratings(&fixture, AFTER, 1), (Some(1600), Some(1680)));
}

#[test]
fn a_peak_in_the_history_is_never_above_the_live_one() {
    for now in [DURING, AFTER] {
        let history = rebased(PeakRating).history(at(now));
        // Baseline 1700, then 1700 with the game's 1680, then 1700 with 1695: at most 1600 each time.
        assert!(values(&history, 1).into_iter().all(|peak| peak == Some(1600)));
        // 1610 was observed before the start and nothing later: Bob leads throughout.
        assert!(values(&history, 2).into_iter().all(|peak| peak == Some(1610)));
        assert!(history.players[1].points.iter().all(|point| point.position == 1));
    }
}

#[test]
fn a_current_rating_in_the_history_has_no_cap() {
    let history = rebased(CurrentRating).history(at(DURING));
    // Midnights of 1, 2 and 3 June and noon of the 3rd: 1660 before the first game, then the same, then 1680 after the
    // game, then 1675 as observed. No position changed in between.
    assert_eq!(values(&history, 1), [Some(1660), Some(1660), Some(1680), Some(1675)]);
}

/// Ann without observations. Today's peak of 1600 equals the rating after her only game of the cup, so she may have
/// reached it there: the baseline is the highest rating that she held before the start.
fn unobserved(earlier: impl IntoIterator<Item = Participation>) -> Fixture {
    let fixture = cup(PeakRating)
        .rated(1, "Ann", 1600, 1600)
        .plays(1, from_nowhere(game(90, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (0, 1600))));
    earlier.into_iter().fold(fixture, |fixture, game| fixture.plays(1, game))
}

/// Her peak at the first midnight.
fn baseline(earlier: impl IntoIterator<Item = Participation>) -> Option<i64> {
    values(&unobserved(earlier).history(at(DURING)), 1)[0]
}

#[test]
fn what_was_held_before_a_dead_scale_is_discarded_with_it() {
    let first = game(1, "2026-05-01T10:00:00Z", "2026-05-01T10:30:00Z", Win, (1580, 1590));
    let dead = game(2, "2026-05-10T10:00:00Z", "2026-05-10T10:30:00Z", Loss, (1720, 1700));
    let third = game(3, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Win, (1560, 1575));
    let fourth = game(4, "2026-05-25T10:00:00Z", "2026-05-25T10:30:00Z", Loss, (1575, 1565));
    // Held: 1590, then 1720, then 1575 twice. 1720 is above today's 1600: it and 1590 do not count.
    assert_eq!(baseline([first, dead, third, fourth]), Some(1575));
    // Without the game on the old scale, 1590 counts.
    assert_eq!(baseline([first, third, fourth]), Some(1590));
    // When the game on the old scale is the last one, nothing is left.
    assert_eq!(baseline([first, dead]), None);
}

#[test]
fn a_rating_before_a_game_tells_a_dead_scale_too() {
    let first = game(1, "2026-05-01T10:00:00Z", "2026-05-01T10:30:00Z", Win, (1580, 1590));
    // The greater of 1601 and 1595 is above today's 1600.
    let dead = game(2, "2026-05-10T10:00:00Z", "2026-05-10T10:30:00Z", Loss, (1601, 1595));
    assert_eq!(baseline([first, dead]), None);
}

#[test]
fn todays_peak_itself_is_not_from_a_dead_scale() {
    let first = game(1, "2026-05-01T10:00:00Z", "2026-05-01T10:30:00Z", Win, (1580, 1590));
    // The greater of 1600 and 1595 is 1600, which is not above today's.
    let top = game(2, "2026-05-10T10:00:00Z", "2026-05-10T10:30:00Z", Loss, (1600, 1595));
    assert_eq!(baseline([top, first]), Some(1600));
}

#[test]
fn a_scale_is_dead_from_the_completion_of_its_last_game_on() {
    // The game at 1720 started first and ended last, so the 1575 held in the meantime is discarded.
    let dead = game(1, "2026-05-10T10:00:00Z", "2026-05-10T13:00:00Z", Loss, (1720, 1700));
    let meanwhile = game(2, "2026-05-10T10:30:00Z", "2026-05-10T11:00:00Z", Win, (1560, 1575));
    assert_eq!(baseline([dead, meanwhile]), None);
    // A later game counts: 1550.
    let later = game(3, "2026-05-20T10:00:00Z", "2026-05-20T10:30:00Z", Win, (1540, 1550));
    assert_eq!(baseline([dead, meanwhile, later]), Some(1550));
}
