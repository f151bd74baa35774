//! A lobby from its opening to its end: its seats, and what happens to it next. Knows neither ratings nor the wire
//! format.

use std::collections::VecDeque;

use crate::clock::Moment;
use crate::ids::{CivilizationId, MatchId, ProfileId};
use crate::ladder::MatchType;
use crate::maps::Map;

/// The phase of a lobby.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// Open, `state` 0.
    Staging,
    /// Being played, `state` 1.
    InProgress,
    /// Over, and in the history, but still listed as being played.
    Stale,
}

/// A player's seat in a lobby.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seat {
    /// The player.
    pub profile: ProfileId,
    /// The side, 0 or 1.
    pub team: i64,
    /// The civilization that is really played.
    pub civilization: CivilizationId,
    /// Picked at random: hidden until the start, and misreported afterwards.
    pub random_pick: bool,
    /// Whether `matchmembers` lists the player; the slot blob always does.
    pub listed: bool,
}

/// The next automatic step of a lobby.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Join,
    Start,
    Finish,
    Cancel,
    Unlist,
}

/// A lobby.
#[derive(Clone, Debug, PartialEq)]
pub struct Lobby {
    /// The id of the lobby and of the match that it becomes.
    pub id: MatchId,
    /// The player who opened it.
    pub host: ProfileId,
    /// The match type.
    pub match_type: MatchType,
    /// Its phase.
    pub phase: Phase,
    /// The title; `AUTOMATCH` for ranked games.
    pub description: String,
    /// The map.
    pub map: Map,
    /// Required to join; it is part of the options blob, which nobody should read for it.
    pub password: Option<String>,
    /// The seats that are taken.
    pub seats: Vec<Seat>,
    /// How many observers watch.
    pub observers: i64,
    pub(crate) started: Option<Moment>,
    pub(crate) waiting: VecDeque<Seat>,
    pub(crate) next: Option<(Moment, Step)>,
}

impl Lobby {
    /// All players who cannot join other games because of this lobby; none once it is over.
    pub(crate) fn occupied(&self) -> impl Iterator<Item = ProfileId> {
        let over = self.phase == Phase::Stale;
        self.seats.iter().chain(&self.waiting).filter(move |_| !over).map(|seat| seat.profile)
    }

    /// Whether any player is on that side.
    pub(crate) fn has_side(&self, team: i64) -> bool {
        self.seats.iter().any(|seat| seat.team == team)
    }
}
