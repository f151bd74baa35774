//! The two sides of a series, and how many games decide it.

/// One of the two sides of a series.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Side {
    /// The first side of the fixture.
    First,
    /// The second side of the fixture.
    Second,
}

impl Side {
    /// Both sides.
    pub const BOTH: [Self; 2] = [Self::First, Self::Second];

    /// The index in a fixture's sides and in a score, 0 or 1.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }

    /// The opponent's side.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// The side's `teamid` in its lobbies.
    #[must_use]
    pub const fn team(self) -> i64 {
        match self {
            Self::First => 0,
            Self::Second => 1,
        }
    }
}

/// How many games a series has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// The first side with more than half of this odd number of games wins.
    BestOf(u8),
    /// This many games are played, whatever the score.
    PlayAll(u8),
}

impl Format {
    /// The most games that count.
    #[must_use]
    pub const fn games(self) -> u8 {
        match self {
            Self::BestOf(games) | Self::PlayAll(games) => games,
        }
    }

    /// Whether this score ends the series.
    #[must_use]
    pub const fn is_decided(self, [first, second]: [u8; 2]) -> bool {
        match self {
            Self::BestOf(games) => first > games / 2 || second > games / 2,
            Self::PlayAll(games) => first + second >= games,
        }
    }

    pub(super) const fn is_possible(self) -> bool {
        match self {
            Self::BestOf(games) => games % 2 == 1 && games <= 9,
            Self::PlayAll(games) => games >= 1 && games <= 9,
        }
    }
}

/// The side that is ahead, if the score is not equal.
pub(super) const fn leader([first, second]: [u8; 2]) -> Option<Side> {
    if first > second {
        Some(Side::First)
    } else if second > first {
        Some(Side::Second)
    } else {
        None
    }
}
