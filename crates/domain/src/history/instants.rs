//! Chooses the instants at which the history looks at the table.

use chrono::TimeDelta;

use super::timeline::Timeline;
use crate::clock::Timestamp;

/// The maximum number of midnights in a history, ten years of them: a host may enter a start date in antiquity.
const MIDNIGHTS: usize = 3_653;

/// The longest time between the history's beginning and its first fact: a host may enter any start date.
const LONGEST_LEAD: TimeDelta = TimeDelta::days(31);

/// An instant to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant {
    pub(super) at: Timestamp,
    /// Whether it becomes a bucket even when no position changed.
    pub(super) is_bucket: bool,
}

/// The beginning of the history: the window's start; or the first fact, when there is no start or the fact does not
/// follow it within [`LONGEST_LEAD`].
pub(super) fn beginning(start: Option<Timestamp>, first_fact: Option<Timestamp>) -> Option<Timestamp> {
    match (start, first_fact) {
        (Some(start), Some(fact)) if fact - start > LONGEST_LEAD => Some(fact),
        _ => start.or(first_fact),
    }
}

/// Each midnight UTC from the day of `first` to the day of `last`; if there are too many, the latest ones.
pub(super) fn midnights(first: Timestamp, last: Option<Timestamp>) -> Vec<Timestamp> {
    let day = TimeDelta::days(1);
    let first = first.midnight();
    let last = last.unwrap_or(first).midnight().max(first);
    let mut midnights: Vec<_> =
        (0..MIDNIGHTS).scan(last, |at, _| (*at >= first).then(|| std::mem::replace(at, *at - day))).collect();
    midnights.reverse();
    midnights
}

/// The midnights and every instant at which a timeline steps, the earliest first; midnights and the last instant are
/// buckets.
pub(super) fn instants(timelines: &[Timeline], midnights: Vec<Timestamp>) -> Vec<Instant> {
    let steps =
        timelines.iter().flat_map(|timeline| &timeline.steps).map(|(at, _)| Instant { at: *at, is_bucket: false });
    let mut instants: Vec<_> = midnights.into_iter().map(|at| Instant { at, is_bucket: true }).chain(steps).collect();
    // If a step falls on a midnight, keep the midnight, because it is a bucket.
    instants.sort_unstable_by(|a, b| (a.at, b.is_bucket).cmp(&(b.at, a.is_bucket)));
    instants.dedup_by_key(|instant| instant.at);
    if let Some(last) = instants.last_mut() {
        last.is_bucket = true;
    }
    instants
}

/// The minutes of a day.
const DAY: i64 = 1_440;
/// Step sizes in minutes; each divides a day evenly.
const STEPS: [i64; 12] = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720];

/// The last of `instants` in each step, and those that are buckets in any case. Uses the smallest step size with which
/// about `most` remain. Where parts of a day are too many, a step is some days, and nothing else remains.
pub(super) fn thinned(instants: &[Instant], most: usize) -> Vec<Instant> {
    let (Some(first), Some(last)) = (instants.first(), instants.last()) else { return Vec::new() };
    let minutes = (last.at - first.at).num_minutes();
    let days = minutes / DAY;
    let fits = |step: &i64| usize::try_from(minutes / step + days).is_ok_and(|count| count <= most);
    let some_days = DAY * (days / i64::try_from(most).unwrap_or(i64::MAX).max(1) + 1);
    let minutes_of_step = STEPS.into_iter().find(fits).unwrap_or(some_days);
    let keeps_buckets = minutes_of_step < DAY;
    let step = minutes_of_step * 60;
    let step_of = |instant: &Instant| instant.at.unix_seconds().div_euclid(step);
    let next = instants.iter().skip(1).map(Some).chain([None]);
    let is_last = |instant: &Instant, next: Option<&Instant>| next.map(step_of) != Some(step_of(instant));
    instants
        .iter()
        .zip(next)
        .filter(|(instant, next)| keeps_buckets && instant.is_bucket || is_last(instant, *next))
        .map(|(i, _)| *i)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minute: i64) -> Timestamp {
        Timestamp::from_unix_seconds(1_780_272_000 + minute * 60).unwrap()
    }

    #[test]
    fn a_history_begins_with_its_start_unless_the_first_fact_is_far_off() {
        let start = minute(0);
        let (near, far) = (start + LONGEST_LEAD, start + LONGEST_LEAD + TimeDelta::microseconds(1));
        assert_eq!(beginning(Some(start), Some(near)), Some(start));
        assert_eq!(beginning(Some(start), Some(far)), Some(far));
        assert_eq!(beginning(Some(start), None), Some(start));
        assert_eq!(beginning(None, Some(near)), Some(near));
        assert_eq!(beginning(None, None), None);
    }

    #[test]
    fn a_window_that_began_in_antiquity_has_the_latest_midnights() {
        let first: Timestamp = "0001-01-01T00:00:00Z".parse().unwrap();
        let midnights = midnights(first, Some(minute(90)));
        assert_eq!((midnights.len(), midnights.last()), (MIDNIGHTS, Some(&minute(0))));
        assert!(midnights.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::days(1)));
    }

    #[test]
    fn thinned_are_the_last_of_each_step_and_the_buckets_in_any_case() {
        let every = |is_bucket: fn(i64) -> bool| -> Vec<_> {
            (0..60).map(|at| Instant { at: minute(at), is_bucket: is_bucket(at) }).collect()
        };
        let minutes = |most, is_bucket| -> Vec<_> {
            let thinned = thinned(&every(is_bucket), most);
            thinned.iter().map(|instant| (instant.at - minute(0)).num_minutes()).collect()
        };
        assert_eq!(minutes(59, |_| false), (0..60).collect::<Vec<_>>(), "there is room for all");
        // 59 minutes make 29 steps of two, 11 of five, 5 of ten, 3 of fifteen.
        assert_eq!(minutes(3, |_| false), [14, 29, 44, 59]);
        assert_eq!(minutes(3, |at| at == 0 || at == 31), [0, 14, 29, 31, 44, 59]);
        assert_eq!(minutes(0, |_| false), [59]);
        assert!(thinned(&[], 10).is_empty());
    }

    #[test]
    fn of_years_the_last_of_some_days_remain() {
        // Ten years of midnights, and a change at each noon.
        let half_day = |half: i64| Instant { at: minute(720 * half), is_bucket: half % 2 == 0 };
        let every: Vec<_> = (0..2 * 3_653).map(half_day).collect();
        for most in [0, 1, 10, 100, 3_652] {
            let thinned = thinned(&every, most);
            assert!((most / 2..=most + 2).contains(&thinned.len()), "{} for {most}", thinned.len());
            assert_eq!(thinned.last(), every.last());
        }
        let noons: Vec<_> = every.iter().copied().filter(|instant| !instant.is_bucket).collect();
        assert_eq!(thinned(&every, 8_000), noons, "one a day, where the midnights and two a day are too many");
        assert_eq!(thinned(&every, 12_000), every);
    }
}
