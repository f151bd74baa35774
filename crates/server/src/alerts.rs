//! Alert rules for Prometheus, for the cadences that are set.

use std::time::Duration;

use api::LATE_CADENCES;

/// The rules, with names in the place of what depends on settings.
const RULES: &str = include_str!("alerts.yml");
/// How far a poll's last success is looked for in the past, unless polls are rare.
const LOOK_BACK: Duration = Duration::from_secs(3 * 3_600);

/// The rules as Prometheus reads them: a poll is late when `/health/freshness` says so.
pub(crate) fn rules(cadences: &poller::Settings) -> String {
    let poller::Settings {
        poll_stats_seconds, poll_matches_seconds, poll_live_seconds, poll_reference_seconds, ..
    } = cadences;
    let polls = [
        ("STATS_SECONDS", *poll_stats_seconds),
        ("MATCHES_SECONDS", *poll_matches_seconds),
        ("LIVE_SECONDS", *poll_live_seconds),
        ("REFERENCE_SECONDS", *poll_reference_seconds),
    ];
    let longest = polls.iter().map(|(_, cadence)| *cadence).max().unwrap_or_default();
    // Twice what is late, so that the alert does not end while things are as they were.
    let look_back = LOOK_BACK.max(longest * LATE_CADENCES * 2);
    let rules = polls.iter().fold(RULES.to_owned(), |rules, (name, cadence)| {
        rules.replace(&format!("vector({name})"), &format!("vector({})", cadence.as_secs_f64()))
    });
    let rules = rules.replace("LOOK_BACK", &format!("{}s", look_back.as_secs()));
    rules.replace("LATE_CADENCES", &LATE_CADENCES.to_string())
}
