//! Tie-breaks from the opponents' results: Buchholz, Sonneborn-Berger, and the opponents' share of wins.

use super::{
    super::points::Points,
    record::Record,
    row::Millionths,
    unplayed::{Contribution, Rounds},
};

/// The sum of what the opponents count with.
pub(super) fn buchholz(rounds: &Rounds, side: usize) -> Millionths {
    sum(rounds.contributions(side)).into()
}

/// The same without one: the least of voluntary unplayed rounds (16.5), or the least of all when there are none.
pub(super) fn buchholz_cut1(rounds: &Rounds, side: usize) -> Millionths {
    let cut = rounds.contributions(side).min_by_key(|round| (!round.is_voluntary, round.opponent_points));
    let cut = cut.map_or(0, |round| round.opponent_points.hundredths());
    Points::from_hundredths(sum(rounds.contributions(side)).hundredths() - cut).into()
}

fn sum(rounds: impl Iterator<Item = Contribution>) -> Points {
    rounds.map(|round| round.opponent_points).sum()
}

/// The sum of what each opponent counts with, times the points taken from it. Hundredths of hundredths are exact.
pub(super) fn sonneborn_berger(rounds: &Rounds, side: usize) -> Millionths {
    let product = |round: Contribution| round.opponent_points.hundredths() * round.points.hundredths();
    let sum: i64 = rounds.contributions(side).map(product).sum();
    Millionths::new(sum * (Millionths::ONE / 10_000))
}

/// The average share of wins of the opponents in series that were played, each rounded to a millionth.
pub(super) fn opponents_win_rate(rounds: &Rounds, records: &[Record], side: usize) -> Millionths {
    let rate = |opponent: usize| {
        let record = &records[opponent];
        Millionths::quotient(i64::from(record.half_wins), 2 * i64::from(record.contested)).millionths()
    };
    let (sum, count) = rounds.opponents(side).fold((0, 0), |(sum, count), opponent| (sum + rate(opponent), count + 1));
    // A quotient of millionths that is itself in millionths.
    if count == 0 { Millionths::default() } else { Millionths::new((2 * sum + count) / (2 * count)) }
}
