//! The tie-breaks that a stage may choose from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::StageFormat;

/// What decides between sides with equal points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// Points in a table of the tied sides alone, applied again to those that still tie.
    HeadToHead,
    /// Games won less games lost.
    GameDifference,
    /// Games won.
    GamesWon,
    /// The opponents' points added up (FIDE C.07, 8.1).
    Buchholz,
    /// The opponents' points added up without the least (FIDE C.07, 8.1 and 14.1).
    BuchholzCut1,
    /// Each opponent's points times the points taken from that opponent (FIDE C.07, 9.1).
    SonnebornBerger,
    /// Series won, by walkover too.
    Wins,
    /// The average of the opponents' shares of series won, a draw being half a win. Walkovers and byes do not count.
    OpponentsWinRate,
    /// The place in the order of seeds, the first being the best.
    Seed,
}

impl TieBreak {
    /// Every tie-break.
    pub const ALL: [Self; 9] = [
        Self::HeadToHead,
        Self::GameDifference,
        Self::GamesWon,
        Self::Buchholz,
        Self::BuchholzCut1,
        Self::SonnebornBerger,
        Self::Wins,
        Self::OpponentsWinRate,
        Self::Seed,
    ];

    /// Those of a stage whose host chooses none, the most significant first.
    #[must_use]
    pub fn usual(format: StageFormat) -> Vec<Self> {
        match format {
            StageFormat::RoundRobin => vec![Self::HeadToHead, Self::GameDifference, Self::GamesWon],
            StageFormat::Swiss => vec![Self::BuchholzCut1, Self::Buchholz, Self::HeadToHead, Self::GameDifference],
            StageFormat::Manual => vec![Self::GameDifference, Self::GamesWon],
        }
    }

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeadToHead => "head_to_head",
            Self::GameDifference => "game_difference",
            Self::GamesWon => "games_won",
            Self::Buchholz => "buchholz",
            Self::BuchholzCut1 => "buchholz_cut1",
            Self::SonnebornBerger => "sonneborn_berger",
            Self::Wins => "wins",
            Self::OpponentsWinRate => "opponents_win_rate",
            Self::Seed => "seed",
        }
    }
}
