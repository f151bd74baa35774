//! Finished games that the upstream's histories have yet to show.

use std::{collections::HashMap, time::Duration};

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::{MatchId, ProfileId},
    matches::Match,
};

/// How long a game is expected: a lobby that never became a game has no match.
const LIMIT: TimeDelta = TimeDelta::minutes(10);
/// How soon a history that lacks an expected game is fetched again, at first.
const SOON: Duration = Duration::from_secs(15);
/// How long that early interval applies; after it a history is fetched at every cadence.
const FIRST: TimeDelta = TimeDelta::minutes(2);
/// The tolerance when comparing the stats' time of the last game.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// What identifies an expected game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Game {
    /// Its completion, by the stats' time of the last game.
    CompletedAt(Timestamp),
    /// The id of the lobby it started from.
    Match(MatchId),
}

impl Game {
    fn is(self, read: &Match) -> bool {
        read.completed_at.is_some_and(|completed_at| match self {
            Self::CompletedAt(at) => completed_at >= at - TOLERANCE,
            Self::Match(id) => read.match_id == id,
        })
    }
}

/// The games expected in each account's history, with the time since when. No account has an empty list.
#[derive(Debug, Default)]
pub(super) struct Expected(HashMap<ProfileId, Vec<(Game, Timestamp)>>);

impl Expected {
    /// Expects a match of this account that was completed at `at`.
    pub(super) fn completion(&mut self, profile: ProfileId, at: Timestamp, now: Timestamp) {
        self.wait_for(profile, Game::CompletedAt(at), now);
    }

    /// Expects this match in this account's history.
    pub(super) fn game(&mut self, profile: ProfileId, id: MatchId, now: Timestamp) {
        self.wait_for(profile, Game::Match(id), now);
    }

    fn wait_for(&mut self, profile: ProfileId, game: Game, now: Timestamp) {
        let games = self.0.entry(profile).or_default();
        if !games.iter().any(|(known, _)| *known == game) {
            games.push((game, now));
        }
    }

    /// Whether a game of this account is expected.
    pub(super) fn is_of(&self, profile: ProfileId) -> bool {
        self.0.contains_key(&profile)
    }

    /// Stops expecting games that are among `matches`.
    pub(super) fn met_by(&mut self, matches: &[Match]) {
        for read in matches {
            for player in &read.players {
                if let Some(games) = self.0.get_mut(&player.profile_id) {
                    games.retain(|(game, _)| !game.is(read));
                }
            }
        }
        self.0.retain(|_, games| !games.is_empty());
    }

    /// Drops games that have been expected for too long, or since a time that lies in the future because the clock was
    /// set back.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, games| {
            games.retain(|(_, since)| (TimeDelta::zero()..LIMIT).contains(&(now - *since)));
            !games.is_empty()
        });
    }

    /// How soon to fetch again, if that is before the next round.
    pub(super) fn next_in(&self, now: Timestamp) -> Option<Duration> {
        self.0.values().flatten().any(|(_, since)| now - *since < FIRST).then_some(SOON)
    }
}
