//! Results between pairs of entrants, over all of their meetings.

use std::collections::HashMap;

use super::meetings;
use crate::{id::EntryId, matches::Outcome, participations::Participation, tournament_facts::TournamentFacts};

/// How often each entrant won and lost against each other one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PairResults(HashMap<(EntryId, EntryId), PairResult>);

/// The results of one entrant against another one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairResult {
    /// The games in which they were on different sides, those without a known outcome too.
    pub games: i64,
    /// Those of them that the first one won.
    pub wins: i64,
    /// Those of them that the first one lost.
    pub losses: i64,
}

impl PairResults {
    /// Counts all finished games in which entrants were on different sides.
    #[must_use]
    pub fn of(tournament_facts: &TournamentFacts) -> Self {
        let mut pairs: HashMap<_, PairResult> = HashMap::new();
        for meeting in meetings(tournament_facts, usize::MAX) {
            for (one, game) in &meeting.players {
                let opposing = |(_, other): &&(_, &Participation)| game.was_against(other.side);
                for (other, _) in meeting.players.iter().filter(opposing) {
                    if one.entry.id != other.entry.id {
                        pairs.entry((one.entry.id, other.entry.id)).or_default().count(game.outcome);
                    }
                }
            }
        }
        Self(pairs)
    }

    /// The results of an entrant against another one; `None` when they did not meet.
    #[must_use]
    pub fn between(&self, one: EntryId, other: EntryId) -> Option<PairResult> {
        self.0.get(&(one, other)).copied()
    }

    /// Whether an entrant met any other one.
    #[must_use]
    pub fn has_met_anybody(&self, entrant: EntryId) -> bool {
        self.0.keys().any(|(one, _)| *one == entrant)
    }
}

impl PairResult {
    fn count(&mut self, outcome: Option<Outcome>) {
        self.games += 1;
        self.wins += i64::from(outcome == Some(Outcome::Win));
        self.losses += i64::from(outcome == Some(Outcome::Loss));
    }
}
