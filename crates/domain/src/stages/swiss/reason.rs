//! Why two should meet, or one sit out, in words.

use super::proposed_round::{SwissBye, SwissPairing};
use crate::stages::points::Points;

/// Why two should meet: "both have 2 points; have not met".
pub(super) fn of_pairing(pairing: &SwissPairing) -> String {
    let [upper, lower] = pairing.points;
    let points =
        if upper == lower { format!("both have {}", in_words(upper)) } else { format!("{upper} and {lower} points") };
    let rounds: Vec<_> = pairing.met_in.iter().map(|round| round.0.to_string()).collect();
    let met = match (pairing.meetings, rounds.as_slice()) {
        (0, _) => return format!("{points}; have not met"),
        (_, []) => "met before".to_owned(),
        (_, [round]) => format!("met in round {round}"),
        (_, [rounds @ .., last]) => format!("met in rounds {} and {last}", rounds.join(", ")),
    };
    format!("{points}; {met}, no pairing with fewer rematches is possible")
}

/// Why one should sit out: "the lowest, with 0 points; no bye before".
pub(super) fn of_bye(bye: &SwissBye) -> String {
    let points = in_words(bye.points);
    let had = match bye.earlier_byes {
        0 => "no bye before".to_owned(),
        1 => "one bye before, and nobody with fewer can sit out without more rematches".to_owned(),
        byes => format!("{byes} byes before, and nobody with fewer can sit out without more rematches"),
    };
    let others = bye.ranked_below - bye.ranked_below_with_byes;
    let place = match (bye.ranked_below, others) {
        (0, _) => "the lowest".to_owned(),
        (_, 0) => format!("the lowest but for {} with more byes", bye.ranked_below),
        _ => format!("{others} ranked below cannot sit out without more rematches"),
    };
    format!("{place}, with {points}; {had}")
}

/// "1 point", "1.5 points".
fn in_words(points: Points) -> String {
    let unit = if points.hundredths() == 100 { "point" } else { "points" };
    format!("{points} {unit}")
}
