//! Stages written by hand. Sides are entries, numbered as they are seeded.

use domain::{
    id::EntryId,
    stages::{
        points::{PointSystem, Points},
        result::{Encounter, SeriesOutcome, StageResult, Winner},
        side::{Group, Participant, Round, Side},
        table::{StageFormat, TableCut, TableInput, TableRow, TableRules, TieBreak, table},
    },
};

/// The side with that number.
pub(crate) fn side(number: i64) -> Side {
    Side::Entry(EntryId(number))
}

/// The number of a side.
pub(crate) fn number(side: Side) -> i64 {
    match side {
        Side::Entry(EntryId(number)) => number,
        Side::Team(_) => unreachable!("sides are entries"),
    }
}

/// A stage.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    pub(crate) rules: TableRules,
    pub(crate) participants: Vec<Participant>,
    pub(crate) results: Vec<StageResult>,
    pub(crate) adjustments: Vec<(Side, Points)>,
    pub(crate) ties: Vec<Side>,
}

/// A Swiss stage with sides 1 to `sides`, three rounds, and points 1, ½, 0, and 1 for a bye.
pub(crate) fn swiss(sides: i64, tie_breaks: &[TieBreak]) -> Stage {
    let participant = |(seed, number)| Participant { side: side(number), seed, group: None, withdrawn: false };
    Stage {
        rules: TableRules {
            format: StageFormat::Swiss,
            points: PointSystem::default(),
            tie_breaks: tie_breaks.to_vec(),
            advance: 0,
            rounds: Some(3),
        },
        participants: (1..).zip(1..=sides).map(participant).collect(),
        results: Vec::new(),
        adjustments: Vec::new(),
        ties: Vec::new(),
    }
}

/// The same as a round robin.
pub(crate) fn all_meet(sides: i64, tie_breaks: &[TieBreak]) -> Stage {
    let mut stage = swiss(sides, tie_breaks);
    stage.rules.format = StageFormat::RoundRobin;
    stage
}

impl Stage {
    fn series(mut self, round: u16, sides: [i64; 2], games: [u32; 2], outcome: SeriesOutcome) -> Self {
        let encounter = Encounter::Series { sides: sides.map(side), games, outcome };
        self.results.push(StageResult { round: Some(Round(round)), encounter });
        self
    }

    /// The first wins by 2 games to 0.
    pub(crate) fn won(self, round: u16, winner: i64, loser: i64) -> Self {
        self.series(round, [winner, loser], [2, 0], SeriesOutcome::Won(Winner::First))
    }

    /// The second wins, by these games.
    pub(crate) fn lost(self, round: u16, loser: i64, winner: i64, games: [u32; 2]) -> Self {
        self.series(round, [loser, winner], games, SeriesOutcome::Won(Winner::Second))
    }

    pub(crate) fn drawn(self, round: u16, a: i64, b: i64) -> Self {
        self.series(round, [a, b], [1, 1], SeriesOutcome::Drawn)
    }

    /// The first wins without play.
    pub(crate) fn walkover(self, round: u16, winner: i64, loser: i64) -> Self {
        self.series(round, [winner, loser], [0, 0], SeriesOutcome::Walkover(Winner::First))
    }

    pub(crate) fn undecided(self, round: u16, a: i64, b: i64) -> Self {
        self.series(round, [a, b], [1, 0], SeriesOutcome::Undecided)
    }

    pub(crate) fn bye(mut self, round: u16, number: i64) -> Self {
        self.results.push(StageResult { round: Some(Round(round)), encounter: Encounter::Bye(side(number)) });
        self
    }

    pub(crate) fn adjusted(mut self, number: i64, hundredths: i64) -> Self {
        self.adjustments.push((side(number), Points::from_hundredths(hundredths)));
        self
    }

    pub(crate) fn withdraws(mut self, number: i64) -> Self {
        let participant = self.participants.iter_mut().find(|participant| participant.side == side(number)).unwrap();
        participant.withdrawn = true;
        self
    }

    pub(crate) fn in_group(mut self, group: u16, numbers: &[i64]) -> Self {
        for participant in &mut self.participants {
            if numbers.contains(&number(participant.side)) {
                participant.group = Some(Group(group));
            }
        }
        self
    }

    pub(crate) fn ordered(mut self, numbers: &[i64]) -> Self {
        self.ties.extend(numbers.iter().map(|number| side(*number)));
        self
    }

    pub(crate) fn advancing(mut self, advance: u32) -> Self {
        self.rules.advance = advance;
        self
    }

    pub(crate) fn giving(mut self, win: i64, draw: i64, loss: i64, bye: i64) -> Self {
        let [win, draw, loss, bye] = [win, draw, loss, bye].map(Points::from_hundredths);
        self.rules.points = PointSystem { win, draw, loss, bye };
        self
    }

    pub(crate) fn cut(&self, cut: TableCut) -> Vec<TableRow> {
        let facts = TableInput {
            participants: &self.participants,
            results: &self.results,
            adjustments: &self.adjustments,
            ties: &self.ties,
        };
        table(&self.rules, &facts, cut)
    }

    pub(crate) fn table(&self) -> Vec<TableRow> {
        self.cut(TableCut::default())
    }
}

/// The sides of a table in their order.
pub(crate) fn order(rows: &[TableRow]) -> Vec<i64> {
    rows.iter().map(|row| number(row.side)).collect()
}

/// The row of a side.
pub(crate) fn row(rows: &[TableRow], number: i64) -> &TableRow {
    rows.iter().find(|row| row.side == side(number)).unwrap()
}

/// The first tie-break's value of sides 1, 2, 3 and so on.
pub(crate) fn values(rows: &[TableRow]) -> Vec<Option<f64>> {
    let numbers = (1..).take(rows.len());
    numbers.map(|number| row(rows, number).tie_breaks[0].value.map(f64::from)).collect()
}

/// Who ties with a side.
pub(crate) fn tied_with(rows: &[TableRow], number: i64) -> Vec<i64> {
    row(rows, number).tied_with.iter().map(|side| self::number(*side)).collect()
}
