//! Tests that the history's midnights are in UTC, so that changes to and from summer time do not move them.

use chrono::TimeDelta;
use domain::{history::StandingsHistory, tournament::RankBy};

use super::{MODES, buckets};
use crate::fixture::{Fixture, at};

/// The history of a cup in which one entry was observed once.
fn history(mode: RankBy, start: &str, seen: &str) -> StandingsHistory {
    Fixture::ranked_by(mode)
        .within(Some(start), None)
        .rated(1, "Ann", 1600, 1500)
        .observed(1, seen, 1600, 1500)
        .history(at("2026-12-01T00:00:00Z"))
}

/// The same, with a second observation within a month of the start.
fn seen_twice(mode: RankBy, start: &str, seen: &str) -> StandingsHistory {
    let soon = (at(start) + TimeDelta::days(31)).to_string();
    Fixture::ranked_by(mode)
        .within(Some(start), None)
        .rated(1, "Ann", 1600, 1500)
        .observed(1, &soon, 1600, 1500)
        .observed(1, seen, 1600, 1500)
        .history(at("2026-12-01T00:00:00Z"))
}

/// Asserts that consecutive midnights are 24 hours apart.
fn assert_daily(history: &StandingsHistory) {
    let midnights: Vec<_> = history.buckets.iter().filter(|bucket| bucket.midnight() == **bucket).collect();
    assert!(midnights.windows(2).all(|pair| *pair[1] - *pair[0] == TimeDelta::hours(24)));
}

#[test]
fn the_day_that_loses_an_hour_has_a_midnight_like_any_other() {
    for mode in MODES {
        // Central Europe goes from 02:00 to 03:00 on 29 March 2026.
        let history = history(mode, "2026-03-27T12:00:00Z", "2026-03-31T01:00:00Z");
        let expected = [
            "2026-03-27T00:00:00Z",
            "2026-03-28T00:00:00Z",
            "2026-03-29T00:00:00Z",
            "2026-03-30T00:00:00Z",
            "2026-03-31T00:00:00Z",
            "2026-03-31T01:00:00Z",
        ];
        assert_eq!(buckets(&history), expected);
        assert_daily(&history);
    }
}

#[test]
fn the_day_that_gains_an_hour_has_a_midnight_like_any_other() {
    for mode in MODES {
        // Central Europe goes from 03:00 back to 02:00 on 25 October 2026.
        let history = history(mode, "2026-10-24T12:00:00Z", "2026-10-27T01:00:00Z");
        let expected = [
            "2026-10-24T00:00:00Z",
            "2026-10-25T00:00:00Z",
            "2026-10-26T00:00:00Z",
            "2026-10-27T00:00:00Z",
            "2026-10-27T01:00:00Z",
        ];
        assert_eq!(buckets(&history), expected);
        assert_daily(&history);
    }
}

#[test]
fn an_instant_told_in_central_european_time_belongs_to_its_day_in_utc() {
    for mode in MODES {
        // Half past midnight on 29 March is 23:30 of the 28th by winter time; half past one on the 30th, by summer
        // time, is 23:30 of the 29th.
        let history = history(mode, "2026-03-29T00:30:00+01:00", "2026-03-30T01:30:00+02:00");
        assert_eq!(buckets(&history), ["2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T23:30:00Z"]);
    }
}

#[test]
fn a_last_time_at_midnight_is_one_bucket() {
    for mode in MODES {
        let history = history(mode, "2026-03-28T12:00:00Z", "2026-03-30T00:00:00Z");
        assert_eq!(buckets(&history), ["2026-03-28T00:00:00Z", "2026-03-29T00:00:00Z", "2026-03-30T00:00:00Z"]);
    }
}

#[test]
fn a_year_has_a_midnight_for_every_day() {
    for mode in MODES {
        // 365 days and the first one of the next year, to its last microsecond.
        let history = seen_twice(mode, "2025-01-01T00:00:00Z", "2026-01-01T23:59:59.999999Z");
        assert_eq!(history.buckets.len(), 367);
        assert_daily(&history);
    }
}

#[test]
fn three_years_have_a_midnight_for_every_day() {
    for mode in MODES {
        // 366 + 365 + 365 days, and the midnight that is the last instant.
        let history = seen_twice(mode, "2020-01-01T00:00:00Z", "2023-01-01T00:00:00Z");
        assert_eq!(history.buckets.len(), 1097);
        assert_eq!(history.buckets[0], at("2020-01-01T00:00:00Z"));
    }
}

#[test]
fn a_start_long_before_the_first_fact_makes_no_midnights() {
    for mode in MODES {
        for start in ["0001-01-01T00:00:00Z", "1999-12-31T00:00:00Z", "2026-01-01T00:59:59.999999Z"] {
            let history = history(mode, start, "2026-02-01T01:00:00Z");
            assert_eq!(buckets(&history), ["2026-02-01T00:00:00Z", "2026-02-01T01:00:00Z"], "{start}");
        }
        assert_eq!(history(mode, "2026-01-01T01:00:00Z", "2026-02-01T01:00:00Z").buckets.len(), 33);
    }
}

#[test]
fn a_start_in_antiquity_without_any_fact_is_one_midnight() {
    for mode in MODES {
        let fixture = Fixture::ranked_by(mode).within(Some("0001-01-01T12:00:00Z"), None).rated(1, "Ann", 1600, 1500);
        assert_eq!(buckets(&fixture.history(at("2026-12-01T00:00:00Z"))), ["0001-01-01T00:00:00Z"]);
    }
}
