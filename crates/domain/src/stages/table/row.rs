//! One row of a stage's table.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        points::Points,
        side::{Group, Side},
    },
    tie_break::TieBreak,
};

/// One row of a stage's table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// The place in the group, counted from 1. No two sides of a group share one.
    pub rank: u32,
    /// The side.
    pub side: Side,
    /// Its group, in a stage that has groups.
    pub group: Option<Group>,
    /// Its place in the order of seeds.
    pub seed: u32,
    /// Series decided, by walkover too. Byes are not among them.
    pub played: u32,
    /// Series won.
    pub won: u32,
    /// Series drawn.
    pub drawn: u32,
    /// Series lost.
    pub lost: u32,
    /// Byes.
    pub byes: u32,
    /// Games won in decided series.
    pub games_won: u32,
    /// Games lost in decided series.
    pub games_lost: u32,
    /// Points from series and byes.
    pub points: Points,
    /// Points that the host gave, or took when negative.
    pub adjustments: Points,
    /// Points with adjustments, which decide the order.
    pub total: Points,
    /// The stage's tie-breaks in their order.
    pub tie_breaks: Vec<TieBreakValue>,
    /// Whether the side is among those of its group that advance as the table stands. Those who withdrew do not.
    pub advances: bool,
    /// Whether it withdrew.
    pub withdrawn: bool,
    /// Sides with the same points and tie-breaks, which the host may order, by rank.
    pub tied_with: Vec<Side>,
}

/// What a tie-break gives a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TieBreakValue {
    /// The tie-break.
    pub tie_break: TieBreak,
    /// Its value. The higher one is better, except for seeds. `head_to_head` has one only for sides that it was applied
    /// to: their points in the table of all who tied then, whether or not that left some of them tied.
    #[schema(required)]
    pub value: Option<Millionths>,
}

/// A decimal with six places, exact for everything but rates, which are rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(from = "f64", into = "f64")]
#[schema(value_type = f64)]
pub struct Millionths(i64);

impl Millionths {
    /// How many make one.
    pub const ONE: i64 = 1_000_000;

    /// That many millionths.
    #[must_use]
    pub const fn new(millionths: i64) -> Self {
        Self(millionths)
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Self {
        Self(number * Self::ONE)
    }

    /// A quotient to the nearest millionth, halves up. Nothing of nothing is 0.
    #[must_use]
    pub const fn quotient(numerator: i64, denominator: i64) -> Self {
        if denominator == 0 { Self(0) } else { Self((2 * numerator * Self::ONE + denominator) / (2 * denominator)) }
    }

    /// The number of millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }
}

impl From<Points> for Millionths {
    fn from(points: Points) -> Self {
        Self(points.hundredths() * (Self::ONE / 100))
    }
}

impl From<Millionths> for f64 {
    #[expect(clippy::cast_precision_loss, reason = "values are far below 2^52 millionths")]
    fn from(number: Millionths) -> Self {
        number.0 as Self / 1e6
    }
}

impl From<f64> for Millionths {
    #[expect(clippy::cast_possible_truncation, reason = "values are far below 2^52 millionths")]
    fn from(number: f64) -> Self {
        Self((number * 1e6).round() as i64)
    }
}
