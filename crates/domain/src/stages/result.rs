//! What tables and pairings know of a stage's series: who met whom in which round, and how it ended.

use super::{
    points::{PointSystem, Points},
    side::{Round, Side},
};
pub use crate::series::Winner;

/// A series or a bye of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageResult {
    /// The round it belongs to. Series of manual stages may have none.
    pub round: Option<Round>,
    /// The series or the bye. Cancelled series are left out.
    pub encounter: Encounter,
}

/// Two sides that are to meet, or one that sits out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encounter {
    /// A series.
    Series {
        /// The two sides.
        sides: [Side; 2],
        /// The games that each has won.
        games: [u32; 2],
        /// How it ended.
        outcome: SeriesOutcome,
    },
    /// A side had nobody to meet in its round, because the number of sides was odd.
    Bye(Side),
}

/// How a series ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesOutcome {
    /// It did not end yet: it counts in no column, but its sides have been paired.
    Undecided,
    /// One side won it.
    Won(Winner),
    /// Neither won it.
    Drawn,
    /// One side won it without playing it.
    Walkover(Winner),
}

/// What one side has from a decided series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SideOutcome {
    Won,
    Drawn,
    Lost,
}

impl SeriesOutcome {
    /// What each of the two sides has from it, once it is decided.
    pub(super) fn of_sides(self) -> Option<[SideOutcome; 2]> {
        match self {
            Self::Undecided => None,
            Self::Drawn => Some([SideOutcome::Drawn; 2]),
            Self::Won(Winner::First) | Self::Walkover(Winner::First) => Some([SideOutcome::Won, SideOutcome::Lost]),
            Self::Won(Winner::Second) | Self::Walkover(Winner::Second) => Some([SideOutcome::Lost, SideOutcome::Won]),
        }
    }

    pub(super) const fn is_walkover(self) -> bool {
        matches!(self, Self::Walkover(_))
    }
}

impl SideOutcome {
    pub(super) const fn points(self, system: &PointSystem) -> Points {
        match self {
            Self::Won => system.win,
            Self::Drawn => system.draw,
            Self::Lost => system.loss,
        }
    }
}
