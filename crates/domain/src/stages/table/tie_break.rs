//! The tie-breaks that a stage may choose from.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
