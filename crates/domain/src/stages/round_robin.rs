//! The schedule of a round robin: every series of every group, by the Berger tables.

use serde::{Deserialize, Serialize};

use super::{
    berger::berger_rounds,
    side::{Group, Round, Side},
};

/// How often each two sides meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Legs {
    /// Once.
    #[default]
    One,
    /// Twice, the other side being first the second time.
    Two,
}

impl TryFrom<u8> for Legs {
    type Error = &'static str;

    fn try_from(legs: u8) -> Result<Self, Self::Error> {
        match legs {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            _ => Err("legs are 1 or 2"),
        }
    }
}

impl From<Legs> for u8 {
    fn from(legs: Legs) -> Self {
        match legs {
            Legs::One => 1,
            Legs::Two => 2,
        }
    }
}

/// A series that is to be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixture {
    /// Its round.
    pub round: Round,
    /// Its group.
    pub group: Group,
    /// The sides, the first as in the Berger table.
    pub sides: [Side; 2],
}

/// The series of all groups, whose sides are in the order of seeds: by round, then by group, then as in the table.
///
/// With two legs the second repeats the first with the sides exchanged, and the last two rounds of the first leg are
/// exchanged, as the annex recommends: nobody is first, or second, in three rounds in a row.
#[must_use]
pub fn round_robin(groups: &[Vec<Side>], legs: Legs) -> Vec<Fixture> {
    let numbered = (1..).map(Group).zip(groups);
    let mut fixtures: Vec<_> = numbered.flat_map(|(group, sides)| group_fixtures(group, sides, legs)).collect();
    fixtures.sort_by_key(|fixture| (fixture.round, fixture.group));
    fixtures
}

fn group_fixtures(group: Group, sides: &[Side], legs: Legs) -> Vec<Fixture> {
    let mut rounds: Vec<_> = berger_rounds(sides.len()).into_iter().map(|round| round.pairs).collect();
    if legs == Legs::Two {
        let exchanged: Vec<Vec<_>> =
            rounds.iter().map(|pairs| pairs.iter().map(|[first, second]| [*second, *first]).collect()).collect();
        if let [.., before_last, last] = rounds.as_mut_slice() {
            std::mem::swap(before_last, last);
        }
        rounds.extend(exchanged);
    }
    let fixture = |round, [first, second]: [usize; 2]| Fixture { round, group, sides: [sides[first], sides[second]] };
    (1..)
        .map(Round)
        .zip(rounds)
        .flat_map(|(round, pairs)| pairs.into_iter().map(move |pair| fixture(round, pair)))
        .collect()
}
