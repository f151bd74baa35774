//! Tests of the freeze around the window's end: a game under way, and facts exactly at the end.

use domain::{
    matches::Outcome::Win,
    participations::Participation,
    summary::{Figure, SummaryCard, summary},
    team_standings::TeamStandingRow,
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{END, cup, entries, ratings, row, under_way};
use crate::fixture::{Fixture, at, game};

/// A microsecond before the end, and one after it.
const JUST_BEFORE: &str = "2026-06-10T19:59:59.999999Z";
const JUST_AFTER: &str = "2026-06-10T20:00:00.000001Z";

/// Ann's game that starts before the end and ends after it: 1512 → 1528.
fn last_game() -> Participation {
    game(12, "2026-06-10T19:40:00Z", "2026-06-10T20:25:00Z", Win, (1512, 1528))
}

/// Ann reached 1512 the day before the end, with a peak of 1515, and plays on. Bob has a peak of 1520 and a rating of
/// 1518.
fn before_the_end(rank_by: RankBy, peak: i64, current: i64) -> Fixture {
    cup(rank_by)
        .rated(1, "Ann", peak, current)
        .rated(2, "Bob", 1520, 1518)
        .team(1, &[1])
        .team(2, &[2])
        .plays(1, game(11, "2026-06-09T11:00:00Z", "2026-06-09T11:40:00Z", Win, (1500, 1512)))
        .observed(1, "2026-06-09T12:00:00Z", 1515, 1512)
        .observed(2, "2026-06-09T12:00:00Z", 1520, 1518)
}

/// At 20:10 Ann's game is still being played.
fn unsettled(rank_by: RankBy) -> Fixture {
    before_the_end(rank_by, 1515, 1512).plays(1, under_way(last_game()))
}

/// By 21:10 she has won it, and also another game that started after the end: today she has 1541.
fn settled(rank_by: RankBy) -> Fixture {
    before_the_end(rank_by, 1541, 1541)
        .plays(1, last_game())
        .plays(1, game(13, "2026-06-10T20:30:00Z", "2026-06-10T21:00:00Z", Win, (1528, 1541)))
        .observed(1, "2026-06-10T20:26:00Z", 1528, 1528)
        .observed(1, "2026-06-10T21:01:00Z", 1541, 1541)
}

/// The teams and their sums.
fn sums(fixture: &Fixture, now: &str) -> Vec<(i64, i64, f64)> {
    let row = |row: TeamStandingRow| (row.team_id.0, row.combined_rating_sum, row.combined_rating_average);
    fixture.team_standings(at(now)).into_iter().map(row).collect()
}

fn figure(card: Option<SummaryCard>) -> Option<(i64, Figure)> {
    card.map(|card| (card.tournament_player_id.0, card.value))
}

#[test]
fn a_peak_under_way_at_the_bell_does_not_count_before_it_settles() {
    let (fixture, now) = (unsettled(PeakRating), "2026-06-10T20:10:00Z");
    // Ann: the greater of 1515 (observed) and 1512 (played) is 1515, today's peak. Bob: 1520 (observed).
    assert_eq!(entries(&fixture.standings(at(now))), [2, 1]);
    assert_eq!(ratings(&fixture, now, 1), (Some(1515), Some(1512)));
    assert_eq!(sums(&fixture, now), [(2, 1520, 1520.0), (1, 1515, 1515.0)]);
    let cards = summary(&fixture.tournament_facts(at(now)), 1);
    assert_eq!(figure(cards.highest_peak_rating), Some((2, Figure::Whole(1520))));
    assert_eq!(cards.highest_current_rating, None);
}

#[test]
fn a_peak_under_way_at_the_bell_counts_once_it_settles() {
    let (fixture, now) = (settled(PeakRating), "2026-06-10T21:10:00Z");
    // Ann: 1515 (observed by the end), 1512 and 1528 (from games started by the end): 1528. The 1541 does not count,
    // because its game started after the end and it was observed after the end. Her current rating does not rank and
    // stays live: 1541.
    assert_eq!(entries(&fixture.standings(at(now))), [1, 2]);
    assert_eq!(ratings(&fixture, now, 1), (Some(1528), Some(1541)));
    assert_eq!(sums(&fixture, now), [(1, 1528, 1528.0), (2, 1520, 1520.0)]);
    let member = &fixture.team_standings(at(now))[0].members[0];
    assert_eq!((member.max_rating, member.current_rating), (Some(1528), Some(1541)));
    let cards = summary(&fixture.tournament_facts(at(now)), 1);
    assert_eq!(figure(cards.highest_peak_rating), Some((1, Figure::Whole(1528))));
}

#[test]
fn a_current_rating_under_way_at_the_bell_does_not_count_before_it_settles() {
    let (fixture, now) = (unsettled(CurrentRating), "2026-06-10T20:10:00Z");
    // Ann: 1512 after her last settled game, which is also the last observation. Bob: no game, 1518 as last observed.
    assert_eq!(entries(&fixture.standings(at(now))), [2, 1]);
    assert_eq!(ratings(&fixture, now, 1), (Some(1515), Some(1512)));
    assert_eq!(sums(&fixture, now), [(2, 1518, 1518.0), (1, 1512, 1512.0)]);
    let cards = summary(&fixture.tournament_facts(at(now)), 1);
    assert_eq!(figure(cards.highest_current_rating), Some((2, Figure::Whole(1518))));
    assert_eq!(cards.highest_peak_rating, None);
}

#[test]
fn a_current_rating_under_way_at_the_bell_counts_once_it_settles() {
    let (fixture, now) = (settled(CurrentRating), "2026-06-10T21:10:00Z");
    // Ann: 1528 after the last game that started by the end. Her peak does not rank and stays live: 1541.
    assert_eq!(entries(&fixture.standings(at(now))), [1, 2]);
    assert_eq!(ratings(&fixture, now, 1), (Some(1541), Some(1528)));
    assert_eq!(sums(&fixture, now), [(1, 1528, 1528.0), (2, 1518, 1518.0)]);
    let member = &fixture.team_standings(at(now))[0].members[0];
    assert_eq!((member.max_rating, member.current_rating), (Some(1541), Some(1528)));
    let cards = summary(&fixture.tournament_facts(at(now)), 1);
    assert_eq!(figure(cards.highest_current_rating), Some((1, Figure::Whole(1528))));
}

#[test]
fn a_game_under_way_at_the_bell_joins_the_record_once_it_settles() {
    // Games with an outcome that started by the end: first 11, then also 12; 13 started after it.
    assert_eq!(row(&unsettled(PeakRating), "2026-06-10T20:10:00Z", 1).tournament_record.games_played, 1);
    let record = row(&settled(PeakRating), "2026-06-10T21:10:00Z", 1).tournament_record;
    assert_eq!((record.games_played, record.peak_rating), (2, Some(1528)));
}

#[test]
fn the_table_is_final_from_the_very_end_on() {
    // Today Ann has (1541, 1541); by the end she had played to 1528, both at most and last.
    let (peak, current) = (settled(PeakRating), settled(CurrentRating));
    assert_eq!(ratings(&peak, JUST_BEFORE, 1), (Some(1541), Some(1541)));
    assert_eq!(ratings(&peak, END, 1), (Some(1528), Some(1541)));
    assert_eq!(ratings(&current, JUST_BEFORE, 1), (Some(1541), Some(1541)));
    assert_eq!(ratings(&current, END, 1), (Some(1541), Some(1528)));
    for fixture in [peak, current] {
        let leading = |now| sums(&fixture, now)[0].1;
        assert_eq!((leading(JUST_BEFORE), leading(END)), (1541, 1528));
        let card = |now| {
            let cards = summary(&fixture.tournament_facts(at(now)), 1);
            figure(cards.highest_peak_rating.or(cards.highest_current_rating))
        };
        assert_eq!(card(JUST_BEFORE), Some((1, Figure::Whole(1541))));
        assert_eq!(card(END), Some((1, Figure::Whole(1528))));
    }
}

#[test]
fn an_observation_at_the_very_end_counts_and_a_later_one_does_not() {
    let seen = |rank_by| {
        cup(rank_by).rated(1, "Ann", 1590, 1580).observed(1, END, 1530, 1525).observed(1, JUST_AFTER, 1540, 1535)
    };
    // At the end: peak 1530, current 1525.
    assert_eq!(ratings(&seen(PeakRating), END, 1), (Some(1530), Some(1580)));
    assert_eq!(ratings(&seen(CurrentRating), END, 1), (Some(1590), Some(1525)));
}

#[test]
fn a_game_that_starts_at_the_very_end_counts_and_a_later_one_does_not() {
    let played = |rank_by| {
        cup(rank_by)
            .rated(1, "Ann", 1590, 1580)
            .plays(1, game(11, END, "2026-06-10T20:30:00Z", Win, (1500, 1530)))
            .plays(1, game(12, JUST_AFTER, "2026-06-10T20:20:00Z", Win, (1530, 1540)))
    };
    // Game 11 left 1530 and started in time; game 12 left 1540 and started too late.
    assert_eq!(ratings(&played(PeakRating), END, 1), (Some(1530), Some(1580)));
    assert_eq!(ratings(&played(CurrentRating), END, 1), (Some(1590), Some(1530)));
}
