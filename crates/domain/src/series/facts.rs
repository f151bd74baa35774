//! What is known of a tournament's series and of the games that were played: the input of the attribution.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{
    format::{Admits, SeriesFormat},
    winner::Winner,
};
use crate::{
    clock::Timestamp,
    id::{MatchId, MatchTypeId, ProfileId, SeriesId, SideId},
    matches::Outcome,
};

/// A series as it was made, with what the host decided about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesFacts {
    /// The series.
    pub id: SeriesId,
    /// Its two sides.
    pub sides: [SideAccounts; 2],
    /// How many games it has.
    pub format: SeriesFormat,
    /// Which kinds of match count.
    pub admits: Admits,
    /// When it is to begin.
    pub scheduled_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// What the host decided.
    pub host: HostDecision,
}

/// How long before its schedule a series may begin.
pub const EARLY_START: TimeDelta = TimeDelta::minutes(30);

impl SeriesFacts {
    /// When the first of its games may start: half an hour before its schedule, or without one when it was created.
    #[must_use]
    pub fn opens_at(&self) -> Timestamp {
        self.scheduled_at.map_or(self.created_at, |scheduled| scheduled - EARLY_START)
    }
}

/// The accounts that may play for a side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SideAccounts {
    /// An entry plays with its account, if it has one.
    Entry(Option<ProfileId>),
    /// Any accounts of a team play.
    Team(BTreeSet<ProfileId>),
}

/// What the host decided about a series; polls never change it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostDecision {
    /// The decision about the series as a whole, and when it was made.
    pub ruling: Option<(Ruling, Timestamp)>,
    /// Decisions about single games, in the order in which they were made: the last one about a match is in force.
    pub games: Vec<GameDecision>,
}

/// A decision about a series as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// This is the score, whatever the games say. It is one that the format allows; it need not decide the series.
    Score([u8; 2]),
    /// This side won without playing it to the end.
    Walkover(Winner),
    /// It does not take place, and has no games: also its host's decisions about games are not in force.
    Cancelled,
}

/// A decision about one game of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameDecision {
    /// The match; `None` for a game that the service does not know and the host adds.
    pub match_id: Option<MatchId>,
    /// Whether the host counts the game for this series, which is so for every game without a match.
    pub counts: bool,
    /// Who won it. Required of a game without a match; otherwise it takes precedence over the match's outcome.
    pub winner: Option<Winner>,
    /// The map of a game without a match, if it is known.
    pub map_name: Option<String>,
    /// When the host decided it.
    pub made_at: Timestamp,
}

/// A match in which accounts of sides took part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedGame {
    /// The match.
    pub match_id: MatchId,
    /// Its kind.
    pub matchtype_id: MatchTypeId,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended; `None` while it is played.
    pub completed_at: Option<Timestamp>,
    /// Everybody who played in it, also those who play for no side.
    pub players: Vec<PlayedBy>,
    /// Whether the host excluded it from everything.
    pub is_excluded: bool,
}

/// One account's part in a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayedBy {
    /// The account.
    pub profile_id: ProfileId,
    /// The side of the match it was on, if the upstream reports it. An account with an unknown side was alone on it.
    pub side: Option<SideId>,
    /// How it ended for the account, if the upstream reports it.
    pub outcome: Option<Outcome>,
}
