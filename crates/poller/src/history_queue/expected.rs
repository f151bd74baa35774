//! Games that are over and that the upstream's histories have yet to show.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    matches::Match,
};

/// How long a game is waited for: a lobby that never became one has no match.
const LIMIT: TimeDelta = TimeDelta::minutes(10);
/// How soon a history is fetched again that did not show it, at first.
const SOON: Duration = Duration::from_secs(15);
/// For how long it is at first; from then on at every cadence.
const FIRST: TimeDelta = TimeDelta::minutes(2);
/// By how much the stats' time of the last game may be off.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// How a game will be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Game {
    /// The stats' time of the last one.
    CompletedAt(Timestamp),
    /// The lobby it started from.
    Match(MatchId),
}

/// The games that are waited for, each with the time since when.
#[derive(Debug, Default)]
pub(super) struct Expected(BTreeMap<(ProfileId, Game), Timestamp>);

impl Expected {
    /// Waits for a match of this account that was completed at `at`.
    pub(super) fn completion(&mut self, profile: ProfileId, at: Timestamp, now: Timestamp) {
        self.0.entry((profile, Game::CompletedAt(at))).or_insert(now);
    }

    /// Waits for the end of this match in this account's history.
    pub(super) fn game(&mut self, profile: ProfileId, id: MatchId, now: Timestamp) {
        self.0.entry((profile, Game::Match(id))).or_insert(now);
    }

    /// Whether a game of this account is waited for.
    pub(super) fn is_of(&self, profile: ProfileId) -> bool {
        self.0.keys().any(|(of, _)| *of == profile)
    }

    /// Waits no longer for what is among `matches`.
    pub(super) fn met_by(&mut self, matches: &[Match]) {
        self.0.retain(|(profile, game), _| !matches.iter().any(|read| is_met(*profile, *game, read)));
    }

    /// Gives up on what was waited for too long, by a clock that may have been set back.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, since| (TimeDelta::zero()..LIMIT).contains(&(now - *since)));
    }

    /// When to look again for what was not there, if that is before the next round.
    pub(super) fn next_in(&self, now: Timestamp) -> Option<Duration> {
        self.0.values().any(|since| now - *since < FIRST).then_some(SOON)
    }
}

fn is_met(profile: ProfileId, game: Game, read: &Match) -> bool {
    let Some(completed_at) = read.completed_at else { return false };
    let is_it = match game {
        Game::CompletedAt(at) => completed_at >= at - TOLERANCE,
        Game::Match(id) => read.match_id == id,
    };
    is_it && read.players.iter().any(|player| player.profile_id == profile)
}
