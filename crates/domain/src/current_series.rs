//! Which series of a tournament matter now: the running one, the next one, and the latest result.

use std::cmp::Reverse;

use chrono::TimeDelta;

use crate::{clock::Timestamp, series::SeriesStatus, view::series::SeriesRead};

/// How long a series that did not begin in time still counts as the next one.
pub const LATEST_START: TimeDelta = TimeDelta::hours(6);

/// The running series; of several the one that was scheduled earliest.
#[must_use]
pub fn running<'a>(series: impl IntoIterator<Item = &'a SeriesRead>) -> Option<&'a SeriesRead> {
    let running = series.into_iter().filter(|series| series.status == SeriesStatus::Live);
    running.min_by_key(|series| (series.scheduled_at.is_none(), series.scheduled_at, series.series_id))
}

/// The series that is to begin next: the one scheduled earliest, unless it is overdue by more than [`LATEST_START`].
#[must_use]
pub fn next<'a>(series: impl IntoIterator<Item = &'a SeriesRead>, now: Timestamp) -> Option<&'a SeriesRead> {
    let is_due = |series: &&SeriesRead| {
        series.status == SeriesStatus::Scheduled && series.scheduled_at.is_some_and(|at| now < at + LATEST_START)
    };
    series.into_iter().filter(is_due).min_by_key(|series| (series.scheduled_at, series.series_id))
}

/// The series that was decided last.
#[must_use]
pub fn latest_result<'a>(series: impl IntoIterator<Item = &'a SeriesRead>) -> Option<&'a SeriesRead> {
    let decided = series.into_iter().filter(|series| series.decided_at.is_some());
    decided.min_by_key(|series| (Reverse(series.decided_at), Reverse(series.series_id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::{EntryId, SeriesId},
        series::{Admits, SeriesFormat},
        stages::side::Side,
        view::series::SideRead,
    };

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_unix_seconds(3_600 * hour).unwrap()
    }

    fn series(id: i64, status: SeriesStatus, scheduled: Option<i64>, decided: Option<i64>) -> SeriesRead {
        let side = |id| SideRead::new(Side::Entry(EntryId(id)), String::new());
        SeriesRead {
            series_id: SeriesId(id),
            stage_id: None,
            round: None,
            group: None,
            label: None,
            sides: [side(1), side(2)],
            format: SeriesFormat::BestOf(3),
            admits: Admits::Any,
            scheduled_at: scheduled.map(at),
            stream_url: None,
            status,
            score: [0, 0],
            winner: None,
            games: Vec::new(),
            decided_by: None,
            decided_at: decided.map(at),
            pairing_reason: None,
            note: None,
        }
    }

    #[test]
    fn the_earliest_comes_first() {
        let all = [
            series(1, SeriesStatus::Live, None, None),
            series(2, SeriesStatus::Live, Some(9), None),
            series(3, SeriesStatus::Live, Some(8), None),
            series(4, SeriesStatus::Scheduled, None, None),
            series(5, SeriesStatus::Scheduled, Some(20), None),
            series(6, SeriesStatus::Scheduled, Some(14), None),
            series(7, SeriesStatus::Completed, Some(1), Some(3)),
            series(8, SeriesStatus::Walkover, None, Some(4)),
            series(9, SeriesStatus::Cancelled, Some(13), None),
        ];
        let id = |found: Option<&SeriesRead>| found.map(|series| series.series_id.0);
        assert_eq!(id(running(&all)), Some(3));
        assert_eq!(id(next(&all, at(10))), Some(6));
        assert_eq!(id(next(&all, at(19))), Some(6), "it may begin late");
        assert_eq!(id(next(&all, at(20))), Some(5), "by now nobody plays it");
        assert_eq!(id(latest_result(&all)), Some(8));
        assert_eq!(
            (id(running(&all[3..])), id(next(&all[6..], at(0))), id(latest_result(&all[..3]))),
            (None, None, None)
        );
    }
}
