//! Tests of windows with open bounds, and of the instant at which their history begins.

use domain::{
    matches::Outcome::Win,
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{AFTER, DURING, END, MODES, START, buckets, cup, orders, ratings, row, values};
use crate::fixture::{Fixture, at, game};

/// Ann, who was observed on 3 and 5 June. Her first game began the day before it ended.
fn active(mode: RankBy) -> Fixture {
    cup(mode)
        .rated(1, "Ann", 1600, 1590)
        .rated(2, "Bob", 1700, 1700)
        .team(1, &[1])
        .plays(1, game(11, "2026-06-02T23:50:00Z", "2026-06-03T00:20:00Z", Win, (1500, 1510)))
        .plays(1, game(12, "2026-06-05T11:00:00Z", "2026-06-05T11:30:00Z", Win, (1510, 1520)))
        .observed(1, "2026-06-03T12:00:00Z", 1540, 1510)
        .observed(1, "2026-06-05T12:00:00Z", 1550, 1520)
}

/// A cup in which nothing was observed or played.
fn quiet(mode: RankBy) -> Fixture {
    cup(mode).rated(1, "Ann", 1600, 1590).rated(2, "Bob", 1700, 1700).team(1, &[1])
}

#[test]
fn without_a_start_everything_up_to_the_end_counts() {
    for mode in MODES {
        let fixture = active(mode)
            .within(None, Some(END))
            .plays(1, game(1, "2020-01-01T10:00:00Z", "2020-01-01T10:30:00Z", Win, (1600, 1610)))
            .plays(1, game(13, "2026-06-10T20:00:01Z", "2026-06-10T20:30:00Z", Win, (1520, 1620)));
        let record = row(&fixture, AFTER, 1).tournament_record;
        assert_eq!((record.games_played, record.peak_rating), (3, Some(1610)));
    }
}

#[test]
fn without_an_end_everything_from_the_start_on_counts_and_ratings_stay_live() {
    for mode in MODES {
        let fixture = active(mode)
            .within(Some("2026-06-03T00:00:00Z"), None)
            .plays(1, game(13, "2036-06-01T10:00:00Z", "2036-06-01T10:30:00Z", Win, (1520, 1540)));
        // Game 11 started before the start; 12 and 13 count.
        let record = row(&fixture, AFTER, 1).tournament_record;
        assert_eq!((record.games_played, record.peak_rating), (2, Some(1540)));
        assert_eq!(ratings(&fixture, "2046-06-01T00:00:00Z", 1), (Some(1600), Some(1590)));
    }
}

#[test]
fn without_bounds_everything_counts_and_ratings_stay_live() {
    for mode in MODES {
        let fixture = active(mode).within(None, None);
        assert_eq!(row(&fixture, AFTER, 1).tournament_record.games_played, 2);
        assert_eq!(ratings(&fixture, AFTER, 1), (Some(1600), Some(1590)));
    }
}

#[test]
fn without_a_start_the_history_begins_at_the_midnight_before_the_earliest_time() {
    for (mode, end) in [(PeakRating, None), (PeakRating, Some(END)), (CurrentRating, None), (CurrentRating, Some(END))]
    {
        // Instants: 3 June 00:20 (game 11 ended) and 12:00 (observed), 5 June 11:30 (game 12 ended) and 12:00
        // (observed). Bob leads throughout, so the buckets are the midnights and the last instant.
        let history = active(mode).within(None, end).history(at(DURING));
        let expected = ["2026-06-03T00:00:00Z", "2026-06-04T00:00:00Z", "2026-06-05T00:00:00Z", "2026-06-05T12:00:00Z"];
        assert_eq!(buckets(&history), expected);
        assert_eq!(history.last_polled_at, Some(at("2026-06-05T12:00:00Z")));
        assert_eq!(orders(&history), [[2, 1]; 4]);
    }
}

#[test]
fn without_a_start_every_observation_is_one_made_during_the_cup() {
    // By peak: the earliest observation, 1540, carried back, and then 1550. By current rating: 1500 before the first
    // game, then 1510 and 1520.
    let peaks = active(PeakRating).within(None, None).history(at(DURING));
    assert_eq!(values(&peaks, 1), [Some(1540), Some(1540), Some(1540), Some(1550)]);
    let currents = active(CurrentRating).within(None, None).history(at(DURING));
    assert_eq!(values(&currents, 1), [Some(1500), Some(1510), Some(1510), Some(1520)]);
}

#[test]
fn an_observation_alone_begins_a_history() {
    for (mode, value) in [(PeakRating, 1580), (CurrentRating, 1570)] {
        let fixture = quiet(mode).within(None, None).observed(1, "2026-06-03T12:00:00Z", 1580, 1570);
        let history = fixture.history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-03T00:00:00Z", "2026-06-03T12:00:00Z"]);
        assert_eq!(values(&history, 1), [Some(value); 2]);
    }
}

#[test]
fn without_a_start_and_times_the_history_is_empty() {
    for mode in MODES {
        for end in [None, Some(END)] {
            let history = quiet(mode).within(None, end).history(at(DURING));
            assert_eq!((history.last_polled_at, history.buckets.len()), (None, 0));
            assert_eq!((history.players.len(), history.teams.len()), (0, 0));
        }
    }
}

#[test]
fn what_came_after_the_end_begins_no_history() {
    for mode in MODES {
        let fixture = quiet(mode)
            .within(None, Some(END))
            .observed(1, "2026-06-11T12:00:00Z", 1600, 1590)
            .plays(1, game(13, "2026-06-11T10:00:00Z", "2026-06-11T10:30:00Z", Win, (1580, 1590)));
        assert_eq!(fixture.history(at(AFTER)).buckets.len(), 0);
    }
}

#[test]
fn with_a_start_and_no_times_the_history_is_the_first_midnight() {
    for (mode, ann, bob) in [(PeakRating, 1600, 1700), (CurrentRating, 1590, 1700)] {
        for end in [None, Some(END)] {
            let history = quiet(mode).within(Some(START), end).history(at(DURING));
            assert_eq!(buckets(&history), [START]);
            assert_eq!(history.last_polled_at, None);
            assert_eq!((values(&history, 1), values(&history, 2)), (vec![Some(ann)], vec![Some(bob)]));
            assert_eq!(orders(&history), [[2, 1]]);
            assert_eq!(history.teams[0].points.len(), 1);
        }
    }
}

#[test]
fn a_history_begins_at_the_midnight_before_the_start() {
    for mode in MODES {
        let history = quiet(mode).within(Some("2026-06-01T15:00:00Z"), None).history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z"]);
        // When the first fact is two days later, there are three midnights.
        let seen = quiet(mode)
            .within(Some("2026-06-01T15:00:00Z"), None)
            .observed(1, "2026-06-03T00:00:00Z", 1600, 1590)
            .history(at(DURING));
        assert_eq!(buckets(&seen), ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-03T00:00:00Z"]);
    }
}
