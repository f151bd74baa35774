//! Phrases that several texts share: numbers, places, time spans, and replies about something that does not exist.

use crate::{
    clock::Timestamp,
    record::TournamentRecord,
    text::line::{Line, name},
    tournament::RankBy,
};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The reply about a tournament that does not exist.
#[must_use]
pub fn no_tournament(slug: &str) -> String {
    Line::new(format!("No tournament {} here.", name(slug))).finish()
}

/// The reply about a text that does not exist.
#[must_use]
pub fn no_such_text(text: &str) -> String {
    let known = "standings, leader, player, team, live, next and series";
    Line::new(format!("No text {} here: there are {known}.", name(text))).finish()
}

/// Formats an ordinal: 1st, 2nd, 3rd, 4th.
pub(super) fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Formats a number with its noun: "1 win", "2 wins".
pub(super) fn counted(number: i64, noun: &str, plural: &str) -> String {
    format!("{number} {}", if number == 1 { noun } else { plural })
}

/// The name of the rating that ranks in a tournament.
pub(super) const fn metric(rank_by: RankBy) -> &'static str {
    match rank_by {
        RankBy::PeakRating => "peak rating",
        RankBy::CurrentRating => "rating",
    }
}

/// Formats the wins and losses of a record.
pub(super) fn record(record: &TournamentRecord) -> String {
    results(record.wins, record.losses)
}

/// Formats wins and losses.
pub(super) fn results(wins: i64, losses: i64) -> String {
    format!("{}, {}", counted(wins, "win", "wins"), counted(losses, "loss", "losses"))
}

/// Formats an instant for people.
pub(super) fn instant(instant: Timestamp) -> String {
    instant.inner().format("%a %-d %b %Y %H:%M UTC").to_string()
}

/// A time span in words, in its two greatest units, and the number of seconds after which the words change.
pub(super) fn span(seconds: i64) -> (String, i64) {
    let (unit, words) = if seconds >= DAY {
        (HOUR, both((seconds / DAY, "day", "days"), (seconds % DAY / HOUR, "hour", "hours")))
    } else if seconds >= HOUR {
        (MINUTE, both((seconds / HOUR, "hour", "hours"), (seconds % HOUR / MINUTE, "minute", "minutes")))
    } else if seconds >= MINUTE {
        (MINUTE, counted(seconds / MINUTE, "minute", "minutes"))
    } else {
        (MINUTE, "less than a minute".to_owned())
    };
    (words, seconds % unit)
}

fn both(greater: (i64, &str, &str), less: (i64, &str, &str)) -> String {
    let words = |(number, noun, plural)| counted(number, noun, plural);
    if less.0 == 0 { words(greater) } else { format!("{} {}", words(greater), words(less)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_as_people_do() {
        let told: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(ordinal).to_vec();
        assert_eq!(told, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"]);
    }

    #[test]
    fn a_span_is_told_in_its_two_greatest_units() {
        for (seconds, words, left) in [
            (0, "less than a minute", 0),
            (59, "less than a minute", 59),
            (60, "1 minute", 0),
            (3_599, "59 minutes", 59),
            (3_600, "1 hour", 0),
            (7_290, "2 hours 1 minute", 30),
            (86_399, "23 hours 59 minutes", 59),
            (86_400, "1 day", 0),
            (2 * 86_400 + 3 * 3_600 + 61, "2 days 3 hours", 61),
        ] {
            assert_eq!(span(seconds), (words.to_owned(), left), "{seconds}");
        }
    }
}
