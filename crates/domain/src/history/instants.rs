//! The instants at which the history is looked at.

use chrono::TimeDelta;

use super::timeline::Timeline;
use crate::clock::Timestamp;

/// The most midnights a history has, about three years of them: a window may be said to have started in antiquity.
const MIDNIGHTS: usize = 1_000;

/// An instant to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant {
    pub(super) at: Timestamp,
    /// Whether it makes a bucket in any case.
    pub(super) is_bucket: bool,
}

/// Each midnight UTC from the day of `first` to the day of `last`; of a longer time the latest ones.
pub(super) fn midnights(first: Timestamp, last: Option<Timestamp>) -> Vec<Timestamp> {
    let day = TimeDelta::days(1);
    let first = first.midnight();
    let last = last.unwrap_or(first).midnight().max(first);
    let mut midnights: Vec<_> =
        (0..MIDNIGHTS).scan(last, |at, _| (*at >= first).then(|| std::mem::replace(at, *at - day))).collect();
    midnights.reverse();
    midnights
}

/// The midnights and every instant at which a timeline steps, the earliest first; midnights and the last are buckets.
pub(super) fn instants(timelines: &[Timeline], midnights: Vec<Timestamp>) -> Vec<Instant> {
    let steps =
        timelines.iter().flat_map(|timeline| &timeline.steps).map(|(at, _)| Instant { at: *at, is_bucket: false });
    let mut instants: Vec<_> = midnights.into_iter().map(|at| Instant { at, is_bucket: true }).chain(steps).collect();
    // A midnight at which something stepped stays a midnight.
    instants.sort_unstable_by(|a, b| (a.at, b.is_bucket).cmp(&(b.at, a.is_bucket)));
    instants.dedup_by_key(|instant| instant.at);
    if let Some(last) = instants.last_mut() {
        last.is_bucket = true;
    }
    instants
}
