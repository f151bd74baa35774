//! Conversion between domain values and the parallel arrays that `unnest` takes.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    matches::{MatchState, Outcome},
};

/// One column of `rows`.
pub(crate) fn column<T, C>(rows: &[T], field: impl Fn(&T) -> C) -> Vec<C> {
    rows.iter().map(field).collect()
}

/// An optional time as the driver takes it.
pub(crate) fn time(time: Option<Timestamp>) -> Option<DateTime<Utc>> {
    time.map(Timestamp::inner)
}

/// The name an outcome is stored by.
pub(crate) fn outcome_name(outcome: Option<Outcome>) -> Option<&'static str> {
    outcome.map(|outcome| match outcome {
        Outcome::Win => "win",
        Outcome::Loss => "loss",
    })
}

/// The outcome of that name.
pub(crate) fn outcome(name: Option<&str>) -> Option<Outcome> {
    match name {
        Some("win") => Some(Outcome::Win),
        Some("loss") => Some(Outcome::Loss),
        _ => None,
    }
}

/// The state of that name; a check constraint allows no other.
pub(crate) fn state(name: &str) -> MatchState {
    match name {
        "staging" => MatchState::Staging,
        "in_progress" => MatchState::InProgress,
        _ => MatchState::Completed,
    }
}
