//! Score groups: the sides with equal points, in the order of the table.

use std::cmp::Ordering;

use crate::stages::{points::Points, side::Side, table::TableRow};

/// A side with its rank and points: what pairing needs of a row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct RankedSide {
    pub(super) side: Side,
    pub(super) rank: u32,
    /// Points with adjustments.
    pub(super) points: Points,
}

impl From<&TableRow> for RankedSide {
    fn from(row: &TableRow) -> Self {
        Self { side: row.side, rank: row.rank, points: row.total }
    }
}

/// A side's place in its score group.
#[derive(Clone, Copy, Debug)]
pub(super) struct GroupPlace {
    /// The number of the group, from the top.
    pub(super) group: usize,
    /// The place in it, counted from 0.
    pub(super) place: usize,
    /// How many are in it.
    pub(super) size: usize,
}

/// A half of a score group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Upper,
    /// The one in the middle of a group with an odd number, which belongs to either.
    Middle,
    Lower,
}

impl GroupPlace {
    pub(super) fn half(self) -> Half {
        match (2 * self.place + 1).cmp(&self.size) {
            Ordering::Less => Half::Upper,
            Ordering::Equal => Half::Middle,
            Ordering::Greater => Half::Lower,
        }
    }
}

/// The score groups of a field that is in the order of the table.
pub(super) struct ScoreGroups(Vec<GroupPlace>);

impl ScoreGroups {
    pub(super) fn of(sides: &[RankedSide]) -> Self {
        let groups = sides.chunk_by(|a, b| a.points == b.points).enumerate();
        let places = groups.flat_map(|(group, members)| {
            let size = members.len();
            (0..size).map(move |place| GroupPlace { group, place, size })
        });
        Self(places.collect())
    }

    pub(super) fn place(&self, side: usize) -> GroupPlace {
        self.0[side]
    }
}
