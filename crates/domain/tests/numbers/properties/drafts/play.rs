//! What was played, and what the polls saw.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::{
    games::Game,
    history::Observation,
    id::{CivilizationId, MatchId, ProfileId, SideId},
    matches::Outcome,
};
use proptest::{collection::vec, option, prelude::*};

use super::{account, tick};

/// One player's part in a match.
#[derive(Clone, Debug)]
struct Part {
    index: usize,
    side: Option<i64>,
    civilization: i64,
    outcome: Option<Outcome>,
    ratings: (Option<i64>, Option<i64>),
}

/// A match before it has a number.
#[derive(Clone, Debug)]
pub(super) struct PlannedGame {
    started: i64,
    /// In milliseconds; none of a game that never ended.
    length: Option<i64>,
    parts: Vec<Part>,
}

/// A sight of an account.
#[derive(Clone, Debug)]
pub(super) struct PlannedObservation {
    index: usize,
    at: i64,
    peak: i64,
    below: i64,
}

/// Duels mostly, among the first so many accounts; those who have no entry are strangers.
pub(super) fn games(accounts: usize) -> impl Strategy<Value = PlannedGame> {
    const HOURS: i64 = 3_600_000;
    let length = option::weighted(0.9, prop::sample::select(&[6 * HOURS, 0, 12 * HOURS, 90_500, 30 * HOURS][..]));
    let parts = prop_oneof![2 => vec(part(accounts), 2), 1 => vec(part(accounts), 1..=5)];
    (-10..26_i64, length, parts).prop_map(|(started, length, parts)| PlannedGame { started, length, parts })
}

fn part(accounts: usize) -> impl Strategy<Value = Part> {
    let outcome = option::weighted(0.9, prop_oneof![Just(Outcome::Win), Just(Outcome::Loss)]);
    let rating = || option::weighted(0.85, 998..1_009_i64);
    let side = option::weighted(0.8, 0..2_i64);
    (0..accounts, side, -1..3_i64, outcome, (rating(), rating()))
        .prop_map(|(index, side, civilization, outcome, ratings)| Part { index, side, civilization, outcome, ratings })
}

pub(super) fn observations() -> impl Strategy<Value = PlannedObservation> {
    (0..8_usize, -10..26_i64, 998..1_009_i64, 0..4_i64).prop_map(|(index, at, peak, below)| PlannedObservation {
        index,
        at,
        peak,
        below,
    })
}

impl PlannedGame {
    /// Everybody's game; nobody plays twice in one match.
    pub(super) fn parts(&self, number: usize) -> Vec<(ProfileId, Game)> {
        let mut seen = HashSet::new();
        let parts = self.parts.iter().filter(|part| seen.insert(part.index));
        let started_at = tick(self.started);
        let game = |part: &Part| Game {
            match_id: MatchId(i64::try_from(number).expect("small") + 1),
            started_at,
            completed_at: self.length.map(|length| started_at + TimeDelta::milliseconds(length)),
            side: part.side.map(SideId),
            civilization_id: CivilizationId(part.civilization),
            outcome: part.outcome,
            old_rating: part.ratings.0,
            new_rating: part.ratings.1,
        };
        parts.map(|part| (account(part.index), game(part))).collect()
    }
}

impl PlannedObservation {
    pub(super) fn made(&self) -> (ProfileId, Observation) {
        let seen = Observation { at: tick(self.at), peak: self.peak, current: self.peak - self.below };
        (account(self.index), seen)
    }
}
