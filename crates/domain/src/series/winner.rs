//! Which of a series' two sides won.

use serde::{Deserialize, Serialize};

/// Which of the two sides won: 0 or 1 on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Winner {
    /// The first.
    First,
    /// The second.
    Second,
}

impl Winner {
    /// Its place among the two sides.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }
}

impl From<Winner> for u8 {
    fn from(winner: Winner) -> Self {
        match winner {
            Winner::First => 0,
            Winner::Second => 1,
        }
    }
}

impl TryFrom<u8> for Winner {
    type Error = &'static str;

    fn try_from(index: u8) -> Result<Self, Self::Error> {
        match index {
            0 => Ok(Self::First),
            1 => Ok(Self::Second),
            _ => Err("a side of a series is 0 or 1"),
        }
    }
}
