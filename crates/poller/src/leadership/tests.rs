//! Why a worker leaves the lease to others.

use std::sync::Arc;

use domain::clock::{Clock, Timestamp};

use super::*;

/// A clock of a machine whose own is ahead of it by this much.
#[derive(Debug)]
struct SkewedClock(TimeDelta);

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(1_780_272_000).unwrap()
    }

    fn skew(&self) -> TimeDelta {
        self.0
    }
}

/// Why a worker is unfit whose machine's clock is ahead by so many milliseconds.
fn unfit(deadlines: &LoopDeadlines, ahead: i64, now: Instant) -> Option<Unfit> {
    let clock: SharedClock = Arc::new(SkewedClock(TimeDelta::milliseconds(ahead)));
    Unfit::of(deadlines, &clock, now)
}

#[test]
fn a_clock_that_is_over_five_seconds_off_in_either_direction_makes_a_worker_unfit() {
    let (none_due, now) = (LoopDeadlines::default(), Instant::now());
    for ahead in [0, 5_000, -5_000] {
        assert_eq!(unfit(&none_due, ahead, now), None, "{ahead}");
    }
    for ahead in [5_001, -5_001] {
        assert_eq!(unfit(&none_due, ahead, now), Some(Unfit::Skewed(TimeDelta::milliseconds(ahead))));
    }
}

#[test]
fn a_stuck_loop_makes_a_worker_unfit_and_is_named_before_its_clock() {
    let (deadlines, due) = (LoopDeadlines::default(), Instant::now());
    let late = due + Duration::from_millis(1);
    deadlines.expect("stats", due);
    deadlines.expect("live", late);
    assert_eq!(unfit(&deadlines, 0, due), None, "it has until then");
    for ahead in [0, 6_000] {
        assert_eq!(unfit(&deadlines, ahead, late), Some(Unfit::Stuck("stats")));
    }
    deadlines.stands_by("stats");
    assert_eq!(unfit(&deadlines, 0, late), None);
    assert_eq!(unfit(&deadlines, 6_000, late), Some(Unfit::Skewed(TimeDelta::seconds(6))));
}

#[test]
fn a_reason_is_logged_again_only_when_it_is_another_one() {
    let (stuck, skewed) = (Unfit::Stuck("stats"), Unfit::Skewed(TimeDelta::seconds(6)));
    assert!(stuck.is_like(Unfit::Stuck("live")) && skewed.is_like(Unfit::Skewed(TimeDelta::seconds(-7))));
    assert!(!stuck.is_like(skewed) && !skewed.is_like(stuck));
}
