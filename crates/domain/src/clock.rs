//! Time: one type for every instant, and a clock that callers pass in.

mod lenient;

use std::{fmt, str::FromStr, sync::Arc};

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Timelike as _, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

/// An instant in UTC, to the microsecond.
///
/// On the wire: RFC 3339 with a `Z`, six decimals when the fraction is not zero, else none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2026-06-01T18:00:00Z"))]
pub struct Timestamp(DateTime<Utc>);

impl Timestamp {
    /// The instant `seconds` after 1970-01-01T00:00:00Z; `None` outside the calendar.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        DateTime::from_timestamp(seconds, 0).map(Self)
    }

    /// Seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.timestamp()
    }

    /// Parses an instant as a host writes it: RFC 3339. Without an offset it is UTC; a bare date is its midnight.
    #[must_use]
    pub fn from_host(text: &str) -> Option<Self> {
        lenient::time(text)
    }

    /// Midnight UTC of this instant's day.
    #[must_use]
    pub fn midnight(self) -> Self {
        Self(self.0.date_naive().and_time(NaiveTime::MIN).and_utc())
    }

    /// The first midnight UTC after this instant.
    #[must_use]
    pub fn next_midnight(self) -> Self {
        (self + TimeDelta::days(1)).midnight()
    }

    /// The underlying date and time.
    #[must_use]
    pub fn inner(self) -> DateTime<Utc> {
        self.0
    }
}

impl From<DateTime<Utc>> for Timestamp {
    /// Truncates to microseconds.
    fn from(time: DateTime<Utc>) -> Self {
        let micros = time.nanosecond() / 1_000 * 1_000;
        Self(time.with_nanosecond(micros).unwrap_or(time))
    }
}

impl std::ops::Add<TimeDelta> for Timestamp {
    type Output = Self;

    fn add(self, delta: TimeDelta) -> Self {
        self.0.checked_add_signed(delta).map_or(self, Self::from)
    }
}

impl std::ops::Sub<TimeDelta> for Timestamp {
    type Output = Self;

    fn sub(self, delta: TimeDelta) -> Self {
        self + -delta
    }
}

impl std::ops::Sub for Timestamp {
    type Output = TimeDelta;

    fn sub(self, earlier: Self) -> TimeDelta {
        self.0 - earlier.0
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = if self.0.timestamp_subsec_micros() == 0 { SecondsFormat::Secs } else { SecondsFormat::Micros };
        f.write_str(&self.0.to_rfc3339_opts(format, true))
    }
}

impl FromStr for Timestamp {
    type Err = chrono::ParseError;

    /// Reads RFC 3339 with any offset.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateTime::parse_from_rfc3339(text).map(|time| time.to_utc().into())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A source of the current time. Rules take a [`Timestamp`]; whoever loads facts and calls the rules holds a clock.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;

    /// How far the machine's own clock is ahead of this one; negative when it is behind.
    fn skew(&self) -> TimeDelta {
        TimeDelta::zero()
    }
}

/// A clock shared by the parts of one process.
pub type SharedClock = Arc<dyn Clock>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fraction_is_shown_in_full_or_not_at_all() {
        let show = |text: &str| text.parse::<Timestamp>().unwrap().to_string();
        assert_eq!(show("2026-06-01T18:00:00.000Z"), "2026-06-01T18:00:00Z");
        assert_eq!(show("2026-06-01T18:00:00.5Z"), "2026-06-01T18:00:00.500000Z");
        assert_eq!(show("2026-06-01T20:00:00.123456789+02:00"), "2026-06-01T18:00:00.123456Z");
    }

    #[test]
    fn a_json_text_with_escapes_is_read_too() {
        let time: Timestamp = serde_json::from_str(r#""2026-06-01\u005418:00:00Z""#).unwrap();
        assert_eq!(time.midnight().to_string(), "2026-06-01T00:00:00Z");
    }
    #[test]
    fn a_day_ends_at_midnight() {
        let at = |second| Timestamp::from_unix_seconds(second).unwrap();
        assert_eq!(at(86_401).next_midnight(), at(172_800));
        assert_eq!(at(86_400).next_midnight(), at(172_800), "midnight begins its day");
    }
}
