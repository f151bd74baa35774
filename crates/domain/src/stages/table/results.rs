//! The results of a stage by participant, which tables are computed from.

use std::collections::HashMap;

use super::{
    super::{
        points::{PointSystem, Points},
        result::{Encounter, SeriesOutcome, SideOutcome},
        side::{Participant, Round},
    },
    TableInput, TableRules,
    record::Record,
    unplayed::{RoundEntry, Rounds},
};

/// The results of a stage by participant, who are in the order of seeds.
pub(super) struct Results {
    pub(super) participants: Vec<Participant>,
    pub(super) records: Vec<Record>,
    pub(super) decided: Vec<Decided>,
    pub(super) rounds: Rounds,
}

/// A decided series of two participants.
pub(super) struct Decided {
    pub(super) sides: [usize; 2],
    /// The points that it gave to each.
    pub(super) points: [Points; 2],
}

impl Results {
    pub(super) fn of(rules: &TableRules, facts: &TableInput<'_>, after_round: Option<Round>) -> Self {
        let mut participants = facts.participants.to_vec();
        participants.sort_by_key(|participant| (participant.seed, participant.side));
        let index: HashMap<_, _> =
            participants.iter().enumerate().map(|(index, participant)| (participant.side, index)).collect();
        let mut results = Self {
            records: vec![Record::default(); participants.len()],
            rounds: Rounds::new(participants.len()),
            decided: Vec::new(),
            participants,
        };
        let counts = |round: Option<Round>| after_round.is_none_or(|last| round.is_some_and(|round| round <= last));
        for result in facts.results.iter().filter(|result| counts(result.round)) {
            match result.encounter {
                Encounter::Bye(side) => {
                    if let Some(side) = index.get(&side) {
                        results.add_bye(result.round, *side, &rules.points);
                    }
                }
                Encounter::Series { sides: [first, second], games, outcome } => {
                    if let (Some(first), Some(second)) = (index.get(&first), index.get(&second))
                        && first != second
                    {
                        results.add_series(result.round, [*first, *second], games, outcome, &rules.points);
                    }
                }
            }
        }
        for (side, points) in facts.adjustments {
            if let Some(side) = index.get(side) {
                results.records[*side].adjustments += *points;
            }
        }
        results.rounds.finish(rules);
        results
    }

    fn add_bye(&mut self, round: Option<Round>, side: usize, system: &PointSystem) {
        self.records[side].add_bye(system);
        self.rounds.add(side, round, RoundEntry::Bye { points: system.bye });
    }

    fn add_series(
        &mut self,
        round: Option<Round>,
        sides: [usize; 2],
        games: [u32; 2],
        outcome: SeriesOutcome,
        system: &PointSystem,
    ) {
        let [first, second] = sides;
        let Some(outcomes) = outcome.of_sides() else {
            sides.iter().for_each(|side| self.rounds.add(*side, round, RoundEntry::Pending));
            return;
        };
        let is_walkover = outcome.is_walkover();
        let points = outcomes.map(|outcome| outcome.points(system));
        self.records[first].add(outcomes[0], games, is_walkover, system);
        self.records[second].add(outcomes[1], [games[1], games[0]], is_walkover, system);
        for (place, opponent) in [second, first].into_iter().enumerate() {
            let points = points[place];
            let entry = if is_walkover {
                RoundEntry::Walkover { opponent, points, is_lost: outcomes[place] == SideOutcome::Lost }
            } else {
                RoundEntry::Played { opponent, points }
            };
            self.rounds.add(sides[place], round, entry);
        }
        self.decided.push(Decided { sides, points });
    }
}
