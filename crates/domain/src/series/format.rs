//! How many games a series has, and which kinds of match count for it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::MatchTypeId;

/// How many games a series has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", try_from = "GivenFormat")]
pub enum SeriesFormat {
    /// The first side with more than half of this many games wins: 1, 3, 5, 7 or 9.
    BestOf(u8),
    /// This many games are played whatever the score: 1 to 9. Equal scores are a draw.
    PlayAll(u8),
}

/// A format as it is given: the number of games is not checked.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum GivenFormat {
    BestOf(u8),
    PlayAll(u8),
}

impl TryFrom<GivenFormat> for SeriesFormat {
    type Error = &'static str;

    fn try_from(given: GivenFormat) -> Result<Self, Self::Error> {
        match given {
            GivenFormat::BestOf(games) => Self::best_of(games).ok_or("best_of is 1, 3, 5, 7 or 9"),
            GivenFormat::PlayAll(games) => Self::play_all(games).ok_or("play_all is 1 to 9"),
        }
    }
}

impl SeriesFormat {
    /// The format with this many games; `None` when no series has that many.
    #[must_use]
    pub const fn best_of(games: u8) -> Option<Self> {
        if games % 2 == 1 && games <= 9 { Some(Self::BestOf(games)) } else { None }
    }

    /// The format with this many games; `None` when no series has that many.
    #[must_use]
    pub const fn play_all(games: u8) -> Option<Self> {
        if games >= 1 && games <= 9 { Some(Self::PlayAll(games)) } else { None }
    }

    /// The most games that count.
    #[must_use]
    pub const fn games(self) -> u8 {
        match self {
            Self::BestOf(games) | Self::PlayAll(games) => games,
        }
    }

    /// Whether a score is possible: not more games than there are, and none after the decision.
    #[must_use]
    pub const fn allows(self, [a, b]: [u8; 2]) -> bool {
        match self {
            Self::BestOf(games) => {
                let needed = games / 2 + 1;
                a <= needed && b <= needed && !(a == needed && b == needed)
            }
            Self::PlayAll(games) => a as u16 + b as u16 <= games as u16,
        }
    }

    /// Whether a possible score ends the series.
    #[must_use]
    pub const fn is_decided(self, [a, b]: [u8; 2]) -> bool {
        match self {
            Self::BestOf(games) => a > games / 2 || b > games / 2,
            Self::PlayAll(games) => a as u16 + b as u16 >= games as u16,
        }
    }
}

/// Which kinds of match count for a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Admits {
    /// Games of custom lobbies.
    #[default]
    Lobby,
    /// Games of the ladders.
    Ranked,
    /// Every game.
    Any,
}

impl Admits {
    /// The match type of custom lobbies.
    pub const LOBBY: MatchTypeId = MatchTypeId(0);

    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Lobby, Self::Ranked, Self::Any];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lobby => "lobby",
            Self::Ranked => "ranked",
            Self::Any => "any",
        }
    }

    /// Whether a match of this type counts.
    #[must_use]
    pub fn admits(self, matchtype: MatchTypeId) -> bool {
        match self {
            Self::Lobby => matchtype == Self::LOBBY,
            Self::Ranked => matchtype != Self::LOBBY,
            Self::Any => true,
        }
    }
}
