//! Tests of the biggest climber: the rating after the last rated game of the window minus the one after the first.

use domain::{
    matches::Outcome::{self, Loss, Win},
    participations::Participation,
    summary::{
        Figure::{self, Whole},
        summary,
    },
    tournament::RankBy::PeakRating,
};

use super::{AFTER, cup, under_way};
use crate::fixture::{Fixture, at, game};

/// Ann, Bob and Cid; their peaks and current ratings do not matter here.
fn field() -> Fixture {
    cup(PeakRating).rated(1, "Ann", 1800, 1500).rated(2, "Bob", 1800, 1500).rated(3, "Cid", 1800, 1500)
}

/// A game on that day of June that left a rating; the rating before it does not matter.
fn on_day(number: i64, day: u8, outcome: Outcome, left: i64) -> Participation {
    let (started, completed) = (format!("2026-06-{day:02}T10:00:00Z"), format!("2026-06-{day:02}T10:30:00Z"));
    game(number, &started, &completed, outcome, (1000, left))
}

fn unrated(game: Participation) -> Participation {
    Participation { new_rating: None, ..game }
}

fn untold(game: Participation) -> Participation {
    Participation { outcome: None, ..game }
}

fn climber(fixture: &Fixture) -> Option<(i64, Figure)> {
    let card = summary(&fixture.tournament_facts(at(AFTER)), 1).biggest_climber?;
    Some((card.tournament_player_id.0, card.value))
}

#[test]
fn the_climb_is_from_the_rating_after_the_first_game_to_the_one_after_the_last() {
    let fixture = field()
        .plays(1, on_day(11, 2, Win, 1510))
        .plays(1, on_day(12, 3, Win, 1560))
        .plays(1, on_day(13, 4, Loss, 1535))
        .plays(2, on_day(21, 2, Win, 1520))
        .plays(2, on_day(22, 4, Win, 1540));
    // Ann: 1535 - 1510 = 25; her 1560 in between does not matter. Bob: 1540 - 1520 = 20.
    assert_eq!(climber(&fixture), Some((1, Whole(25))));
}

#[test]
fn when_everybody_fell_the_least_fall_leads() {
    let fixture = field()
        .plays(1, on_day(11, 2, Loss, 1500))
        .plays(1, on_day(12, 3, Loss, 1480))
        .plays(2, on_day(21, 2, Loss, 1600))
        .plays(2, on_day(22, 3, Loss, 1590));
    // Ann: 1480 - 1500 = -20. Bob: 1590 - 1600 = -10. Cid did not play, which does not count as a climb of 0.
    assert_eq!(climber(&fixture), Some((2, Whole(-10))));
}

#[test]
fn a_climb_takes_two_rated_games_with_an_outcome() {
    let one = field().plays(1, on_day(11, 2, Win, 1510));
    assert_eq!(climber(&one), None);
    assert_eq!(climber(&one.clone().plays(1, unrated(on_day(12, 3, Win, 0)))), None);
    assert_eq!(climber(&one.clone().plays(1, untold(on_day(12, 3, Win, 1530)))), None);
    assert_eq!(climber(&one.clone().plays(1, under_way(on_day(12, 3, Win, 1530)))), None);
    assert_eq!(climber(&one.plays(1, on_day(12, 3, Win, 1530))), Some((1, Whole(20))));
}

#[test]
fn games_that_are_not_rated_or_have_no_outcome_are_passed_over() {
    let fixture = field()
        .plays(1, untold(on_day(11, 2, Win, 1400)))
        .plays(1, unrated(on_day(12, 3, Win, 0)))
        .plays(1, on_day(13, 4, Win, 1510))
        .plays(1, on_day(14, 5, Win, 1530))
        .plays(1, unrated(on_day(15, 6, Win, 0)))
        .plays(1, untold(on_day(16, 7, Win, 1700)));
    // 1530 - 1510 = 20.
    assert_eq!(climber(&fixture), Some((1, Whole(20))));
}

#[test]
fn a_climb_is_of_the_window() {
    let before = game(10, "2026-05-31T10:00:00Z", "2026-05-31T10:30:00Z", Win, (1000, 1400));
    let fixture = field()
        .plays(1, before)
        .plays(1, on_day(11, 2, Win, 1510))
        .plays(1, on_day(12, 3, Win, 1530))
        .plays(1, on_day(13, 11, Win, 1700));
    // 1530 - 1510 = 20; neither the 1400 before the start nor the 1700 after the end counts.
    assert_eq!(climber(&fixture), Some((1, Whole(20))));
}

#[test]
fn first_and_last_go_by_start() {
    // Match 12 started first and ended last: the climb goes from its 1520 to the 1490 of match 11.
    let fixture = field()
        .plays(1, game(11, "2026-06-02T10:30:00Z", "2026-06-02T11:00:00Z", Loss, (1500, 1490)))
        .plays(1, game(12, "2026-06-02T10:00:00Z", "2026-06-02T12:00:00Z", Win, (1490, 1520)));
    assert_eq!(climber(&fixture), Some((1, Whole(-30))));
}

#[test]
fn of_games_that_start_together_the_lower_match_is_the_first() {
    // The climb goes from the 1490 of match 11 to the 1520 of match 12, which ended sooner.
    let fixture = field()
        .plays(1, game(12, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1500, 1520)))
        .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T11:00:00Z", Loss, (1500, 1490)));
    assert_eq!(climber(&fixture), Some((1, Whole(30))));
}
