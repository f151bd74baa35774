//! The types of a proposed round: who meets whom, who sits out, and why.

use crate::stages::{
    points::Points,
    side::{Round, Side},
};

/// A proposed round.
#[derive(Clone, Debug, PartialEq)]
pub struct SwissRound {
    /// Who meets whom, in the order of the better ranked.
    pub pairings: Vec<SwissPairing>,
    /// Who sits out, when the number of sides is odd.
    pub bye: Option<SwissBye>,
}

/// Two sides that should meet.
#[derive(Clone, Debug, PartialEq)]
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
#[derive(Clone, Debug, PartialEq)]
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
