//! A series that is played: what its sides and its host know of it.

use chrono::TimeDelta;
use domain::{
    clock::Timestamp,
    id::MatchId,
    series::{
        DecidedBy, GameDecision, NotCounted, PlayedGame, Ruling, SeriesFacts, SeriesFormat, SeriesGame, SeriesState,
        SeriesStatus,
    },
    stages::result::Winner,
};

use crate::fixture::minute;

/// A series with the games that were played for it.
pub(super) struct SeriesInPlay {
    pub(super) facts: SeriesFacts,
    pub(super) score: [u8; 2],
    last_end: Option<Timestamp>,
    matches: Vec<SeriesGame>,
    added: Vec<SeriesGame>,
}

impl SeriesInPlay {
    pub(super) const fn new(facts: SeriesFacts) -> Self {
        Self { facts, score: [0; 2], last_end: None, matches: Vec::new(), added: Vec::new() }
    }

    /// The minute from which it takes games.
    pub(super) fn opens_at(&self) -> i64 {
        let opens_at = self.facts.scheduled_at.map_or(self.facts.created_at, |at| at - TimeDelta::minutes(30));
        (opens_at - minute(0)).num_minutes()
    }

    /// Whether the sides have played it to the end.
    pub(super) fn is_over(&self) -> bool {
        let [a, b] = self.score;
        match self.facts.format {
            SeriesFormat::BestOf(games) => 2 * a.max(b) > games,
            SeriesFormat::PlayAll(games) => a + b == games,
        }
    }

    /// The host decides about a game of it.
    pub(super) fn decide(
        &mut self,
        match_id: Option<MatchId>,
        counts: bool,
        winner: Option<Winner>,
        now: i64,
    ) -> usize {
        let decision = GameDecision { match_id, counts, winner, map_name: None, made_at: minute(now) };
        self.facts.host.games.push(decision);
        self.facts.host.games.len() - 1
    }

    /// A game that counts.
    pub(super) fn counts(&mut self, game: &PlayedGame, decision: Option<usize>, winner: Winner) {
        self.score[winner.index()] += 1;
        self.last_end = game.completed_at;
        self.lists(game, decision, Some(winner), None);
    }

    /// A game that does not count.
    pub(super) fn lists(
        &mut self,
        game: &PlayedGame,
        decision: Option<usize>,
        winner: Option<Winner>,
        not_counted: Option<NotCounted>,
    ) {
        self.matches.push(SeriesGame { match_id: Some(game.match_id), decision, winner, not_counted });
    }

    /// A game that the service knows from the host alone, which has just ended.
    pub(super) fn adds(&mut self, winner: Winner, now: i64) {
        let decision = Some(self.decide(None, true, Some(winner), now));
        self.score[winner.index()] += 1;
        self.last_end = Some(minute(now));
        self.added.push(SeriesGame { match_id: None, decision, winner: Some(winner), not_counted: None });
    }

    /// The series with its state as it was played.
    pub(super) fn finish(self) -> (SeriesFacts, SeriesState) {
        let is_over = self.is_over();
        let Self { facts, score, last_end, mut matches, added } = self;
        matches.extend(added);
        let begun = [None, Some(NotCounted::Running), Some(NotCounted::NoOutcome)];
        let has_begun = matches.iter().any(|game| begun.contains(&game.not_counted));
        let (status, score, winner, decision) = match facts.host.ruling {
            Some((Ruling::Cancelled, _)) => {
                matches.clear();
                (SeriesStatus::Cancelled, [0; 2], None, None)
            }
            Some((Ruling::Walkover(winner), at)) => {
                (SeriesStatus::Walkover, score, Some(winner), Some((DecidedBy::Walkover, at)))
            }
            Some((Ruling::Score(score), at)) if facts.format.is_decided(score) => {
                (SeriesStatus::Completed, score, leader(score), Some((DecidedBy::Host, at)))
            }
            Some((Ruling::Score(score), _)) => (SeriesStatus::Live, score, None, None),
            None if is_over => {
                let decision = last_end.map(|at| (DecidedBy::Games, at));
                (SeriesStatus::Completed, score, leader(score), decision)
            }
            None => (if has_begun { SeriesStatus::Live } else { SeriesStatus::Scheduled }, score, None, None),
        };
        let (decided_by, decided_at) = decision.unzip();
        let state = SeriesState { id: facts.id, status, score, winner, decided_by, decided_at, games: matches };
        (facts, state)
    }
}

fn leader([a, b]: [u8; 2]) -> Option<Winner> {
    if a == b {
        None
    } else if a > b {
        Some(Winner::First)
    } else {
        Some(Winner::Second)
    }
}
