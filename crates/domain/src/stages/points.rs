//! Points as exact decimals with two places, and what a stage gives for each result.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Mul},
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Points in hundredths, a number with at most two decimals on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "f64", into = "f64")]
#[schema(value_type = f64)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// The most that one value on the wire may be, in either direction: 1000 points.
    pub const LIMIT: Self = Self(100_000);

    /// That many hundredths of a point.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The number of hundredths.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }
}

/// A number that is not an amount of points: it has more than two decimals, or is beyond [`Points::LIMIT`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotPoints(f64);

impl fmt::Display for NotPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is not a number from -{limit} to {limit} with at most two decimals",
            self.0,
            limit = Points::LIMIT
        )
    }
}

impl std::error::Error for NotPoints {}

impl TryFrom<f64> for Points {
    type Error = NotPoints;

    #[expect(clippy::cast_possible_truncation, reason = "the number is whole and within the limit")]
    fn try_from(number: f64) -> Result<Self, NotPoints> {
        let hundredths = (number * 100.0).round();
        // A decimal with two places is the nearest number to its hundredths.
        let is_exact = hundredths / 100.0 == number;
        if is_exact && hundredths.abs() <= f64::from(Self::LIMIT) * 100.0 {
            Ok(Self(hundredths as i64))
        } else {
            Err(NotPoints(number))
        }
    }
}

impl From<Points> for f64 {
    #[expect(clippy::cast_precision_loss, reason = "points are far below 2^52 hundredths")]
    fn from(points: Points) -> Self {
        points.0 as Self / 100.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f64::from(*self).fmt(f)
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Mul<u16> for Points {
    type Output = Self;

    fn mul(self, times: u16) -> Self {
        Self(self.0 * i64::from(times))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

/// What a stage gives for the results of series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PointSystem {
    /// For a series won, by games or by walkover.
    pub win: Points,
    /// For a series drawn.
    pub draw: Points,
    /// For a series lost.
    pub loss: Points,
    /// For a bye.
    pub bye: Points,
}

impl Default for PointSystem {
    fn default() -> Self {
        let (one, half) = (Points(100), Points(50));
        Self { win: one, draw: half, loss: Points::ZERO, bye: one }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_decimals_are_exact() {
        for hundredths in -100_000..=100_000 {
            let points = Points(hundredths);
            let text = serde_json::to_string(&points).unwrap();
            assert_eq!(serde_json::from_str::<Points>(&text).unwrap(), points, "{text}");
        }
        assert_eq!(serde_json::from_str::<Points>("0.29").unwrap(), Points(29));
        assert_eq!(serde_json::from_str::<Points>("3").unwrap(), Points(300));
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in ["0.125", "1000.01", "-1000.01", "1e300", "0.001"] {
            assert!(serde_json::from_str::<Points>(text).is_err(), "{text}");
        }
        assert!(Points::try_from(f64::NAN).is_err());
    }

    #[test]
    fn points_are_written_without_needless_decimals() {
        assert_eq!([Points(200), Points(150), Points(-25)].map(|points| format!("{points}")), ["2", "1.5", "-0.25"]);
    }

    #[test]
    fn what_is_not_given_has_its_default() {
        let system: PointSystem = serde_json::from_str(r#"{"win": 3, "draw": 1}"#).unwrap();
        assert_eq!(system, PointSystem { win: Points(300), draw: Points(100), loss: Points(0), bye: Points(100) });
    }
}
