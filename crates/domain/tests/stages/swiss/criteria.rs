//! The rules of Swiss pairing as numbers, computed from the facts a second way.

use std::collections::BTreeMap;

use domain::stages::{
    result::{Encounter, SeriesOutcome, StageResult},
    side::Side,
    swiss::{HalfPairing, SwissRound},
    table::TableRow,
};

/// What is bad about a pairing, the worst first: rematches, meetings before, repeated byes, sides below the bye,
/// squares of differences of points, floats, pairs within a half, squared distances from fold or slide.
pub(super) type Badness = [i64; 8];

/// A field of sides in the order of the table, with what they did before.
pub(super) struct Field {
    pub(super) sides: Vec<Side>,
    pub(super) points: Vec<i64>,
    pub(super) meetings: Vec<Vec<i64>>,
    pub(super) byes: Vec<i64>,
    /// For each side, how many of its score group are above and below it.
    around: Vec<(i64, i64)>,
    half_pairing: HalfPairing,
}

impl Field {
    pub(super) fn of(rows: &[TableRow], results: &[StageResult], half_pairing: HalfPairing) -> Self {
        let rows: Vec<_> = rows.iter().filter(|row| !row.withdrawn).collect();
        let sides: Vec<_> = rows.iter().map(|row| row.side).collect();
        let points: Vec<_> = rows.iter().map(|row| row.total.hundredths()).collect();
        let place: BTreeMap<_, _> = sides.iter().enumerate().map(|(place, side)| (*side, place)).collect();
        let mut meetings = vec![vec![0; sides.len()]; sides.len()];
        let mut byes = vec![0; sides.len()];
        for result in results {
            match result.encounter {
                Encounter::Bye(side) => place.get(&side).into_iter().for_each(|place| byes[*place] += 1),
                Encounter::Series { outcome: SeriesOutcome::Walkover(_), .. } => {}
                Encounter::Series { sides: [a, b], .. } => {
                    if let (Some(a), Some(b)) = (place.get(&a), place.get(&b)) {
                        meetings[*a][*b] += 1;
                        meetings[*b][*a] += 1;
                    }
                }
            }
        }
        let count = |of: usize, range: std::ops::Range<usize>| {
            i64::try_from(range.filter(|other| points[*other] == points[of]).count()).unwrap()
        };
        let around = (0..sides.len()).map(|side| (count(side, 0..side), count(side, side + 1..sides.len()))).collect();
        Self { around, sides, points, meetings, byes, half_pairing }
    }

    /// What is bad about a bye.
    pub(super) fn of_bye(&self, side: usize) -> Badness {
        [0, 0, self.byes[side], i64::try_from(self.sides.len() - 1 - side).unwrap(), 0, 0, 0, 0]
    }

    /// What is bad about a pair, the better ranked first.
    pub(super) fn of_pair(&self, upper: usize, lower: usize) -> Badness {
        let meetings = self.meetings[upper][lower];
        let rematch = i64::from(meetings > 0);
        let difference = self.points[upper] - self.points[lower];
        let ((above_upper, below_upper), (above_lower, below_lower)) = (self.around[upper], self.around[lower]);
        if difference != 0 {
            // The first who floats down should meet the first, or with fold the last, who floats up.
            let distance = match self.half_pairing {
                HalfPairing::Slide => above_upper - above_lower,
                HalfPairing::Fold => above_upper + above_lower,
            };
            let floats = below_upper + above_lower;
            return [rematch, meetings, 0, 0, difference * difference, floats, 0, distance * distance];
        }
        let both_upper = above_upper < below_upper && above_lower < below_lower;
        let both_lower = above_upper > below_upper && above_lower > below_lower;
        let distance = match self.half_pairing {
            // Between the two there should be half a group.
            HalfPairing::Slide => above_lower - above_upper - (above_upper + below_upper + 1) / 2,
            // As many should be above the one as below the other.
            HalfPairing::Fold => above_upper - below_lower,
        };
        [rematch, meetings, 0, 0, 0, 0, i64::from(both_upper || both_lower), distance * distance]
    }

    /// What is bad about a proposed round, in which each side must be once.
    pub(super) fn of_round(&self, round: &SwissRound) -> Badness {
        let place = |side: Side| self.sides.iter().position(|other| *other == side).unwrap();
        let mut seen = vec![0; self.sides.len()];
        let mut sum = [0; 8];
        for pairing in &round.pairings {
            let [upper, lower] = pairing.sides.map(place);
            assert!(upper < lower, "the better ranked is first");
            seen[upper] += 1;
            seen[lower] += 1;
            sum = add(sum, self.of_pair(upper, lower));
        }
        if let Some(bye) = &round.bye {
            seen[place(bye.side)] += 1;
            sum = add(sum, self.of_bye(place(bye.side)));
        }
        assert!(seen.iter().all(|times| *times == 1), "{seen:?}");
        sum
    }
}

pub(super) fn add(mut a: Badness, b: Badness) -> Badness {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
    a
}
