//! The settings of the poller: cadences and budgets.

use std::time::Duration;

/// The default cadence of polling accounts and ratings.
pub(crate) const DEFAULT_STATS: Duration = Duration::from_secs(30);
/// The default cadence of polling finished matches.
pub(crate) const DEFAULT_MATCHES: Duration = Duration::from_secs(60);

/// The cadence of each poll.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "Polls")]
pub struct Settings {
    /// Seconds from one poll of accounts and ratings to the next.
    #[arg(long, env = "POLL_STATS_SECONDS", default_value = "30", value_parser = seconds)]
    pub poll_stats_seconds: Duration,

    /// Seconds from one poll of finished matches to the next.
    #[arg(long, env = "POLL_MATCHES_SECONDS", default_value = "60", value_parser = seconds)]
    pub poll_matches_seconds: Duration,

    /// Seconds from one poll of the open lobbies to the next.
    #[arg(long, env = "POLL_LIVE_SECONDS", default_value = "15", value_parser = seconds)]
    pub poll_live_seconds: Duration,

    /// Seconds from one poll of ladders and civilizations to the next.
    #[arg(long, env = "POLL_REFERENCE_SECONDS", default_value = "1800", value_parser = seconds)]
    pub poll_reference_seconds: Duration,

    /// Seconds from one poll of Twitch to the next.
    #[arg(long, env = "POLL_TWITCH_SECONDS", default_value = "60", value_parser = seconds)]
    pub poll_twitch_seconds: Duration,

    /// Seconds from one poll of YouTube to the next; each costs 100 of its quota's units for every channel.
    #[arg(long, env = "POLL_YOUTUBE_SECONDS", default_value = "1800", value_parser = seconds)]
    pub poll_youtube_seconds: Duration,

    /// Seconds after which a tournament in its window is nudged about though nothing changed, so that pages which
    /// refetch on nudges alone show a recent `last_polled_at`; 0 for never.
    #[arg(long, env = "FRESHNESS_NUDGE_SECONDS", default_value = "90", value_parser = seconds_or_never)]
    pub freshness_nudge_seconds: Duration,
}

/// Reads a positive number of seconds, fractions included.
fn seconds(text: &str) -> Result<Duration, String> {
    let refused = || format!("{text:?} is not a number of seconds from 0.05 to 86400");
    let seconds: f64 = text.trim().parse().map_err(|_| refused())?;
    let in_range = (0.05..=86_400.0).contains(&seconds);
    in_range.then(|| Duration::from_secs_f64(seconds)).ok_or_else(refused)
}

/// Like [`seconds`], but allows 0.
fn seconds_or_never(text: &str) -> Result<Duration, String> {
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
