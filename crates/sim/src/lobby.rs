//! A game from its opening to its end: who sits where, and what happens to it next. Knows
//! neither ratings nor the wire.

use std::collections::VecDeque;

use crate::clock::Moment;
use crate::ids::{CivilizationId, MatchId, ProfileId};
use crate::ladder::MatchType;
use crate::maps::Map;

/// How far a lobby has got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Phase {
    /// Open, `state` 0.
    Staging,
    /// Being played, `state` 1.
    InProgress,
    /// Over, and in the history, but still listed as being played.
    Stale,
}

/// A player's place in a lobby.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Seat {
    /// Who sits there.
    pub profile: ProfileId,
    /// The side, 0 or 1.
    pub team: i64,
    /// What is truly played.
    pub civilization: CivilizationId,
    /// Picked at random: hidden until the start, and misreported afterwards.
    pub random_pick: bool,
    /// Whether `matchmembers` lists the player; the slot blob always does.
    pub listed: bool,
}

/// What a lobby does next of its own accord.
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
    /// The number of the lobby and of the match that comes of it.
    pub id: MatchId,
    /// Who opened it.
    pub host: ProfileId,
    /// What is played.
    pub match_type: MatchType,
    /// How far it has got.
    pub phase: Phase,
    /// The title; `AUTOMATCH` for ranked games.
    pub description: String,
    /// Where it is played.
    pub map: Map,
    /// Needed to enter; travels in the options blob, where nobody should look.
    pub password: Option<String>,
    /// Those who are in.
    pub seats: Vec<Seat>,
    /// How many watch.
    pub observers: i64,
    pub(crate) started: Option<Moment>,
    pub(crate) waiting: VecDeque<Seat>,
    pub(crate) next: Option<(Moment, Step)>,
}

impl Lobby {
    /// Everyone the lobby keeps from other games; nobody once it is over.
    pub(crate) fn occupied(&self) -> impl Iterator<Item = ProfileId> {
        let over = self.phase == Phase::Stale;
        self.seats.iter().chain(&self.waiting).filter(move |_| !over).map(|seat| seat.profile)
    }

    /// Whether anybody sits on that side.
    pub(crate) fn has_side(&self, team: i64) -> bool {
        self.seats.iter().any(|seat| seat.team == team)
    }
}
