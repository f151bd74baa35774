//! The read models of a proposed round, with a reason for each pairing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{history::History, reason, score_groups::Standing};
use crate::stages::{
    points::Points,
    side::{Round, Side},
};

/// A proposed round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SwissRound {
    /// Who meets whom, in the order of the better ranked.
    pub pairings: Vec<SwissPairing>,
    /// Who sits out, when the number of sides is odd.
    #[schema(required)]
    pub bye: Option<SwissBye>,
}

/// Two sides that should meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SwissPairing {
    /// The sides, the better ranked first.
    pub sides: [Side; 2],
    /// Their ranks.
    pub ranks: [u32; 2],
    /// Their points with adjustments.
    pub points: [Points; 2],
    /// How often they have met.
    pub meetings: u32,
    /// The rounds in which they have.
    pub met_in: Vec<Round>,
    /// Why they should meet, in words made of these numbers.
    pub reason: String,
}

/// A side that should sit out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SwissBye {
    /// The side.
    pub side: Side,
    /// Its rank.
    pub rank: u32,
    /// Its points with adjustments.
    pub points: Points,
    /// How many byes it has had.
    pub earlier_byes: u32,
    /// How many ranked below it are to play.
    pub ranked_below: u32,
    /// How many of them have had more byes.
    pub ranked_below_with_byes: u32,
    /// Why it should sit out, in words made of these numbers.
    pub reason: String,
}

pub(super) fn pairing(sides: &[Standing], history: &History, upper: usize, lower: usize) -> SwissPairing {
    let meetings = history.meetings(upper, lower);
    let pair = [sides[upper], sides[lower]];
    let pairing = SwissPairing {
        sides: pair.map(|standing| standing.side),
        ranks: pair.map(|standing| standing.rank),
        points: pair.map(|standing| standing.points),
        meetings: count(meetings.len()),
        met_in: meetings.iter().copied().flatten().collect(),
        reason: String::new(),
    };
    SwissPairing { reason: reason::of_pairing(&pairing), ..pairing }
}

pub(super) fn bye(sides: &[Standing], history: &History, side: usize) -> SwissBye {
    let had = history.byes(side).len();
    let below = side + 1..sides.len();
    let with_byes = below.clone().filter(|other| history.byes(*other).len() > had).count();
    let bye = SwissBye {
        side: sides[side].side,
        rank: sides[side].rank,
        points: sides[side].points,
        earlier_byes: count(had),
        ranked_below: count(below.len()),
        ranked_below_with_byes: count(with_byes),
        reason: String::new(),
    };
    SwissBye { reason: reason::of_bye(&bye), ..bye }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
