//! Values of the settings: cadences in seconds.

use std::time::Duration;

/// The default cadence of polling accounts and ratings.
pub(crate) const DEFAULT_STATS: Duration = Duration::from_secs(30);
/// The default cadence of polling finished matches.
pub(crate) const DEFAULT_MATCHES: Duration = Duration::from_secs(60);

/// Reads a positive number of seconds, fractions included.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let refused = || format!("{text:?} is not a number of seconds from 0.05 to 86400");
    let seconds: f64 = text.trim().parse().map_err(|_| refused())?;
    let in_range = (0.05..=86_400.0).contains(&seconds);
    in_range.then(|| Duration::from_secs_f64(seconds)).ok_or_else(refused)
}

/// Like [`seconds`], but allows 0.
pub(crate) fn seconds_or_never(text: &str) -> Result<Duration, String> {
    if text.trim().parse() == Ok(0.0) {
        Ok(Duration::ZERO)
    } else {
        seconds(text).map_err(|error| format!("{error}, or 0"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cadence_is_a_positive_number() {
        assert_eq!(seconds(" 0.5 "), Ok(Duration::from_millis(500)));
        for refused in ["", "0", "-1", "NaN", "inf", "1e9", "15s"] {
            assert!(seconds(refused).is_err(), "{refused}");
        }
        assert_eq!(seconds_or_never("0"), Ok(Duration::ZERO));
        assert_eq!(seconds_or_never("90"), Ok(Duration::from_secs(90)));
        assert!(seconds_or_never("-1").is_err());
    }
}
