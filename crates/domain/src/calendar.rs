//! A tournament's window, and its scheduled series, as iCalendar objects (RFC 5545) that calendar apps subscribe to.

mod lines;
mod series;

pub use series::series_calendar;

use self::lines::{Lines, text, utc};
use crate::{
    broadcast::Channel,
    clock::Timestamp,
    name::printable,
    tournament::{RankBy, Tournament},
};

/// The calendar with the tournament's window as its only event. If one bound is missing, the event is an instant. If
/// both are missing, the calendar holds a journal entry instead, which calendar apps do not show.
#[must_use]
pub fn calendar(tournament: &Tournament) -> String {
    let name = printable(&tournament.name);
    let (component, dates, what) = dates(tournament);
    let mut lines = Lines::of_calendar(&name);
    lines.add("BEGIN", component);
    lines.add("UID", &uid(tournament));
    // Use the creation time rather than the present, so that repeated requests get identical answers.
    lines.add("DTSTAMP", &utc(tournament.created_at));
    for (property, instant) in dates {
        lines.add(property, &utc(instant));
    }
    lines.add("SUMMARY", &text(&format!("{name}{what}")));
    lines.add("DESCRIPTION", &text(description(tournament.rank_by)));
    let hosts = tournament.host_stream_urls.iter().find_map(|url| Channel::of_link(url));
    if let Some(channel) = hosts {
        lines.add("URL", &channel.link());
    }
    if component == "VEVENT" {
        // A tournament does not make its subscribers busy.
        lines.add("TRANSP", "TRANSPARENT");
    }
    lines.add("END", component);
    lines.end_calendar()
}

/// The component's type, its dates, and what its title says besides the tournament's name.
fn dates(tournament: &Tournament) -> (&'static str, Vec<(&'static str, Timestamp)>, &'static str) {
    match (tournament.window.start, tournament.window.end) {
        // An end must be later than the start (RFC 5545, section 3.8.2.2), compared at the precision that is written.
        (Some(start), Some(end)) if utc(start) < utc(end) => ("VEVENT", vec![("DTSTART", start), ("DTEND", end)], ""),
        (Some(start), Some(_)) => ("VEVENT", vec![("DTSTART", start)], ""),
        (Some(start), None) => ("VEVENT", vec![("DTSTART", start)], " begins"),
        (None, Some(end)) => ("VEVENT", vec![("DTSTART", end)], " ends"),
        (None, None) => ("VJOURNAL", Vec::new(), " has no dates yet"),
    }
}

const fn description(rank_by: RankBy) -> &'static str {
    match rank_by {
        RankBy::PeakRating => "Age of Empires II: DE, ranked by the highest rating held.",
        RankBy::CurrentRating => "Age of Empires II: DE, ranked by the rating at the end.",
    }
}

/// A unique id that never changes, and that differs for each tournament of each deployment.
fn uid(tournament: &Tournament) -> String {
    lines::uid("tournament", tournament.id.0, tournament)
}

#[cfg(test)]
mod tests {
    use super::{lines::LINE, *};
    use crate::{
        id::{LeaderboardId, TournamentId},
        roster::Presentation,
        tournament::Window,
    };

    fn cup(name: &str, start: Option<&str>, end: Option<&str>) -> Tournament {
        let at = |text: &str| text.parse().unwrap();
        Tournament {
            id: TournamentId(3),
            slug: "cup".into(),
            name: name.into(),
            leaderboard_id: LeaderboardId(3),
            rank_by: RankBy::PeakRating,
            window: Window { start: start.map(at), end: end.map(at) },
            prize_pool_cents: None,
            host_stream_urls: vec!["https://example.org".into(), "twitch.tv/TheHost".into()],
            presentation: Presentation::new(),
            host_stream_live: false,
            created_at: at("2026-05-01T00:00:00Z"),
        }
    }

    fn property<'a>(calendar: &'a str, name: &str) -> Option<&'a str> {
        calendar.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    }

    #[test]
    fn the_whole_calendar() {
        let cup = cup("Cup; with, all\\", Some("2026-06-12T18:00:00Z"), Some("2026-06-14T18:00:00.5Z"));
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//criticalbit.gg//AoE2 Live Standings//EN",
            "NAME:Cup\\; with\\, all\\\\",
            "X-WR-CALNAME:Cup\\; with\\, all\\\\",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "BEGIN:VEVENT",
            "UID:tournament-3-1777593600000000@aoe2-live-standings.criticalbit.gg",
            "DTSTAMP:20260501T000000Z",
            "DTSTART:20260612T180000Z",
            "DTEND:20260614T180000Z",
            "SUMMARY:Cup\\; with\\, all\\\\",
            "DESCRIPTION:Age of Empires II: DE\\, ranked by the highest rating held.",
            "URL:https://twitch.tv/thehost",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(calendar(&cup), expected.join("\r\n"));
    }

    #[test]
    fn a_window_with_a_bound_alone_is_an_instant_and_one_without_is_no_event() {
        let (start, end) = (Some("2026-06-12T18:00:00Z"), Some("2026-06-12T18:00:00.9Z"));
        for (start, end, begins, summary) in [
            (start, None, Some("20260612T180000Z"), "Cup begins"),
            (None, end, Some("20260612T180000Z"), "Cup ends"),
            (start, end, Some("20260612T180000Z"), "Cup"),
            (None, None, None, "Cup has no dates yet"),
        ] {
            let calendar = calendar(&cup("Cup", start, end));
            assert_eq!((property(&calendar, "DTSTART"), property(&calendar, "DTEND")), (begins, None), "{calendar}");
            assert_eq!(property(&calendar, "SUMMARY"), Some(summary));
            let component = if begins.is_some() { "VEVENT" } else { "VJOURNAL" };
            assert!(calendar.contains(&format!("BEGIN:{component}\r\n")), "{calendar}");
            assert!(calendar.contains(&format!("END:{component}\r\nEND:VCALENDAR\r\n")), "{calendar}");
        }
    }

    #[test]
    fn a_line_is_folded_before_it_is_too_long_and_never_within_a_character() {
        for length in 60..160 {
            for letter in ["x", "é", "♛", "👑", ","] {
                let name = letter.repeat(length);
                let calendar = calendar(&cup(&name, None, None));
                assert!(calendar.split("\r\n").all(|line| line.len() <= LINE), "{calendar}");
                let unfolded = calendar.replace("\r\n ", "");
                assert_eq!(property(&unfolded, "NAME"), Some(text(&name).as_str()));
            }
        }
    }
}
