//! Of several open series between the same sides, the one scheduled earliest takes a game.

use domain::series::{SeriesFacts, SeriesFormat, attribute};

use crate::fixture::{entry, game, game_of, matches, minute, scheduled, series, team};

fn pair(id: i64) -> SeriesFacts {
    SeriesFacts { format: SeriesFormat::BestOf(1), ..series(id, entry(1), entry(2)) }
}

#[test]
fn the_earliest_schedule_takes_the_game_then_the_next() {
    let all = [scheduled(pair(1), 30), pair(2), scheduled(pair(3), 20), pair(4), scheduled(pair(5), 25)];
    let played: Vec<_> = (0..6).map(|n| game(10 + n, 30 + n * 25, 1, 2)).collect();
    // By schedule: 3, 5, 1; then those without one by their ids: 2, 4; the last game is nobody's.
    assert_eq!(matches(&attribute(&all, &played)), [[12], [13], [10], [14], [11]]);
}

#[test]
fn of_equal_schedules_the_older_series_takes_it() {
    let all = [scheduled(pair(2), 30), scheduled(pair(1), 30)];
    assert_eq!(matches(&attribute(&all, &[game(10, 30, 1, 2)])), [vec![10], vec![]]);
}

/// The earlier series was over before the later one's window began; the sides are written the other way round.
#[test]
fn a_later_leg_takes_its_own_games() {
    let second = scheduled(SeriesFacts { sides: [entry(2), entry(1)], ..pair(2) }, 24 * 60);
    let played = [game(10, 30, 1, 2), game(11, 60, 1, 2), game(12, 24 * 60, 1, 2)];
    let states = attribute(&[scheduled(pair(1), 30), second], &played);
    assert_eq!(matches(&states), [[10], [12]]);
    assert_eq!([states[0].score, states[1].score], [[1, 0], [0, 1]]);
}

/// The scheduled series' window has not begun: the unscheduled one takes the game.
#[test]
fn a_series_that_is_not_open_yet_has_no_precedence() {
    let all = [pair(1), scheduled(pair(2), 60)];
    assert_eq!(matches(&attribute(&all, &[game(10, 29, 1, 2), game(11, 55, 1, 2)])), [[10], [11]]);
    assert_eq!(matches(&attribute(&all, &[game(10, 30, 1, 2), game(11, 55, 1, 2)])), [[11], [10]]);
}

/// The younger of two unscheduled series was written down earlier in the day.
#[test]
fn a_series_that_does_not_exist_yet_has_no_precedence() {
    let all = [SeriesFacts { created_at: minute(50), ..pair(1) }, pair(2)];
    assert_eq!(matches(&attribute(&all, &[game(10, 49, 1, 2), game(11, 80, 1, 2)])), [[11], [10]]);
}

/// A duel fits the series of the two players and the series of their teams.
#[test]
fn series_of_entries_and_of_teams_may_both_fit() {
    let teams = |id, at| scheduled(series(id, team(&[1, 3]), team(&[2, 4])), at);
    let duel = scheduled(pair(1), 60);
    let played = [game(10, 60, 1, 2), game(11, 90, 2, 1), game_of(12, 120, &[1, 3], &[2, 4])];
    assert_eq!(matches(&attribute(&[duel.clone(), teams(2, 61)], &played)), [vec![10], vec![11, 12]]);
    assert_eq!(matches(&attribute(&[duel.clone(), teams(2, 59)], &played)), [vec![], vec![10, 11, 12]]);
    assert_eq!(matches(&attribute(&[duel.clone(), teams(2, 60)], &played)), [vec![10], vec![11, 12]]);
    assert_eq!(matches(&attribute(&[duel, teams(0, 60)], &played)), [vec![10, 11, 12], vec![]]);
}

/// An account may be in several teams, of which only the right pair has a series.
#[test]
fn each_pair_of_sides_that_fits_is_considered() {
    let all = [
        scheduled(series(1, team(&[1, 3]), team(&[4, 5])), 60),
        scheduled(series(2, team(&[1, 6]), team(&[2, 7])), 90),
        scheduled(series(3, entry(2), team(&[1, 3])), 75),
    ];
    assert_eq!(matches(&attribute(&all, &[game(10, 80, 1, 2)])), [vec![], vec![], vec![10]]);
}
