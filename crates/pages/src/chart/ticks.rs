//! Axis ticks at sensible numbers and dates.

use chrono::{Datelike as _, Months, NaiveDate, NaiveTime, TimeDelta};
use domain::clock::Timestamp;

/// A tick of the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TimeTick {
    pub(super) at: Timestamp,
    pub(super) label: String,
}

/// Steps of less than a month, in seconds; each divides a day or is a number of days.
const STEPS: [i64; 16] =
    [1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
/// Steps of months.
const MONTHS: [u32; 9] = [1, 3, 6, 12, 24, 60, 120, 240, 1_200];
const DAY: i64 = 86_400;
/// The length of a month, as far as the choice of a step is concerned.
const MONTH: i64 = 30 * DAY;

/// At most about `most` instants from `from` to `to`, at full minutes, hours, days or months in UTC.
pub(super) fn times(from: Timestamp, to: Timestamp, most: usize) -> Vec<TimeTick> {
    let most = i64::try_from(most).unwrap_or(i64::MAX).max(1);
    let span = (to - from).num_seconds();
    match STEPS.into_iter().find(|step| span / step <= most) {
        Some(step) => seconds(from, to, step),
        None => {
            let fits = |months: &u32| span / (i64::from(*months) * MONTH) <= most;
            months(from, to, MONTHS.into_iter().find(fits).unwrap_or(MONTHS[MONTHS.len() - 1]))
        }
    }
}

fn seconds(from: Timestamp, to: Timestamp, step: i64) -> Vec<TimeTick> {
    // Days are counted from a Monday, so that weeks begin on Mondays.
    const MONDAY: i64 = 4 * DAY;
    let first = (from.unix_seconds() - MONDAY).div_euclid(step) * step + MONDAY;
    let instants =
        std::iter::successors(Some(first), |at| at.checked_add(step)).map_while(Timestamp::from_unix_seconds);
    let inside = instants.skip_while(|at| *at < from).take_while(|at| *at <= to);
    inside.map(|at| TimeTick { at, label: label(at, step) }).collect()
}

fn label(at: Timestamp, step: i64) -> String {
    let format = if at == at.midnight() {
        "%-d %b"
    } else if step < 60 {
        "%H:%M:%S"
    } else {
        "%H:%M"
    };
    at.inner().format(format).to_string()
}

fn months(from: Timestamp, to: Timestamp, step: u32) -> Vec<TimeTick> {
    let year = from.inner().year();
    // Steps of years are at round years.
    let years = i32::try_from(step / 12).unwrap_or(1).max(1);
    let first = NaiveDate::from_ymd_opt(year - year.rem_euclid(years), 1, 1);
    let days = std::iter::successors(first, |day| day.checked_add_months(Months::new(step)));
    let instants = days.map(|day| Timestamp::from(day.and_time(NaiveTime::MIN).and_utc()));
    let inside = instants.skip_while(|at| *at < from).take_while(|at| *at <= to);
    let format = if step < 12 { "%b %Y" } else { "%Y" };
    inside.map(|at| TimeTick { at, label: at.inner().format(format).to_string() }).collect()
}

/// Round numbers around `low` to `high`: the first is at most `low` and the last at least `high`, at most about `most`
/// of them.
pub(super) fn numbers(low: i64, high: i64, most: usize) -> Vec<i64> {
    let (low, high) = (low.min(high), low.max(high));
    let step = step(high.saturating_sub(low), most);
    let first = low.div_euclid(step).saturating_mul(step);
    let last = high.saturating_add(step - 1).div_euclid(step).saturating_mul(step);
    // Equal values get a line above and one below.
    let (first, last) =
        if first == last { (first.saturating_sub(step), last.saturating_add(step)) } else { (first, last) };
    std::iter::successors(Some(first), |at| at.checked_add(step)).take_while(|at| *at <= last).collect()
}

/// The smallest of 1, 2, 5, 10, 20, 50, … of which at most about `most` span `range`.
fn step(range: i64, most: usize) -> i64 {
    let most = i64::try_from(most).unwrap_or(i64::MAX).max(1);
    let powers = std::iter::successors(Some(1_i64), |power| power.checked_mul(10));
    let steps = powers.flat_map(|power| [Some(power), power.checked_mul(2), power.checked_mul(5)]).flatten();
    steps.into_iter().find(|step| range / step <= most).unwrap_or(i64::MAX)
}

/// The time span that an axis shows: an instant alone gets a minute on both sides.
pub(super) fn span(from: Timestamp, to: Timestamp) -> (Timestamp, Timestamp) {
    let minute = TimeDelta::minutes(1);
    if from < to { (from, to) } else { (from - minute, to + minute) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn labels(from: &str, to: &str) -> Vec<String> {
        times(at(from), at(to), 7).into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn times_are_round_from_a_minute_to_a_century() {
        assert_eq!(
            labels("2026-06-01T18:00:05Z", "2026-06-01T18:01:05Z"),
            ["18:00:15", "18:00:30", "18:00:45", "18:01:00"]
        );
        assert_eq!(labels("2026-06-01T18:00:00Z", "2026-06-01T18:00:00Z"), ["18:00:00"]);
        assert_eq!(
            labels("2026-06-01T17:20:00Z", "2026-06-02T05:20:00Z"),
            ["18:00", "21:00", "2 Jun", "03:00"],
            "midnight is named by its day"
        );
        assert_eq!(
            labels("2026-06-01T00:00:00Z", "2026-06-05T12:00:00Z"),
            ["1 Jun", "2 Jun", "3 Jun", "4 Jun", "5 Jun"]
        );
        // Weeks begin on Mondays.
        assert_eq!(
            labels("2026-06-03T00:00:00Z", "2026-07-08T00:00:00Z"),
            ["8 Jun", "15 Jun", "22 Jun", "29 Jun", "6 Jul"]
        );
        assert_eq!(
            labels("2026-01-15T00:00:00Z", "2026-04-20T00:00:00Z").len(),
            7,
            "three months are shown in steps of a fortnight"
        );
        assert_eq!(labels("2025-11-15T00:00:00Z", "2026-05-20T00:00:00Z")[..2], ["Dec 2025", "Jan 2026"]);
        assert_eq!(labels("1926-03-01T00:00:00Z", "2026-03-01T00:00:00Z")[..2], ["1940", "1960"].map(str::to_owned));
    }

    #[test]
    fn numbers_are_round_and_enclose_the_values() {
        assert_eq!(numbers(2_431, 2_678, 5), [2_400, 2_450, 2_500, 2_550, 2_600, 2_650, 2_700]);
        assert_eq!(numbers(1_000, 1_003, 5), [1_000, 1_001, 1_002, 1_003]);
        assert_eq!(numbers(1_600, 1_600, 5), [1_599, 1_600, 1_601], "equal values");
        assert_eq!(numbers(-7, 12, 5), [-10, -5, 0, 5, 10, 15]);
        assert_eq!(numbers(10, 0, 5), numbers(0, 10, 5));
        for (low, high) in [(i64::MIN, i64::MAX), (i64::MAX, i64::MAX), (i64::MIN, i64::MIN)] {
            assert!((2..10).contains(&numbers(low, high, 5).len()), "{low} {high}");
        }
    }
}
