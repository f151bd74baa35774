//! The cost of a pair: Swiss rules as the weight of a matching, compared lexicographically.

use std::ops::{Add, AddAssign, Sub, SubAssign};

use integer_blossom::Weight;

use super::{HalfPairing, score_groups::GroupPlace};
use crate::stages::points::Points;

/// The most that a count of sides or rounds may be, so that sums over a field do not overflow.
pub(super) const MOST: i32 = 4_096;

/// The most hundredths of a point that two sides may differ by: 50,000 points. Greater differences count as this one.
const MOST_DIFFERENCE: i64 = 5_000_000;

/// The cost of a pair or of a bye. A pairing costs the sum of its pairs, and of two pairings the one with less in the
/// first field in which they differ is better.
///
/// Instead of one integer with a factor for each criterion, it is a tuple of integers with lexicographic order: an
/// ordered group like the integers, which is all that the matching needs. A criterion thus cannot spill into the next,
/// however many sides there are. The matching halves differences only where all parts are even. Its potentials are sums
/// along paths of at most twice as many edges as there are vertices: with 256 sides they are, in each field, below a
/// few thousand times the largest cost. That leaves room in 32 bits for counts, and in 64 for squares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    /// Whether the two have met.
    pub(super) rematches: i32,
    /// How often they have.
    pub(super) earlier_meetings: i32,
    /// How many byes the side with the bye had before.
    pub(super) repeated_byes: i32,
    /// How many are ranked below the side with the bye.
    pub(super) bye_above: i32,
    /// The square of the difference of points, in hundredths.
    pub(super) squared_differences: i64,
    /// Between score groups: how many are below the one in its group, and above the other in its group.
    pub(super) floats: i32,
    /// Within a score group: whether both are in the same half.
    pub(super) same_half: i32,
    /// The square of how far the two are from those whom fold or slide would give them.
    pub(super) distance: i64,
}

/// The square of a difference of points, in hundredths.
pub(super) fn squared_difference(a: Points, b: Points) -> i64 {
    let difference = a.hundredths().saturating_sub(b.hundredths()).saturating_abs().min(MOST_DIFFERENCE);
    difference * difference
}

/// How far two, the better ranked first, are from being paired as fold or slide would, squared.
///
/// In a score group partners are half a group apart with slide, and with fold their places add up to the group's size
/// less one. Of those who meet sides of another group, the first meets the first with slide, and the last with fold.
/// Where the sum of all places is fixed, a constant added to them does not matter.
pub(super) fn distance(half_pairing: HalfPairing, upper: GroupPlace, lower: GroupPlace) -> i64 {
    let is_within = upper.group == lower.group;
    let (from, to) = match half_pairing {
        HalfPairing::Slide if is_within => (lower.place - upper.place, upper.size / 2),
        HalfPairing::Slide => (upper.place, lower.place),
        HalfPairing::Fold if is_within => (lower.place + upper.place, upper.size - 1),
        HalfPairing::Fold => (lower.place + upper.place, 0),
    };
    let distance = i64::from(super::bounded(from.abs_diff(to)));
    distance * distance
}

macro_rules! fieldwise {
    ($($field:ident),+) => {
        impl Add for Cost {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self { $($field: self.$field + other.$field),+ }
            }
        }

        impl Sub for Cost {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                Self { $($field: self.$field - other.$field),+ }
            }
        }

        impl Weight for Cost {
            const ZERO: Self = Self { $($field: 0),+ };
            // The least cost that is more than none.
            const ONE: Self = Self { distance: 1, ..Self::ZERO };

            fn inf() -> Self {
                Self { rematches: i32::MAX / 4, ..Self::ZERO }
            }

            fn double(self) -> Self {
                Self { $($field: self.$field * 2),+ }
            }

            fn half(self) -> Self {
                Self { $($field: self.$field / 2),+ }
            }
        }
    };
}

fieldwise!(rematches, earlier_meetings, repeated_byes, bye_above, squared_differences, floats, same_half, distance);

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Cost {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
