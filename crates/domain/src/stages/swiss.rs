//! Swiss pairing: the next round as a minimum-weight perfect matching of all sides.
//!
//! A pairing is the best of all possible ones by the criteria of `cost::Cost`, not the first that was found. Sides are
//! numbered by their rank before anything else, so that the order in which facts are given does not matter. Of several
//! that are equally good in every criterion it is always the same one.

mod cost;
mod pairing_history;
mod propose;
mod proposed_round;
mod reason;
mod score_groups;

use integer_blossom::min_weight_perfect_matching;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use proposed_round::{SwissBye, SwissPairing, SwissRound};

use self::{
    cost::Cost,
    pairing_history::PairingHistory,
    score_groups::{RankedSide, ScoreGroups},
};
use super::{result::StageResult, table::TableRow};

/// Whom the upper half of a score group meets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HalfPairing {
    /// The first of the upper half meets the first of the lower half: of eight, 1-5, 2-6, 3-7, 4-8.
    #[default]
    Slide,
    /// The first of the upper half meets the last of the lower half: of eight, 1-8, 2-7, 3-6, 4-5.
    Fold,
}

impl HalfPairing {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Slide, Self::Fold];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Slide => "slide",
            Self::Fold => "fold",
        }
    }
}

/// Pairs the next round.
///
/// `rows` is the table of the stage, whose points and ranks are used as they are; sides that withdrew are left out.
/// `results` are the rounds so far. A series that was cancelled, or decided by walkover, was not played, and its sides
/// have not met. The round before may be still running: its sides have met.
#[must_use]
pub fn pair_round(rows: &[TableRow], results: &[StageResult], half_pairing: HalfPairing) -> SwissRound {
    let mut sides: Vec<_> = rows.iter().filter(|row| !row.withdrawn).map(RankedSide::from).collect();
    sides.sort_by_key(|ranked| (ranked.rank, ranked.side));
    let history = PairingHistory::of(&sides, results);
    let costs = Costs { groups: ScoreGroups::of(&sides), sides: &sides, history: &history, half_pairing };
    let mates = costs.cheapest();
    let pairs = (0..sides.len()).filter(|side| *side < mates[*side] && mates[*side] < sides.len());
    let pairings = pairs.map(|side| propose::pairing(&sides, &history, side, mates[side])).collect();
    let bye = (0..sides.len()).find(|side| mates[*side] == sides.len());
    SwissRound { pairings, bye: bye.map(|side| propose::bye(&sides, &history, side)) }
}

/// The costs of all pairs, and of a bye for each side.
struct Costs<'a> {
    sides: &'a [RankedSide],
    groups: ScoreGroups,
    history: &'a PairingHistory,
    half_pairing: HalfPairing,
}

impl Costs<'_> {
    /// For each side the one that it meets, in the pairing with the least sum of costs. Of an odd number of sides one
    /// meets the number of sides, which stands for the bye.
    fn cheapest(&self) -> Vec<usize> {
        let count = self.sides.len();
        let vertices = count + count % 2;
        let mut costs = vec![Cost::default(); vertices * vertices];
        for a in 0..count {
            for b in a + 1..vertices {
                costs[a * vertices + b] = if b == count { self.bye(a) } else { self.pair(a, b) };
            }
        }
        min_weight_perfect_matching(&costs, vertices)
    }

    fn bye(&self, side: usize) -> Cost {
        let below = self.sides.len() - 1 - side;
        Cost { repeated_byes: bounded(self.history.byes(side).len()), bye_above: bounded(below), ..Cost::default() }
    }

    fn pair(&self, a: usize, b: usize) -> Cost {
        let meetings = self.history.meetings(a, b).len();
        let (upper, lower) = (self.groups.place(a), self.groups.place(b));
        let is_within = upper.group == lower.group;
        // The last of a group meets the first of another.
        let floats = upper.size - 1 - upper.place + lower.place;
        Cost {
            rematches: i32::from(meetings > 0),
            earlier_meetings: bounded(meetings),
            squared_differences: cost::squared_difference(self.sides[a].points, self.sides[b].points),
            floats: if is_within { 0 } else { bounded(floats) },
            same_half: i32::from(is_within && upper.half() == lower.half()),
            distance: cost::distance(self.half_pairing, upper, lower),
            ..Cost::default()
        }
    }
}

/// A number of sides or rounds, which are far below this limit.
fn bounded(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX).min(cost::MOST)
}
