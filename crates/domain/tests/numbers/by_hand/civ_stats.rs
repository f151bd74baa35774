//! Tests of the civilization statistics: which games count, and the order of the rows.

use domain::{
    civ_stats::{CivStat, CivStats, civ_stats},
    id::CivilizationId,
    matches::Outcome::{self, Loss, Win},
    participations::Participation,
    tournament::RankBy::PeakRating,
};

use super::{AFTER, cup, under_way, with};
use crate::fixture::{Fixture, at, game};

/// A game on that day of June, won or lost with that civilization.
fn on_day(number: i64, day: u8, outcome: Outcome, civilization: i64) -> Participation {
    let (started, completed) = (format!("2026-06-{day:02}T10:00:00Z"), format!("2026-06-{day:02}T10:30:00Z"));
    with(civilization, game(number, &started, &completed, outcome, (1500, 1500)))
}

/// All entries, the higher id first.
fn roster() -> Fixture {
    cup(PeakRating).unlinked(6, "Fay").rated(3, "Cid", 1600, 1500).linked(2, "Bob").rated(1, "Ann", 1600, 1500)
}

fn stats(fixture: &Fixture) -> CivStats {
    let names = [(CivilizationId(0), "Aztecs".into()), (CivilizationId(7), "Franks".into())].into();
    civ_stats(&fixture.tournament_facts(at(AFTER)), &names)
}

/// A civilization with its picks and wins.
type Count = (i64, i64, i64);

fn counts(civs: &[CivStat]) -> Vec<Count> {
    civs.iter().map(|civ| (civ.civilization_id.0, civ.picks, civ.wins)).collect()
}

/// Each entry with its counts.
fn by_player(stats: &CivStats) -> Vec<(i64, Vec<Count>)> {
    stats.by_player.iter().map(|player| (player.tournament_player_id.0, counts(&player.civs))).collect()
}

/// Ann: 0 won and lost, 5 won, 7 lost. Bob: 5 lost and won, 7 won.
fn played() -> Fixture {
    roster()
        .plays(1, on_day(11, 2, Win, 0))
        .plays(1, on_day(12, 3, Loss, 0))
        .plays(1, on_day(13, 4, Win, 5))
        .plays(1, on_day(14, 5, Loss, 7))
        .plays(2, on_day(13, 4, Loss, 5))
        .plays(2, on_day(15, 6, Win, 5))
        .plays(2, on_day(16, 6, Win, 7))
}

#[test]
fn picks_and_wins_are_counted_the_most_picked_first() {
    let stats = stats(&played());
    // 5: one of Ann's (won) and two of Bob's (one won). 0: two of Ann's, one won. 7: one each, Bob's won. Rows with two
    // picks each are sorted by id.
    assert_eq!(counts(&stats.overall), [(5, 3, 2), (0, 2, 1), (7, 2, 1)]);
    let (ann, bob) = (vec![(0, 2, 1), (5, 1, 1), (7, 1, 0)], vec![(5, 2, 1), (7, 1, 1)]);
    assert_eq!(by_player(&stats), [(1, ann), (2, bob)]);
    assert_eq!(stats.by_player[1].profile_id.0, 2);
}

#[test]
fn names_are_told_of_civilizations_that_are_known() {
    let names: Vec<_> = stats(&played()).overall.into_iter().map(|civ| civ.name).collect();
    assert_eq!(names, [None, Some("Aztecs".to_owned()), Some("Franks".to_owned())]);
}

#[test]
fn the_unknown_civilization_is_left_out_and_the_first_one_is_not() {
    let stats = stats(&roster().plays(1, on_day(11, 2, Win, -1)).plays(1, on_day(12, 3, Win, 0)));
    assert_eq!(counts(&stats.overall), [(0, 1, 1)]);
    assert_eq!(by_player(&stats), [(1, vec![(0, 1, 1)])]);
}

#[test]
fn only_entries_with_counts_are_listed() {
    // Cid's only game was with an unknown civilization. Fay is linked to no account, even though an account has her
    // number.
    let stats = stats(&played().plays(3, on_day(17, 7, Win, -1)).plays(6, on_day(18, 7, Win, 5)));
    assert_eq!(stats.by_player.iter().map(|player| player.tournament_player_id.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(counts(&stats.overall), [(5, 3, 2), (0, 2, 1), (7, 2, 1)]);
}

#[test]
fn games_out_of_the_window_and_those_without_an_outcome_do_not_count() {
    let fixture = roster()
        .plays(1, with(3, game(10, "2026-05-31T23:59:59Z", "2026-06-01T00:30:00Z", Win, (1500, 1510))))
        .plays(1, with(3, game(11, "2026-06-10T20:00:01Z", "2026-06-10T20:30:00Z", Win, (1500, 1510))))
        .plays(1, under_way(on_day(12, 8, Win, 3)))
        .plays(1, Participation { outcome: None, ..on_day(13, 3, Win, 3) });
    let stats = stats(&fixture);
    assert_eq!((stats.overall.len(), stats.by_player.len(), stats.last_polled_at), (0, 0, None));
}

#[test]
fn the_statistics_are_as_old_as_the_newest_game_counted() {
    assert_eq!(stats(&played()).last_polled_at, Some(at("2026-06-06T10:30:00Z")));
    // Games with an unknown civilization or without an outcome are not counted.
    let fixture =
        played().plays(1, on_day(17, 7, Win, -1)).plays(1, Participation { outcome: None, ..on_day(18, 7, Win, 3) });
    assert_eq!(stats(&fixture).last_polled_at, Some(at("2026-06-06T10:30:00Z")));
    // The newest game is the one that ended last, whichever started last.
    let long = with(7, game(19, "2026-06-05T12:00:00Z", "2026-06-06T11:00:00Z", Loss, (1500, 1500)));
    assert_eq!(stats(&fixture.plays(1, long)).last_polled_at, Some(at("2026-06-06T11:00:00Z")));
}
