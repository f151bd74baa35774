//! What a card says of a tournament's dates.

use domain::{clock::Timestamp, tournament::Window};

/// How far a tournament is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its window has not begun.
    Upcoming,
    /// Games count now.
    Running,
    /// Its window has ended: the ranking numbers are final.
    Final,
}

impl State {
    pub(super) fn of(window: Window, now: Timestamp) -> Self {
        if window.closed(now).is_some() {
            Self::Final
        } else if window.start.is_some_and(|start| now < start) {
            Self::Upcoming
        } else {
            Self::Running
        }
    }

    /// The state in a word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Upcoming => "Upcoming",
            Self::Running => "Running",
            Self::Final => "Final",
        }
    }
}

/// The next instant after `now` at which time alone changes a card of a tournament with this window.
pub(crate) fn changes_at(window: Window, now: Timestamp) -> Option<Timestamp> {
    [window.start, window.end].into_iter().flatten().filter(|&instant| now < instant).min()
}

/// The dates that matter in a state; empty when there are none.
pub(super) fn dates(window: Window, now: Timestamp) -> String {
    match (State::of(window, now), window.start, window.end) {
        (State::Upcoming, Some(start), _) => format!("starts {}", minute(start)),
        (State::Running, _, Some(end)) => format!("until {}", minute(end)),
        (State::Running, Some(start), None) => format!("since {}", day(start)),
        (State::Final, Some(start), Some(end)) => format!("{} – {}", day(start), day(end)),
        (State::Final, None, Some(end)) => format!("ended {}", day(end)),
        _ => String::new(),
    }
}

/// An instant to the minute.
pub(super) fn minute(instant: Timestamp) -> String {
    instant.inner().format("%-d %b %Y, %H:%M UTC").to_string()
}

/// The day of an instant.
pub(super) fn day(instant: Timestamp) -> String {
    instant.inner().format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "2026-06-01T18:00:00Z";
    const END: &str = "2026-06-30T20:30:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_card_says_the_dates_that_matter_now() {
        for (start, end, now, word, expected, until) in [
            (Some(START), Some(END), "2026-05-31T00:00:00Z", "Upcoming", "starts 1 Jun 2026, 18:00 UTC", Some(START)),
            (Some(START), Some(END), START, "Running", "until 30 Jun 2026, 20:30 UTC", Some(END)),
            (Some(START), Some(END), END, "Final", "1 Jun 2026 – 30 Jun 2026", None),
            (Some(START), None, END, "Running", "since 1 Jun 2026", None),
            (None, Some(END), START, "Running", "until 30 Jun 2026, 20:30 UTC", Some(END)),
            (None, Some(END), END, "Final", "ended 30 Jun 2026", None),
            (None, None, END, "Running", "", None),
        ] {
            let (window, now) = (Window { start: start.map(at), end: end.map(at) }, at(now));
            assert_eq!((State::of(window, now).word(), dates(window, now)), (word, expected.to_owned()));
            assert_eq!(changes_at(window, now), until.map(at));
        }
    }
}
