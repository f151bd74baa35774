//! How often to poll.

use std::time::Duration;

/// The cadence of each poll.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
pub struct Settings {
    /// Seconds from one poll of accounts and ratings to the next.
    #[arg(long, env = "POLL_STATS_SECONDS", default_value = "30", value_parser = seconds)]
    pub poll_stats_seconds: Duration,

    /// Seconds from one poll of finished matches to the next.
    #[arg(long, env = "POLL_MATCHES_SECONDS", default_value = "60", value_parser = seconds)]
    pub poll_matches_seconds: Duration,

    /// Seconds from one look at the open lobbies to the next.
    #[arg(long, env = "POLL_LIVE_SECONDS", default_value = "15", value_parser = seconds)]
    pub poll_live_seconds: Duration,

    /// Seconds from one poll of ladders and civilizations to the next.
    #[arg(long, env = "POLL_REFERENCE_SECONDS", default_value = "1800", value_parser = seconds)]
    pub poll_reference_seconds: Duration,

    /// Seconds from one look at Twitch to the next.
    #[arg(long, env = "POLL_TWITCH_SECONDS", default_value = "60", value_parser = seconds)]
    pub poll_twitch_seconds: Duration,

    /// Seconds from one look at YouTube to the next; each costs 100 of its quota's units for every channel.
    #[arg(long, env = "POLL_YOUTUBE_SECONDS", default_value = "1800", value_parser = seconds)]
    pub poll_youtube_seconds: Duration,
}

/// Reads a positive number of seconds, fractions included.
fn seconds(text: &str) -> Result<Duration, String> {
    let refused = || format!("{text:?} is not a number of seconds from 0.05 to 86400");
    let seconds: f64 = text.trim().parse().map_err(|_| refused())?;
    let in_range = (0.05..=86_400.0).contains(&seconds);
    in_range.then(|| Duration::from_secs_f64(seconds)).ok_or_else(refused)
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
    }
}
