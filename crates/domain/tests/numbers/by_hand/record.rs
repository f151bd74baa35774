//! Tests of the record: which games count within the window, and their order.

use domain::{
    matches::Outcome::{self, Loss, Win},
    participations::Participation,
    record::TournamentRecord,
    tournament::RankBy,
};

use super::{AFTER, END, MODES, cup, results, row, under_way};
use crate::fixture::{Fixture, at, game};

fn ann(mode: RankBy) -> Fixture {
    cup(mode).rated(1, "Ann", 1600, 1500)
}

fn record(fixture: &Fixture) -> TournamentRecord {
    row(fixture, AFTER, 1).tournament_record
}

/// Adds three games on the day before the window.
fn eve(fixture: Fixture, outcome: Outcome) -> Fixture {
    fixture
        .plays(1, game(1, "2026-05-31T20:00:00Z", "2026-05-31T20:30:00Z", outcome, (1500, 1700)))
        .plays(1, game(2, "2026-05-31T21:00:00Z", "2026-05-31T21:30:00Z", outcome, (1500, 1700)))
        .plays(1, game(3, "2026-05-31T22:00:00Z", "2026-05-31T22:30:00Z", outcome, (1500, 1700)))
}

#[test]
fn a_streak_begins_anew_at_the_windows_start() {
    for mode in MODES {
        // Three wins before the start and two after it: a streak of two.
        let won = record(&results(eve(ann(mode), Win), 1, "WW"));
        assert_eq!((won.streak, won.longest_win_streak, won.games_played), (2, 2, 2));
        assert_eq!((won.wins, won.losses, won.win_pct), (2, 0, Some(100.0)));
        // The 1700 after one of the three games before the start does not count.
        assert_eq!(won.peak_rating, None);
        // Three losses before the start and one after it: a streak of one.
        let lost = record(&results(eve(ann(mode), Loss), 1, "L"));
        assert_eq!((lost.streak, lost.longest_win_streak, lost.games_played), (-1, 0, 1));
    }
}

#[test]
fn the_longest_run_is_one_within_the_window() {
    for mode in MODES {
        // WWW | WWLW: the runs within the window are 2 and 1, and the running one is 1. 3 of 4 is 75 %.
        let mixed = record(&results(eve(ann(mode), Win), 1, "WWLW"));
        assert_eq!((mixed.streak, mixed.longest_win_streak), (1, 2));
        assert_eq!((mixed.wins, mixed.losses, mixed.win_pct), (3, 1, Some(75.0)));
    }
}

#[test]
fn no_games_in_the_window_make_an_empty_record() {
    let empty = record(&eve(ann(MODES[0]), Win));
    assert_eq!((empty.games_played, empty.wins, empty.losses, empty.win_pct), (0, 0, 0, None));
    assert_eq!((empty.streak, empty.longest_win_streak, empty.peak_rating), (0, 0, None));
    assert_eq!((empty.last_match_at, empty.recent_matchups.len()), (None, 0));
}

#[test]
fn games_that_start_exactly_on_the_bounds_count() {
    let starting =
        |number, start: &str, outcome, left| game(number, start, "2026-06-10T21:00:00Z", outcome, (1500, left));
    for mode in MODES {
        let fixture = ann(mode)
            .plays(1, starting(1, "2026-05-31T23:59:59.999999Z", Win, 1590))
            .plays(1, starting(2, "2026-06-01T00:00:00Z", Loss, 1510))
            .plays(1, starting(3, "2026-06-10T20:00:00Z", Win, 1520))
            .plays(1, starting(4, "2026-06-10T20:00:00.000001Z", Win, 1580));
        // Games 2 and 3 count, whenever they ended: L then W.
        let bounds = record(&fixture);
        assert_eq!((bounds.wins, bounds.losses, bounds.streak, bounds.longest_win_streak), (1, 1, 1, 1));
        assert_eq!((bounds.peak_rating, bounds.last_match_at), (Some(1520), Some(at(END))));
    }
}

#[test]
fn of_games_that_start_together_the_higher_match_is_the_newer() {
    let together =
        |number, outcome| game(number, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", outcome, (1500, 1500));
    // Sorted by match id: W, W, L. The last is a loss, in whatever order the games are given.
    let fixture = ann(MODES[0]).plays(1, together(3, Loss)).plays(1, together(1, Win)).plays(1, together(2, Win));
    let record = record(&fixture);
    assert_eq!((record.streak, record.longest_win_streak), (-1, 2));
    let outcomes: Vec<_> = record.recent_matchups.iter().map(|matchup| matchup.outcome).collect();
    assert_eq!(outcomes, [Loss, Win, Win]);
}

#[test]
fn a_game_without_an_outcome_is_no_part_of_the_record() {
    // The newest game is still being played. Another has no outcome, although it left the highest rating.
    let untold = game(201, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", Win, (1500, 1590));
    let running = under_way(game(202, "2026-06-08T11:45:00Z", "2026-06-08T12:15:00Z", Win, (1500, 1500)));
    let told = game(200, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1500, 1510));
    let fixture = ann(MODES[0]).plays(1, told).plays(1, Participation { outcome: None, ..untold }).plays(1, running);
    let record = record(&fixture);
    assert_eq!((record.games_played, record.streak, record.peak_rating), (1, 1, Some(1510)));
    assert_eq!(record.last_match_at, Some(at("2026-06-02T10:00:00Z")));
    assert_eq!(record.recent_matchups.len(), 1);
}

#[test]
fn the_newest_ten_games_are_shown_newest_first() {
    // Eleven games, of which the first and the last are lost: the ten shown are L, then nine W.
    let record = record(&results(ann(MODES[0]), 1, "LWWWWWWWWWL"));
    let outcomes: Vec<_> = record.recent_matchups.iter().map(|matchup| matchup.outcome).collect();
    assert_eq!(outcomes, [&[Loss][..], &[Win; 9]].concat());
    // 9 of 11 is 81.81… %.
    assert_eq!((record.games_played, record.longest_win_streak, record.win_pct), (11, 9, Some(81.8)));
    // The newest game started ten hours into the window.
    assert_eq!(record.last_match_at, Some(at("2026-06-01T10:00:00Z")));
}
