//! Values of the settings: cadences in seconds.

use std::time::Duration;

use store::retention;

/// The default cadence of polling accounts and ratings.
pub(crate) const DEFAULT_STATS: Duration = Duration::from_secs(30);
/// The default cadence of polling finished matches.
pub(crate) const DEFAULT_MATCHES: Duration = Duration::from_secs(60);

/// The longest cadence.
const DAY: Duration = Duration::from_secs(86_400);

/// Reads a positive number of seconds, a day at most, fractions included.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    seconds_up_to(DAY, text)
}

/// Like [`seconds`], but allows 0, and at most the time for which the outbox keeps nudges: of a longer time without one
/// nothing is known.
pub(crate) fn seconds_or_never(text: &str) -> Result<Duration, String> {
    if text.trim().parse() == Ok(0.0) {
        Ok(Duration::ZERO)
    } else {
        seconds_up_to(retention::NUDGES, text).map_err(|error| format!("{error}, or 0"))
    }
}

fn seconds_up_to(longest: Duration, text: &str) -> Result<Duration, String> {
    let refused = || format!("{text:?} is not a number of seconds from 0.05 to {}", longest.as_secs());
    let seconds: f64 = text.trim().parse().map_err(|_| refused())?;
    let in_range = (0.05..=longest.as_secs_f64()).contains(&seconds);
    in_range.then(|| Duration::from_secs_f64(seconds)).ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cadence_is_a_positive_number() {
        assert_eq!(seconds(" 0.5 "), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("86400"), Ok(DAY));
        for refused in ["", "0", "-1", "NaN", "inf", "1e9", "86400.1", "15s"] {
            assert!(seconds(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_time_without_nudges_is_never_or_an_hour_at_most() {
        assert_eq!(seconds_or_never("0"), Ok(Duration::ZERO));
        assert_eq!(seconds_or_never("90"), Ok(Duration::from_secs(90)));
        assert_eq!(seconds_or_never("3600"), Ok(retention::NUDGES));
        for refused in ["-1", "3600.1", "86400"] {
            let error = format!("{refused:?} is not a number of seconds from 0.05 to 3600, or 0");
            assert_eq!(seconds_or_never(refused), Err(error));
        }
    }
}
