//! What a card says of a tournament's dates.

use domain::{clock::Timestamp, tournament::Window};

use crate::phase::Phase;

/// The phase in a word, for those who do not know the site.
pub(super) const fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Coming => "Upcoming",
        Phase::Running => "Running",
        Phase::Final => "Final",
    }
}

/// The dates that matter in a phase; empty when there are none.
pub(super) fn dates(window: Window, now: Timestamp) -> String {
    match (Phase::of(&window, now), window.start, window.end) {
        (Phase::Coming, Some(start), _) => format!("starts {}", minute(start)),
        (Phase::Running, _, Some(end)) => format!("until {}", minute(end)),
        (Phase::Running, Some(start), None) => format!("since {}", day(start)),
        (Phase::Final, Some(start), Some(end)) => format!("{} – {}", day(start), day(end)),
        (Phase::Final, None, Some(end)) => format!("ended {}", day(end)),
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
        for (start, end, now, in_a_word, expected, until) in [
            (Some(START), Some(END), "2026-05-31T00:00:00Z", "Upcoming", "starts 1 Jun 2026, 18:00 UTC", Some(START)),
            (Some(START), Some(END), START, "Running", "until 30 Jun 2026, 20:30 UTC", Some(END)),
            (Some(START), Some(END), END, "Final", "1 Jun 2026 – 30 Jun 2026", None),
            (Some(START), None, END, "Running", "since 1 Jun 2026", None),
            (None, Some(END), START, "Running", "until 30 Jun 2026, 20:30 UTC", Some(END)),
            (None, Some(END), END, "Final", "ended 30 Jun 2026", None),
            (None, None, END, "Running", "", None),
        ] {
            let (window, now) = (Window { start: start.map(at), end: end.map(at) }, at(now));
            assert_eq!((word(Phase::of(&window, now)), dates(window, now)), (in_a_word, expected.to_owned()));
            assert_eq!(Phase::next(&window, now), until.map(at));
        }
    }
}
