//! Conversion between domain values and columns: the parallel arrays that `unnest` takes, and names.

use chrono::{DateTime, Utc};
use domain::{
    clock::Timestamp,
    id::{EntryId, TeamId},
    matches::{MatchState, Outcome},
    series::{Admits, DecidedBy, NotCounted, SeriesFormat, SeriesStatus, Winner},
    stages::side::Side,
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

/// The side that is this entry or this team.
///
/// # Errors
/// [`Error::Corrupt`] when it is neither: a check constraint requires one.
pub(crate) fn side(entry: Option<i64>, team: Option<i64>) -> Result<Side, Error> {
    let side = entry.map(|id| Side::Entry(EntryId(id))).or_else(|| team.map(|id| Side::Team(TeamId(id))));
    side.ok_or_else(|| Error::corrupt("tournament_player_id", "null"))
}

/// A side as the columns of its entry and its team.
pub(crate) fn side_columns(side: Side) -> (Option<i64>, Option<i64>) {
    match side {
        Side::Entry(id) => (Some(id.0), None),
        Side::Team(id) => (None, Some(id.0)),
    }
}

/// The format of so many games, of which one is given.
///
/// # Errors
/// [`Error::Corrupt`] when no series has that many: check constraints allow no other.
pub(crate) fn series_format(best_of: Option<i16>, play_all: Option<i16>) -> Result<SeriesFormat, Error> {
    let games = |games: i16| u8::try_from(games).unwrap_or(0);
    let format = match (best_of, play_all) {
        (Some(best_of), _) => SeriesFormat::best_of(games(best_of)),
        (None, play_all) => play_all.and_then(|play_all| SeriesFormat::play_all(games(play_all))),
    };
    format.ok_or_else(|| Error::corrupt("best_of", &format!("{best_of:?}")))
}

/// A format as the columns of its number of games.
pub(crate) fn series_format_columns(format: SeriesFormat) -> (Option<i16>, Option<i16>) {
    match format {
        SeriesFormat::BestOf(games) => (Some(games.into()), None),
        SeriesFormat::PlayAll(games) => (None, Some(games.into())),
    }
}

/// Which of two sides won.
///
/// # Errors
/// [`Error::Corrupt`] when it is neither 0 nor 1: a check constraint allows no other number.
pub(crate) fn winner(side: i16) -> Result<Winner, Error> {
    u8::try_from(side).ok().and_then(|side| Winner::try_from(side).ok()).ok_or_else(|| Error::corrupt("winner", &side))
}

/// The value of `all` with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn named<T: Copy>(
    all: &[T],
    column: &'static str,
    name: &str,
    of: impl Fn(T) -> &'static str,
) -> Result<T, Error> {
    all.iter().copied().find(|value| of(*value) == name).ok_or_else(|| Error::corrupt(column, name))
}

/// The kinds of match with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn admits(name: &str) -> Result<Admits, Error> {
    named(&Admits::ALL, "admits", name, Admits::as_str)
}

/// The status with that name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn series_status(name: &str) -> Result<SeriesStatus, Error> {
    named(&SeriesStatus::ALL, "status", name, SeriesStatus::as_str)
}

/// What decided a series, by its name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn decided_by(name: &str) -> Result<DecidedBy, Error> {
    named(&DecidedBy::ALL, "decided_by", name, DecidedBy::as_str)
}

/// Why a game does not count, by its name.
///
/// # Errors
/// [`Error::Corrupt`] when there is none: a check constraint allows no other name.
pub(crate) fn not_counted(name: &str) -> Result<NotCounted, Error> {
    named(&NotCounted::ALL, "not_counted", name, NotCounted::as_str)
}
