//! Conversion between domain values and columns: the parallel arrays that `unnest` takes, and names.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    matches::{MatchState, Outcome},
    tournament::RankBy,
};

use crate::Error;

/// One column of `rows`.
pub(crate) fn column<T, C>(rows: &[T], field: impl Fn(&T) -> C) -> Vec<C> {
    rows.iter().map(field).collect()
}

/// An optional time as the driver takes it.
pub(crate) fn time(time: Option<Timestamp>) -> Option<DateTime<Utc>> {
    time.map(Timestamp::inner)
}

/// The stored name of an outcome.
pub(crate) fn outcome_name(outcome: Option<Outcome>) -> Option<&'static str> {
    outcome.map(|outcome| match outcome {
        Outcome::Win => "win",
        Outcome::Loss => "loss",
    })
}

/// The outcome with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn outcome(name: &str) -> Result<Outcome, Error> {
    match name {
        "win" => Ok(Outcome::Win),
        "loss" => Ok(Outcome::Loss),
        _ => Err(Error::corrupt("outcome", name)),
    }
}

/// The state with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn state(name: &str) -> Result<MatchState, Error> {
    match name {
        "staging" => Ok(MatchState::Staging),
        "in_progress" => Ok(MatchState::InProgress),
        "completed" => Ok(MatchState::Completed),
        _ => Err(Error::corrupt("state", name)),
    }
}

/// The ranking number with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn rank_by(name: &str) -> Result<RankBy, Error> {
    RankBy::from_name(name).ok_or_else(|| Error::corrupt("rank_by", name))
}
