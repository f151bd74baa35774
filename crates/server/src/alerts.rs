//! Alert rules for Prometheus, for the polls there are and the cadences that are set.

use std::time::Duration;

use poller::{LATE_CADENCES, Poll};

/// The rules, with names in the place of what depends on polls and settings.
const RULES: &str = include_str!("alerts.yml");
/// What of the rules is there for each poll.
const OF_A_POLL: &str = "      - record: aoe2:poll_cadence_seconds
        labels: {task: POLL_NAME}
        expr: vector(CADENCE_SECONDS)
";
/// How far a poll's last success is looked for in the past, unless polls are rare.
const LOOK_BACK: Duration = Duration::from_secs(3 * 3_600);

/// The rules as Prometheus reads them: a poll is late when `/health/freshness` says so.
pub(crate) fn rules(settings: &poller::Settings) -> String {
    let polls: Vec<_> = poller::polls(settings).into_iter().filter(|poll| poll.status_row().is_some()).collect();
    let longest = polls.iter().map(Poll::age_limit).max().unwrap_or_default();
    // Twice what is late, so that the alert does not end while things are as they were.
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
