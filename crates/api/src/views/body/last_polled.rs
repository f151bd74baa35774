//! `last_polled_at`, with which a body begins: when the polls behind it last succeeded.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use store::poll_status::{PollTimes, StatusRow};

/// `last_polled_at` is updated once its poll has succeeded this much later: often enough to show that polls work,
/// rarely enough that most requests of frequently polling clients get a 304.
const UPDATED_AFTER: TimeDelta = TimeDelta::seconds(60);

/// The polls behind a body, and their latest success, which the body shows as `last_polled_at`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LastPolled {
    polls: &'static [StatusRow],
    at: Option<Timestamp>,
}

impl LastPolled {
    /// Finds the latest success of `polls`; there may be none yet.
    pub(crate) fn of(polls: &'static [StatusRow], times: &PollTimes) -> Self {
        Self { polls, at: polls.iter().filter_map(|poll| times.of(*poll)).max() }
    }

    pub(crate) fn at(self) -> Option<Timestamp> {
        self.at
    }

    /// Returns a later success of the same polls, when it is late enough for an update.
    pub(super) fn newer(self, times: &PollTimes) -> Option<Self> {
        let newer = Self::of(self.polls, times);
        let after = newer.at?;
        self.at.is_none_or(|known| after - known >= UPDATED_AFTER).then_some(newer)
    }

    /// The first bytes of the body.
    pub(super) fn opening(self) -> String {
        let at = self.at.map_or_else(|| "null".to_owned(), |at| format!("\"{at}\""));
        format!("{{\"last_polled_at\":{at}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_polls_the_latest_is_told() {
        let at = |second: i64| Timestamp::from_unix_seconds(1_780_000_000 + second).unwrap();
        let times = |matches, live| {
            PollTimes::from_iter([(store::matches::STATUS_ROW, at(matches)), (store::live::STATUS_ROW, at(live))])
        };
        let last_polled = LastPolled::of(&[store::matches::STATUS_ROW, store::live::STATUS_ROW], &times(10, 70));
        assert_eq!(last_polled.at(), Some(at(70)));
        let newer = |matches| last_polled.newer(&times(matches, 70)).map(LastPolled::at);
        assert_eq!((newer(90), newer(130)), (None, Some(Some(at(130)))));
    }
}
