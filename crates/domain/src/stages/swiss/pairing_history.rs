//! The history that pairing needs: who has met whom, and who has had byes.

use std::collections::{BTreeMap, HashMap};

use super::score_groups::RankedSide;
use crate::stages::{
    result::{Encounter, StageResult},
    side::Round,
};

/// Who has met whom, and who has had byes, by the number of the side, with the rounds in their order.
pub(super) struct PairingHistory {
    meetings: BTreeMap<[usize; 2], Vec<Option<Round>>>,
    byes: Vec<Vec<Option<Round>>>,
}

impl PairingHistory {
    pub(super) fn of(sides: &[RankedSide], results: &[StageResult]) -> Self {
        let index: HashMap<_, _> = sides.iter().enumerate().map(|(index, ranked)| (ranked.side, index)).collect();
        let mut history = Self { meetings: BTreeMap::new(), byes: vec![Vec::new(); sides.len()] };
        for result in results {
            match result.encounter {
                Encounter::Bye(side) => {
                    if let Some(side) = index.get(&side) {
                        history.byes[*side].push(result.round);
                    }
                }
                Encounter::Series { outcome, .. } if outcome.is_walkover() => {}
                Encounter::Series { sides: [first, second], .. } => {
                    if let (Some(first), Some(second)) = (index.get(&first), index.get(&second)) {
                        history.meetings.entry(ordered(*first, *second)).or_default().push(result.round);
                    }
                }
            }
        }
        history.meetings.values_mut().chain(&mut history.byes).for_each(|rounds| rounds.sort());
        history
    }

    /// The rounds in which two have met.
    pub(super) fn meetings(&self, a: usize, b: usize) -> &[Option<Round>] {
        self.meetings.get(&ordered(a, b)).map_or(&[], Vec::as_slice)
    }

    /// The rounds in which a side had a bye.
    pub(super) fn byes(&self, side: usize) -> &[Option<Round>] {
        &self.byes[side]
    }
}

fn ordered(a: usize, b: usize) -> [usize; 2] {
    [a.min(b), a.max(b)]
}
