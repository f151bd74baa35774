//! One series during the attribution: the games it has taken, their score, and whether it takes another one.

use std::collections::BTreeMap;

use super::{
    super::{
        facts::{GameDecision, PlayedGame, Ruling, SeriesFacts},
        state::{NotCounted, SeriesGame, SeriesState},
        winner::Winner,
    },
    conclusion::conclusion,
    outcome,
};
use crate::{clock::Timestamp, id::MatchId};

/// A series with the games that it took so far.
pub(super) struct SeriesProgress<'a> {
    facts: &'a SeriesFacts,
    /// The score of the games that count, with all that the host counts.
    score: [u8; 2],
    /// The score of the games that started before the one that is given out now.
    score_before: [u8; 2],
    /// Games that the host counts, and that are not in `score_before`: the first at the end.
    ahead: Vec<(GameOrder, Winner)>,
    /// The latest end of a counted game.
    ended_at: Option<Timestamp>,
    games: Vec<(Option<Timestamp>, SeriesGame)>,
}

/// The place of a game in time. One that the service does not know was played before the host decided about it.
type GameOrder = (Timestamp, Option<MatchId>);

impl<'a> SeriesProgress<'a> {
    /// The series with the games that its host decided about, by the places of these decisions.
    pub(super) fn of_decisions(
        facts: &'a SeriesFacts,
        decisions: &[usize],
        games: &BTreeMap<MatchId, &PlayedGame>,
    ) -> Self {
        let (score, score_before) = ([0; 2], [0; 2]);
        let mut progress = Self { facts, score, score_before, ahead: Vec::new(), ended_at: None, games: Vec::new() };
        let mut decided: Vec<_> = decisions
            .iter()
            .map(|place| {
                let decision = &facts.host.games[*place];
                let played = decision.match_id.and_then(|id| games.get(&id).copied());
                let at = played.map_or(decision.made_at, |game| game.started_at);
                ((at, decision.match_id), *place, played)
            })
            .collect();
        decided.sort_by_key(|(moment, place, _)| (*moment, *place));
        for (moment, place, played) in decided {
            progress.decide(moment, place, &facts.host.games[place], played);
        }
        progress.ahead.reverse();
        progress
    }

    fn decide(&mut self, moment: GameOrder, place: usize, decision: &GameDecision, played: Option<&PlayedGame>) {
        let winner = decision.winner.or_else(|| outcome::winner(played?, &self.facts.sides));
        let not_counted = if !decision.counts {
            Some(NotCounted::Host)
        } else if played.is_some_and(|game| game.is_excluded) {
            Some(NotCounted::Excluded)
        } else if winner.is_none() {
            let is_over = played.is_none_or(|game| game.completed_at.is_some());
            Some(if is_over { NotCounted::NoOutcome } else { NotCounted::Running })
        } else if self.facts.format.is_decided(self.score) {
            Some(NotCounted::AfterDecision)
        } else {
            None
        };
        let ended_at = played.and_then(|game| game.completed_at).unwrap_or(decision.made_at);
        let game = SeriesGame { match_id: decision.match_id, decision: Some(place), winner, not_counted };
        if let (Some(winner), None) = (winner, not_counted) {
            self.ahead.push((moment, winner));
        }
        self.add(game, played.map(|game| game.started_at), Some(ended_at));
    }

    /// Whether the series is open when a game starts, as far as its games and its host say. Once it is not, it is open
    /// for no game that starts later.
    pub(super) fn is_open_for(&mut self, game: &PlayedGame) -> bool {
        let moment = (game.started_at, Some(game.match_id));
        while let Some((_, winner)) = self.ahead.pop_if(|(ahead, _)| *ahead < moment) {
            increment(&mut self.score_before, winner);
        }
        let format = self.facts.format;
        match self.facts.host.ruling {
            Some((Ruling::Cancelled, _)) => false,
            Some((Ruling::Score(score), _)) if !format.is_decided(score) => true,
            Some((Ruling::Score(_) | Ruling::Walkover(_), at)) if game.started_at >= at => false,
            _ => !format.is_decided(self.score_before),
        }
    }

    /// Adds a game that no host decided about, for which the series is open.
    pub(super) fn take(&mut self, game: &PlayedGame) {
        let winner = outcome::winner(game, &self.facts.sides);
        let mut not_counted = outcome::not_counted(game, winner);
        if let (Some(winner), None) = (winner, not_counted) {
            increment(&mut self.score_before, winner);
            let mut score = self.score;
            increment(&mut score, winner);
            not_counted = (!self.facts.format.allows(score)).then_some(NotCounted::AfterDecision);
        }
        let taken = SeriesGame { match_id: Some(game.match_id), decision: None, winner, not_counted };
        self.add(taken, Some(game.started_at), game.completed_at);
    }

    fn add(&mut self, game: SeriesGame, started_at: Option<Timestamp>, ended_at: Option<Timestamp>) {
        if let (None, Some(winner)) = (game.not_counted, game.winner) {
            increment(&mut self.score, winner);
            self.ended_at = self.ended_at.max(ended_at);
        }
        self.games.push((started_at, game));
    }

    /// The status, score, winner and games of the series.
    pub(super) fn state(self) -> SeriesState {
        let Self { facts, score, ended_at, mut games, .. } = self;
        games.sort_by_key(|(start, game)| {
            (game.match_id.is_none(), start.is_none(), *start, game.match_id, game.decision)
        });
        conclusion(facts, score, ended_at, games.into_iter().map(|(_, game)| game).collect())
    }
}

fn increment(score: &mut [u8; 2], winner: Winner) {
    let games = &mut score[winner.index()];
    *games = games.saturating_add(1);
}
