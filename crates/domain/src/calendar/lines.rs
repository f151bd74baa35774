//! The lines of iCalendar objects (RFC 5545, section 3).

use crate::{clock::Timestamp, tournament::Tournament};

/// The maximum length of a line in octets, without its line break (RFC 5545, section 3.1).
pub(super) const LINE: usize = 75;
/// How often calendar apps should refresh.
const REFRESH: &str = "PT1H";

/// Content lines, folded and terminated as section 3.1 requires.
#[derive(Debug)]
pub(super) struct Lines(String);

impl Lines {
    /// Begins a calendar of that name.
    pub(super) fn of_calendar(name: &str) -> Self {
        let mut lines = Self(String::new());
        lines.add("BEGIN", "VCALENDAR");
        lines.add("VERSION", "2.0");
        lines.add("PRODID", "-//criticalbit.gg//AoE2 Live Standings//EN");
        lines.add("NAME", &text(name));
        lines.add("X-WR-CALNAME", &text(name));
        lines.add("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        lines.add("X-PUBLISHED-TTL", REFRESH);
        lines
    }

    /// Adds a property whose value needs no escaping.
    pub(super) fn add(&mut self, property: &str, value: &str) {
        let mut length = 0;
        for character in property.chars().chain([':']).chain(value.chars()) {
            if length + character.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// Ends the calendar.
    pub(super) fn end_calendar(mut self) -> String {
        self.add("END", "VCALENDAR");
        self.0
    }
}

/// A unique id that never changes: the deployment is told by when the tournament was created.
pub(super) fn uid(kind: &str, id: i64, tournament: &Tournament) -> String {
    let created = tournament.created_at.inner().timestamp_micros();
    format!("{kind}-{id}-{created}@aoe2-live-standings.criticalbit.gg")
}

/// Formats an instant as RFC 5545 requires (section 3.3.5, form 2).
pub(super) fn utc(instant: Timestamp) -> String {
    instant.inner().format("%Y%m%dT%H%M%SZ").to_string()
}

/// Escapes a text's special characters (section 3.3.11).
pub(super) fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        if matches!(character, '\\' | ';' | ',') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
