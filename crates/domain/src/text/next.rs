//! The text about when the tournament begins or ends, for tournaments without a scheduled series.

use chrono::TimeDelta;

use crate::{
    clock::Timestamp,
    text::{
        line::{self, Line},
        words::{instant, span},
    },
    tournament::Tournament,
};

/// The text about when the tournament begins, or else ends, as of `now`, and the next instant at which the passage of
/// time alone changes the text.
#[must_use]
pub fn next(tournament: &Tournament, now: Timestamp) -> (String, Option<Timestamp>) {
    let (name, window) = (line::tournament(&tournament.name), tournament.window);
    let (text, until) = match (window.start.filter(|&start| now < start), window.end) {
        (Some(start), _) => {
            let (words, until) = wait(start, now);
            (format!("{name} begins in {words} ({}).", instant(start)), Some(until))
        }
        (None, Some(end)) if now < end => {
            let (words, until) = wait(end, now);
            (format!("{name} is on, and ends in {words} ({}).", instant(end)), Some(until))
        }
        (None, Some(end)) => (format!("{name} is over: it ended on {}.", instant(end)), None),
        (None, None) => {
            let since =
                window.start.map(|start| format!("{name} has been on since {}; no end is set.", instant(start)));
            (since.unwrap_or_else(|| format!("{name} has no dates yet.")), None)
        }
    };
    (Line::new(text).finish(), until)
}

/// The time until `instant` in words, and the instant at which these words change.
pub(super) fn wait(instant: Timestamp, now: Timestamp) -> (String, Timestamp) {
    let left = instant - now;
    let (words, unchanged) = span(left.num_seconds());
    // At the last instant of a unit, the words still apply.
    let changes = now + TimeDelta::seconds(unchanged) + (left - TimeDelta::seconds(left.num_seconds()));
    (words, (changes + TimeDelta::microseconds(1)).min(instant))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        id::{LeaderboardId, TournamentId},
        roster::Presentation,
        tournament::{RankBy, Window},
    };

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn cup(start: Option<&str>, end: Option<&str>) -> Tournament {
        Tournament {
            id: TournamentId(1),
            slug: "cup".into(),
            name: "The Cup".into(),
            leaderboard_id: LeaderboardId(3),
            rank_by: RankBy::PeakRating,
            window: Window { start: start.map(at), end: end.map(at) },
            prize_pool_cents: None,
            host_stream_urls: Vec::new(),
            presentation: Presentation::new(),
            host_stream_live: false,
            created_at: at("2026-05-01T00:00:00Z"),
        }
    }

    const START: Option<&str> = Some("2026-06-12T18:00:00Z");
    const END: Option<&str> = Some("2026-06-14T18:00:00Z");

    #[test]
    fn what_comes_next_is_told_in_words() {
        for (start, end, now, expected) in [
            (START, END, "2026-06-10T14:59:59Z", "The Cup begins in 2 days 3 hours (Fri 12 Jun 2026 18:00 UTC)."),
            (
                START,
                None,
                "2026-06-12T17:59:59.5Z",
                "The Cup begins in less than a minute (Fri 12 Jun 2026 18:00 UTC).",
            ),
            (START, END, "2026-06-12T18:00:00Z", "The Cup is on, and ends in 2 days (Sun 14 Jun 2026 18:00 UTC)."),
            (START, END, "2026-06-14T18:00:00Z", "The Cup is over: it ended on Sun 14 Jun 2026 18:00 UTC."),
            (
                START,
                None,
                "2026-06-13T18:00:00Z",
                "The Cup has been on since Fri 12 Jun 2026 18:00 UTC; no end is set.",
            ),
            (None, END, "2026-06-14T17:00:00Z", "The Cup is on, and ends in 1 hour (Sun 14 Jun 2026 18:00 UTC)."),
            (None, None, "2026-06-14T17:00:00Z", "The Cup has no dates yet."),
        ] {
            assert_eq!(next(&cup(start, end), at(now)).0, expected, "{start:?} {end:?} {now}");
        }
    }

    proptest! {
        #[test]
        fn the_words_hold_until_they_are_said_to_change(before in 0_i64..400_000_000_000) {
            let (cup, start) = (cup(START, END), at(START.unwrap()));
            let now = start - TimeDelta::microseconds(before);
            let (words, until) = next(&cup, now);
            let until = until.unwrap();
            prop_assert!(now < until, "{} {}", now, until);
            let told = |at: Timestamp| next(&cup, at).0;
            prop_assert_eq!(told(until - TimeDelta::microseconds(1)), words.clone());
            prop_assert!(told(until) != words);
        }
    }
}
