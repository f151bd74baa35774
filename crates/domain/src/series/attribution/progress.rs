//! How far a series is after the games that it took so far.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{
    super::{
        facts::{GameDecision, PlayedGame, Ruling, SeriesFacts},
        state::{DecidedBy, NotCounted, SeriesGame, SeriesState, SeriesStatus},
        winner::Winner,
    },
    outcome,
};
use crate::{clock::Timestamp, id::MatchId};

/// A series with the games that it took so far.
pub(super) struct Progress<'a> {
    facts: &'a SeriesFacts,
    score: [u8; 2],
    /// The latest end of a counted game.
    ended_at: Option<Timestamp>,
    games: Vec<(Option<Timestamp>, SeriesGame)>,
}

impl<'a> Progress<'a> {
    /// The series with the games that its host decided about, in the order in which they started, then those without a
    /// match in the order in which they were added.
    pub(super) fn of_decisions(facts: &'a SeriesFacts, games: &BTreeMap<MatchId, &PlayedGame>) -> Self {
        let mut progress = Self { facts, score: [0; 2], ended_at: None, games: Vec::new() };
        let played = |decision: &GameDecision| decision.match_id.and_then(|id| games.get(&id).copied());
        let mut decisions: Vec<_> = facts.host.games.iter().enumerate().collect();
        decisions.sort_by_key(|(place, decision)| {
            let start = played(decision).map(|game| game.started_at);
            (decision.match_id.is_none(), start.is_none(), start, decision.match_id, *place)
        });
        for (place, decision) in decisions {
            progress.decide(place, decision, played(decision));
        }
        progress
    }

    fn decide(&mut self, place: usize, decision: &GameDecision, played: Option<&PlayedGame>) {
        let winner = decision.winner.or_else(|| outcome::winner(played?, &self.facts.sides));
        let not_counted = if !decision.counts {
            Some(NotCounted::Host)
        } else if played.is_some_and(|game| game.is_excluded) {
            Some(NotCounted::Excluded)
        } else if winner.is_none() {
            let is_over = played.is_none_or(|game| game.completed_at.is_some());
            Some(if is_over { NotCounted::NoOutcome } else { NotCounted::Running })
        } else if self.is_decided() {
            Some(NotCounted::AfterDecision)
        } else {
            None
        };
        let ended_at = played.and_then(|game| game.completed_at).unwrap_or(decision.made_at);
        let game = SeriesGame { match_id: decision.match_id, decision: Some(place), winner, not_counted };
        self.add(game, played.map(|game| game.started_at), Some(ended_at));
    }

    /// Adds a game that no host decided about.
    pub(super) fn take(&mut self, game: &PlayedGame) {
        let winner = outcome::winner(game, &self.facts.sides);
        let not_counted = outcome::not_counted(game, winner);
        let taken = SeriesGame { match_id: Some(game.match_id), decision: None, winner, not_counted };
        self.add(taken, Some(game.started_at), game.completed_at);
    }

    fn add(&mut self, game: SeriesGame, started_at: Option<Timestamp>, ended_at: Option<Timestamp>) {
        if let (None, Some(winner)) = (game.not_counted, game.winner) {
            self.score[winner.index()] += 1;
            self.ended_at = self.ended_at.max(ended_at);
        }
        self.games.push((started_at, game));
    }

    /// Whether the games decided it.
    pub(super) const fn is_decided(&self) -> bool {
        self.facts.format.is_decided(self.score)
    }

    /// What follows for the series.
    pub(super) fn state(self) -> SeriesState {
        let Self { facts, score, ended_at, mut games } = self;
        games.sort_by_key(|(start, game)| (game.match_id.is_none(), start.is_none(), *start, game.match_id));
        let games: Vec<_> = games.into_iter().map(|(_, game)| game).collect();
        let state = SeriesState {
            id: facts.id,
            status: SeriesStatus::Scheduled,
            score,
            winner: None,
            decided_by: None,
            decided_at: None,
            games,
        };
        match facts.host.ruling {
            None => by_games(state, facts, ended_at),
            Some((ruling, at)) => by_host(state, facts, ruling, at),
        }
    }
}

fn by_games(state: SeriesState, facts: &SeriesFacts, ended_at: Option<Timestamp>) -> SeriesState {
    if facts.format.is_decided(state.score) {
        SeriesState {
            status: SeriesStatus::Completed,
            winner: leader(state.score),
            decided_by: Some(DecidedBy::Games),
            decided_at: ended_at,
            ..state
        }
    } else {
        let has_begun = state
            .games
            .iter()
            .any(|game| matches!(game.not_counted, None | Some(NotCounted::Running | NotCounted::NoOutcome)));
        SeriesState { status: if has_begun { SeriesStatus::Live } else { SeriesStatus::Scheduled }, ..state }
    }
}

fn by_host(state: SeriesState, facts: &SeriesFacts, ruling: Ruling, at: Timestamp) -> SeriesState {
    match ruling {
        Ruling::Cancelled => SeriesState { status: SeriesStatus::Cancelled, ..state },
        Ruling::Walkover(winner) => SeriesState {
            status: SeriesStatus::Walkover,
            winner: Some(winner),
            decided_by: Some(DecidedBy::Walkover),
            decided_at: Some(at),
            ..state
        },
        Ruling::Score(score) if facts.format.is_decided(score) => SeriesState {
            status: SeriesStatus::Completed,
            score,
            winner: leader(score),
            decided_by: Some(DecidedBy::Host),
            decided_at: Some(at),
            ..state
        },
        Ruling::Score(score) => SeriesState { status: SeriesStatus::Live, score, ..state },
    }
}

fn leader([a, b]: [u8; 2]) -> Option<Winner> {
    match a.cmp(&b) {
        Ordering::Greater => Some(Winner::First),
        Ordering::Equal => None,
        Ordering::Less => Some(Winner::Second),
    }
}
