//! The ladders, and the kinds of match that count for them: the part of the catalogue that this world plays.

/// A scale of ratings.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Ladder {
    /// Random map, one against one.
    SoloRm,
    /// Random map, in teams.
    TeamRm,
    /// Empire wars, one against one.
    SoloEw,
    /// Custom games: a hidden scale that no leaderboard shows.
    Custom,
}

impl Ladder {
    /// The ladders that have a leaderboard.
    pub const SHOWN: [Self; 3] = [Self::SoloRm, Self::TeamRm, Self::SoloEw];

    /// The upstream's `leaderboard_id`; custom games have none.
    #[must_use]
    pub const fn leaderboard_id(self) -> Option<i64> {
        match self {
            Self::SoloRm => Some(3),
            Self::TeamRm => Some(4),
            Self::SoloEw => Some(13),
            Self::Custom => None,
        }
    }

    /// The rating of a new player.
    #[must_use]
    pub const fn first_rating(self) -> i64 {
        match self {
            Self::SoloRm | Self::TeamRm | Self::SoloEw => 1000,
            Self::Custom => 1600,
        }
    }
}

/// A kind of match, as in `matchtype_id`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum MatchType {
    /// A custom game of any size.
    Custom,
    /// Random map 1v1.
    SoloRm,
    /// Random map 2v2.
    TeamRm2,
    /// Random map 3v3.
    TeamRm3,
    /// Random map 4v4.
    TeamRm4,
    /// Empire wars 1v1.
    SoloEw,
}

impl MatchType {
    /// The upstream's `matchtype_id`.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::Custom => 0,
            Self::SoloRm => 6,
            Self::TeamRm2 => 7,
            Self::TeamRm3 => 8,
            Self::TeamRm4 => 9,
            Self::SoloEw => 26,
        }
    }

    /// The ladder that this kind of match counts for.
    #[must_use]
    pub const fn ladder(self) -> Ladder {
        match self {
            Self::Custom => Ladder::Custom,
            Self::SoloRm => Ladder::SoloRm,
            Self::TeamRm2 | Self::TeamRm3 | Self::TeamRm4 => Ladder::TeamRm,
            Self::SoloEw => Ladder::SoloEw,
        }
    }

    /// Whether it counts for a leaderboard.
    #[must_use]
    pub const fn is_ranked(self) -> bool {
        !matches!(self, Self::Custom)
    }

    /// The most players.
    #[must_use]
    pub const fn max_players(self) -> usize {
        match self {
            Self::SoloRm | Self::SoloEw => 2,
            Self::TeamRm2 => 4,
            Self::TeamRm3 => 6,
            Self::TeamRm4 | Self::Custom => 8,
        }
    }
}
