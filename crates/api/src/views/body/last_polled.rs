//! When the polls behind a body last succeeded: `last_polled_at`, with which a JSON body begins, or a place in a page.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use store::poll_status::{PollTimes, StatusRow};

/// `last_polled_at` is updated once its poll has succeeded this much later: often enough to show that polls work,
/// rarely enough that most requests of frequently polling clients get a 304.
const UPDATED_AFTER: TimeDelta = TimeDelta::seconds(60);

/// Writes when a poll last succeeded, if it ever did, for a page.
pub(crate) type WriteTime = fn(Option<Timestamp>) -> String;

/// The polls behind a body, and their latest success, which the body shows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LastPolled {
    polls: &'static [StatusRow],
    at: Option<Timestamp>,
    place: Place,
}

/// Where, and how, a body shows the latest success.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    /// As `last_polled_at`, with which the JSON begins.
    #[default]
    Opening,
    /// At an offset of a page, as a function writes it.
    Page { offset: usize, write: WriteTime },
}

impl LastPolled {
    /// Finds the latest success of `polls`; there may be none yet.
    pub(crate) fn of(polls: &'static [StatusRow], times: &PollTimes) -> Self {
        Self { polls, at: polls.iter().filter_map(|poll| times.of(*poll)).max(), place: Place::Opening }
    }

    /// The same, shown by a page at `offset` as `write` writes it.
    pub(crate) fn within_page(self, offset: usize, write: WriteTime) -> Self {
        Self { place: Place::Page { offset, write }, ..self }
    }

    pub(crate) fn at(self) -> Option<Timestamp> {
        self.at
    }

    /// Returns a later success of the same polls, when it is late enough for an update.
    pub(super) fn newer(self, times: &PollTimes) -> Option<Self> {
        let newer = Self { place: self.place, ..Self::of(self.polls, times) };
        let after = newer.at?;
        self.at.is_none_or(|known| after - known >= UPDATED_AFTER).then_some(newer)
    }

    /// The offset of [`LastPolled::text`] in the body.
    pub(super) fn offset(self) -> usize {
        match self.place {
            Place::Opening => 0,
            Place::Page { offset, .. } => offset,
        }
    }

    /// The bytes of the body that show the latest success.
    pub(crate) fn text(self) -> String {
        match self.place {
            Place::Opening => {
                let at = self.at.map_or_else(|| "null".to_owned(), |at| format!("\"{at}\""));
                format!("{{\"last_polled_at\":{at}")
            }
            Place::Page { write, .. } => write(self.at),
        }
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
