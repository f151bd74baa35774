//! Makes the pairings and the bye of a proposed round, with the numbers and the reason for each.

use super::{
    pairing_history::PairingHistory,
    proposed_round::{SwissBye, SwissPairing},
    reason,
    score_groups::RankedSide,
};

/// Two sides that should meet, by their numbers in `sides`.
pub(super) fn pairing(sides: &[RankedSide], history: &PairingHistory, upper: usize, lower: usize) -> SwissPairing {
    let meetings = history.meetings(upper, lower);
    let pair = [sides[upper], sides[lower]];
    let pairing = SwissPairing {
        sides: pair.map(|ranked| ranked.side),
        ranks: pair.map(|ranked| ranked.rank),
        points: pair.map(|ranked| ranked.points),
        meetings: count(meetings.len()),
        met_in: meetings.iter().copied().flatten().collect(),
        reason: String::new(),
    };
    SwissPairing { reason: reason::of_pairing(&pairing), ..pairing }
}

/// The side that should sit out, by its number in `sides`.
pub(super) fn bye(sides: &[RankedSide], history: &PairingHistory, side: usize) -> SwissBye {
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
