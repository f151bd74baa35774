//! What each side did in each round, in the format's characters.

use std::collections::{HashMap, HashSet};

use crate::stages::{
    result::{Encounter, SeriesOutcome, Winner},
    side::{Round, Side},
    stage::Stage,
};

/// A side's part in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Played {
    /// Whom it met.
    pub(super) opponent: Option<Side>,
    /// `1`, `=`, `0`: played; `+`, `-`: won or lost without playing; `U`: the bye of the pairing; `Z`: not paired;
    /// blank: not decided yet.
    pub(super) result: &'static str,
}

const NOT_PAIRED: Played = Played { opponent: None, result: "Z" };

/// The rounds of some sides.
#[derive(Debug)]
pub(super) struct Rounds {
    last: u16,
    played: HashMap<(Round, Side), Played>,
}

impl Rounds {
    /// The rounds of a stage in which `sides` were paired.
    pub(super) fn of(stage: &Stage, sides: &[Side]) -> Self {
        let wanted: HashSet<_> = sides.iter().copied().collect();
        let mut played = HashMap::new();
        for result in stage.results(None) {
            let Some(round) = result.round else { continue };
            for (side, part) in parts(result.encounter).into_iter().filter(|(side, _)| wanted.contains(side)) {
                played.entry((round, side)).or_insert(part);
            }
        }
        let last = played.keys().map(|(round, _)| round.0).max().unwrap_or_default();
        Self { last, played }
    }

    /// The numbers of the rounds.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Round> + use<> {
        (1..=self.last).map(Round)
    }

    /// What a side did in a round.
    pub(super) fn of_side(&self, round: Round, side: Side) -> Played {
        self.played.get(&(round, side)).copied().unwrap_or(NOT_PAIRED)
    }
}

/// The parts of those who met, or of who had nobody to meet.
fn parts(encounter: Encounter) -> Vec<(Side, Played)> {
    match encounter {
        Encounter::Bye(side) => vec![(side, Played { opponent: None, result: "U" })],
        Encounter::Series { sides: [a, b], outcome, .. } => {
            let [of_a, of_b] = match outcome {
                SeriesOutcome::Undecided => [" ", " "],
                SeriesOutcome::Drawn => ["=", "="],
                SeriesOutcome::Won(Winner::First) => ["1", "0"],
                SeriesOutcome::Won(Winner::Second) => ["0", "1"],
                SeriesOutcome::Walkover(Winner::First) => ["+", "-"],
                SeriesOutcome::Walkover(Winner::Second) => ["-", "+"],
            };
            vec![(a, Played { opponent: Some(b), result: of_a }), (b, Played { opponent: Some(a), result: of_b })]
        }
    }
}
