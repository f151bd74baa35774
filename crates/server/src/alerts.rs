//! Generates alert rules for Prometheus from the polls and their configured cadences.

use std::time::Duration;

use poller::{LATE_CADENCES, Poll};

/// The rules as a template, with placeholders for what depends on polls and settings.
const RULES: &str = include_str!("alerts.yml");
/// The recording rules that are repeated for each poll.
const OF_A_POLL: &str = "      - record: aoe2:poll_cadence_seconds
        labels: {task: POLL_NAME}
        expr: vector(CADENCE_SECONDS)
";
/// How far back the rules look for a poll's last success, unless a long cadence needs more.
const LOOK_BACK: Duration = Duration::from_secs(3 * 3_600);

/// Returns the rules in Prometheus' format. A poll is late under the same condition as in `/health/freshness`.
pub(crate) fn rules(settings: &poller::Settings) -> String {
    let polls: Vec<_> = poller::polls(settings).into_iter().filter(|poll| poll.status_row().is_some()).collect();
    let longest = polls.iter().map(Poll::age_limit).max().unwrap_or_default();
    // Look back over twice the longest lateness, so that the alert does not resolve while the poll is still failing.
    let look_back = LOOK_BACK.max(longest * 2);
    let of_a_poll = |poll: &Poll| {
        let cadence = poll.cadence().as_secs_f64().to_string();
        OF_A_POLL.replace("POLL_NAME", poll.name()).replace("CADENCE_SECONDS", &cadence)
    };
    let names: Vec<_> = polls.iter().map(Poll::name).collect();
    RULES
        .replace(OF_A_POLL, &polls.iter().map(of_a_poll).collect::<String>())
        .replace("POLL_NAMES", &names.join("|"))
        .replace("LOOK_BACK", &format!("{}s", look_back.as_secs()))
        .replace("LATE_CADENCES", &LATE_CADENCES.to_string())
}
