//! A tournament: its window, its ranking mode, and the choice of the "current" one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{LeaderboardId, TournamentId},
    roster::Presentation,
};

/// The slug that stands for the current tournament.
pub const CURRENT: &str = "current";

/// The pattern that slugs must match.
pub const SLUG_PATTERN: &str = "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$";

/// Why a text cannot be a slug. Its length is checked elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnfitSlug {
    /// It does not match [`SLUG_PATTERN`].
    Pattern,
    /// It is reserved for the current tournament.
    Reserved,
}

/// Checks that a text matches the pattern of slugs and is not reserved.
///
/// # Errors
/// [`UnfitSlug`].
pub fn check_slug(slug: &str) -> Result<(), UnfitSlug> {
    let plain = slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !plain || slug.starts_with('-') || slug.ends_with('-') {
        Err(UnfitSlug::Pattern)
    } else if slug == CURRENT {
        Err(UnfitSlug::Reserved)
    } else {
        Ok(())
    }
}

/// Which rating decides the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RankBy {
    /// The highest rating held.
    #[default]
    PeakRating,
    /// The rating now.
    CurrentRating,
}

impl RankBy {
    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PeakRating => "peak_rating",
            Self::CurrentRating => "current_rating",
        }
    }

    /// The mode with that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::PeakRating, Self::CurrentRating].into_iter().find(|mode| mode.as_str() == name)
    }
}

/// The time span in which matches count: both bounds are inclusive, and a missing bound is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first instant.
    pub start: Option<Timestamp>,
    /// The last instant.
    pub end: Option<Timestamp>,
}

impl Window {
    /// Whether the end is not before the start.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        self.start.zip(self.end).is_none_or(|(start, end)| start <= end)
    }

    /// Whether a match that started at `instant` counts.
    #[must_use]
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.start.is_none_or(|start| start <= instant) && self.end.is_none_or(|end| instant <= end)
    }

    /// The window's end, if it has passed.
    #[must_use]
    pub fn closed(&self, now: Timestamp) -> Option<Timestamp> {
        self.end.filter(|&end| end <= now)
    }
}

/// A tournament.
#[derive(Clone, Debug, PartialEq)]
pub struct Tournament {
    /// Its id.
    pub id: TournamentId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The ladder it is held on.
    pub leaderboard_id: LeaderboardId,
    /// The rating that decides the order.
    pub rank_by: RankBy,
    /// The time span in which matches count.
    pub window: Window,
    /// Prize money in hundredths of the currency's unit.
    pub prize_pool_cents: Option<i64>,
    /// Links to the hosts' broadcasts.
    pub host_stream_urls: Vec<String>,
    /// The frontends' own data.
    pub presentation: Presentation,
    /// Whether one of the hosts is on air.
    pub host_stream_live: bool,
    /// When it was created.
    pub created_at: Timestamp,
}

/// What is needed to choose the current tournament.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The tournament's id.
    pub id: TournamentId,
    /// The time span in which matches count.
    pub window: Window,
    /// When it was created.
    pub created_at: Timestamp,
}

/// The current tournament: the one that started last; if none has started, the one that was created last. Ties go to
/// the younger one.
#[must_use]
pub fn current(schedules: &[Schedule], now: Timestamp) -> Option<TournamentId> {
    let started = schedules
        .iter()
        .filter_map(|tournament| Some((tournament.window.start.filter(|&start| start <= now)?, tournament)))
        .max_by_key(|(start, tournament)| (*start, tournament.created_at, tournament.id))
        .map(|(_, tournament)| tournament);
    started
        .or_else(|| schedules.iter().max_by_key(|tournament| (tournament.created_at, tournament.id)))
        .map(|tournament| tournament.id)
}

/// The next instant after `now` at which [`current`] may name another tournament.
#[must_use]
pub fn next_current(schedules: &[Schedule], now: Timestamp) -> Option<Timestamp> {
    schedules.iter().filter_map(|tournament| tournament.window.start).filter(|&start| start > now).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix_seconds(second).unwrap()
    }

    fn schedule(id: i64, start: Option<i64>, created: i64) -> Schedule {
        let window = Window { start: start.map(at), end: None };
        Schedule { id: TournamentId(id), window, created_at: at(created) }
    }

    #[test]
    fn both_bounds_belong_to_the_window() {
        let window = Window { start: Some(at(10)), end: Some(at(20)) };
        let inside: Vec<_> = (9..=21).filter(|&second| window.contains(at(second))).collect();
        assert_eq!(inside, (10..=20).collect::<Vec<_>>());
        assert!(Window::default().contains(at(0)));
    }

    #[test]
    fn a_window_has_closed_from_its_end_on() {
        let window = Window { start: Some(at(10)), end: Some(at(20)) };
        assert_eq!((window.closed(at(19)), window.closed(at(20))), (None, Some(at(20))));
        assert_eq!(Window::default().closed(at(20)), None);
    }

    #[test]
    fn the_latest_start_that_has_come_is_current() {
        let all =
            [schedule(1, Some(100), 1), schedule(2, Some(200), 2), schedule(3, Some(300), 3), schedule(4, None, 9)];
        assert_eq!(current(&all, at(250)), Some(TournamentId(2)));
        assert_eq!(current(&all, at(300)), Some(TournamentId(3)));
        assert_eq!(next_current(&all, at(250)), Some(at(300)));
    }

    #[test]
    fn before_any_start_the_latest_set_up_is_current() {
        let all = [schedule(1, Some(100), 5), schedule(2, None, 7), schedule(3, Some(300), 6)];
        assert_eq!(current(&all, at(50)), Some(TournamentId(2)));
        assert_eq!(current(&[], at(50)), None);
    }
}
