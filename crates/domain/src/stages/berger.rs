//! Berger tables: the rounds of a round robin (FIDE Handbook C.05, annex 1).

/// One round, as places in the order of seeds, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BergerRound {
    /// Who meets whom, in the table's order. The first of each is the one that the table names first (white in chess).
    pub pairs: Vec<[usize; 2]>,
    /// Who meets nobody, when the number of sides is odd.
    pub idle: Option<usize>,
}

/// The rounds in which each of these many sides meets every other once.
///
/// An odd number of sides has one more in the table, which stands for nobody. In round r of a table of N, sides i and j
/// meet when i + j = r + 1 (mod N - 1), and the side that would meet itself meets side N. The others meet in pairs at
/// equal distance from that side, counted in a circle; the one after it is named first.
#[must_use]
pub fn berger_rounds(sides: usize) -> Vec<BergerRound> {
    let table = sides + sides % 2;
    if sides < 2 {
        return Vec::new();
    }
    (1..table).map(|round| berger_round(round, table, sides)).collect()
}

fn berger_round(round: usize, table: usize, sides: usize) -> BergerRound {
    let circle = table - 1;
    // 2 * pivot = round + 1 (mod circle), and the inverse of 2 is table / 2. Counted from 0 it is the same less one.
    let pivot = ((round + 1) * (table / 2) + circle - 1) % circle;
    let last = table - 1;
    let with_last = if pivot < table / 2 { [pivot, last] } else { [last, pivot] };
    let neighbours = (1..table / 2).map(|k| [(pivot + k) % circle, (pivot + circle - k) % circle]);
    let is_even = table == sides;
    BergerRound {
        pairs: is_even.then_some(with_last).into_iter().chain(neighbours).collect(),
        idle: (!is_even).then_some(pivot),
    }
}
