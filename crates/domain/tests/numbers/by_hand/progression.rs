//! Tests of the progression: which games give a point, and the order of series and points.

use domain::{
    matches::Outcome::{Loss, Win},
    participations::Participation,
    progression::{PlayerProgression, progression},
    tournament::RankBy::PeakRating,
};

use super::{AFTER, cup, under_way};
use crate::fixture::{Fixture, at, game};

/// A game on that day of June that left a rating.
fn on_day(number: i64, day: u8, left: i64) -> Participation {
    let (started, completed) = (format!("2026-06-{day:02}T10:00:00Z"), format!("2026-06-{day:02}T10:30:00Z"));
    game(number, &started, &completed, Win, (1500, left))
}

/// Sets an entry's in-game name, or removes it.
fn called(mut fixture: Fixture, entry: i64, alias: Option<&str>) -> Fixture {
    let entrant = fixture.entrants.iter_mut().find(|entrant| entrant.entry.id.0 == entry).unwrap();
    entrant.player.as_mut().unwrap().0.alias = alias.map(str::to_owned);
    fixture
}

fn series(fixture: &Fixture) -> Vec<PlayerProgression> {
    progression(&fixture.tournament_facts(at(AFTER))).1
}

/// The points of the only series.
fn points(fixture: &Fixture) -> Vec<(String, i64)> {
    let series = series(fixture);
    assert_eq!(series.len(), 1);
    series[0].points.iter().map(|point| (point.completed_at.to_string(), point.rating)).collect()
}

fn ann() -> Fixture {
    cup(PeakRating).rated(1, "Ann", 1600, 1500)
}

#[test]
fn series_are_ordered_by_alias_then_by_account() {
    // The in-game names: Ann is zed, Bob and Dan are bo, Cid is Bo, Eve is al; Fay has none. Ignoring case: al, bo
    // three times, Fay, zed. `Bo` comes before `bo`, and Bob's 2 before Dan's 4.
    let aliases = [
        (1, "Ann", Some("zed")),
        (4, "Dan", Some("bo")),
        (2, "Bob", Some("bo")),
        (3, "Cid", Some("Bo")),
        (5, "Eve", Some("al")),
        (6, "Fay", None),
    ];
    let fixture = aliases.into_iter().fold(cup(PeakRating), |fixture, (id, name, alias)| {
        called(fixture.rated(id, name, 1600, 1500), id, alias).plays(id, on_day(10 + id, 2, 1510))
    });
    let order: Vec<_> = series(&fixture).into_iter().map(|series| (series.alias, series.profile_id.0)).collect();
    let expected = [("al", 5), ("Bo", 3), ("bo", 2), ("bo", 4), ("Fay", 6), ("zed", 1)];
    assert_eq!(order, expected.map(|(alias, profile)| (alias.to_owned(), profile)));
}

#[test]
fn games_without_a_rating_or_an_end_make_no_point() {
    let fixture = ann()
        .plays(1, on_day(11, 2, 1510))
        .plays(1, Participation { new_rating: None, ..on_day(12, 3, 0) })
        .plays(1, Participation { completed_at: None, ..on_day(13, 4, 1530) })
        .plays(1, under_way(on_day(14, 5, 1540)));
    assert_eq!(points(&fixture), [("2026-06-02T10:30:00Z".into(), 1510)]);
}

#[test]
fn a_game_without_an_outcome_makes_one() {
    let fixture = ann().plays(1, Participation { outcome: None, ..on_day(11, 2, 1510) });
    assert_eq!(points(&fixture), [("2026-06-02T10:30:00Z".into(), 1510)]);
}

#[test]
fn a_game_counts_by_its_start() {
    // The first game ended in the window but started before it; the last one started at its end.
    let fixture = ann()
        .plays(1, game(10, "2026-05-31T23:50:00Z", "2026-06-01T00:30:00Z", Win, (1500, 1505)))
        .plays(1, game(11, "2026-06-01T00:00:00Z", "2026-06-01T00:40:00Z", Win, (1505, 1510)))
        .plays(1, game(12, "2026-06-10T20:00:00Z", "2026-06-10T20:40:00Z", Loss, (1510, 1500)))
        .plays(1, game(13, "2026-06-10T20:00:01Z", "2026-06-10T20:45:00Z", Loss, (1500, 1490)));
    assert_eq!(points(&fixture), [("2026-06-01T00:40:00Z".into(), 1510), ("2026-06-10T20:40:00Z".into(), 1500)]);
}

#[test]
fn points_are_ordered_by_their_end_then_by_match() {
    // Match 11 started first and ended last; 14 and 13 ended together.
    let fixture = ann()
        .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T13:00:00Z", Win, (1500, 1540)))
        .plays(1, game(14, "2026-06-02T11:00:00Z", "2026-06-02T12:00:00Z", Win, (1500, 1530)))
        .plays(1, game(13, "2026-06-02T11:30:00Z", "2026-06-02T12:00:00Z", Win, (1500, 1520)))
        .plays(1, game(12, "2026-06-02T10:30:00Z", "2026-06-02T11:00:00Z", Win, (1500, 1510)));
    let ratings: Vec<_> = points(&fixture).into_iter().map(|(_, rating)| rating).collect();
    assert_eq!(ratings, [1510, 1520, 1530, 1540]);
}

#[test]
fn series_are_of_polled_entries_with_points() {
    // Cid is polled but unrated. Bob is not polled, Dan is not linked, and Ann's only game left no rating.
    let fixture = ann()
        .linked(2, "Bob")
        .polled(3, "Cid")
        .unlinked(4, "Dan")
        .plays(1, Participation { new_rating: None, ..on_day(11, 2, 0) });
    let fixture = [2, 3, 4].into_iter().fold(fixture, |fixture, profile| fixture.plays(profile, on_day(12, 2, 1510)));
    let series = series(&fixture);
    assert_eq!(series.len(), 1);
    assert_eq!((series[0].tournament_player_id.0, series[0].alias.as_str()), (3, "Cid in game"));
}

#[test]
fn the_progression_is_as_old_as_its_newest_point() {
    let newest = |fixture: &Fixture| progression(&fixture.tournament_facts(at(AFTER))).0;
    assert_eq!(newest(&ann()), None);
    // Bob's game ended later than both of Ann's. A game that left no rating gives no point.
    let fixture = ann()
        .rated(2, "Bob", 1600, 1500)
        .plays(1, on_day(11, 2, 1510))
        .plays(2, on_day(12, 4, 1510))
        .plays(1, on_day(13, 3, 1510))
        .plays(1, Participation { new_rating: None, ..on_day(14, 5, 0) });
    assert_eq!(newest(&fixture), Some(at("2026-06-04T10:30:00Z")));
}
