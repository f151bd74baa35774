//! Parses times as people write them: RFC 3339 with or without an offset, or a bare date.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};

use super::Timestamp;

pub(super) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    // Other parsers accept signed years and years of any length, which RFC 3339 cannot express.
    let date = text.get(..10).filter(|date| is_date(date))?;
    let time = match text.parse::<DateTime<Utc>>() {
        Ok(time) => time,
        Err(_) if text == date => text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc(),
        Err(_) => {
            let naive = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"];
            naive.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?.and_utc()
        }
    };
    // Treat a leap second as the second after it, because other systems cannot distinguish the two.
    let leap = i64::from(time.timestamp_subsec_nanos() / 1_000_000_000);
    let time = time.with_nanosecond(time.timestamp_subsec_nanos() % 1_000_000_000)? + TimeDelta::seconds(leap);
    (1..=9_999).contains(&time.year()).then(|| time.into())
}

/// Whether the text has the form of a date: four digits, two, two.
fn is_date(text: &str) -> bool {
    let is_due =
        |(place, byte): (usize, u8)| if [4, 7].contains(&place) { byte == b'-' } else { byte.is_ascii_digit() };
    text.bytes().enumerate().all(is_due)
}
