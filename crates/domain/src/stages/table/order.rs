//! The order of a table: sides are divided into classes by one criterion after the other.

use std::{cmp::Reverse, collections::HashMap};

use super::{
    super::side::{Participant, Side},
    TableRules,
    buchholz::{buchholz, buchholz_cut1, opponents_win_rate, sonneborn_berger},
    classes::by_key,
    head_to_head::{divide, points_among},
    results::Results,
    row::{Millionths, TableRow, TieBreakValue},
    tie_break::TieBreak,
};

/// What decides the order of a table.
pub(super) struct Order<'a> {
    rules: &'a TableRules,
    results: &'a Results,
    /// The places of sides in the host's order.
    ties: HashMap<Side, usize>,
}

impl<'a> Order<'a> {
    pub(super) fn of(rules: &'a TableRules, results: &'a Results, ties: &[Side]) -> Self {
        // The first mention of a side counts.
        let ties = ties.iter().enumerate().rev().map(|(place, side)| (*side, place)).collect();
        Self { rules, results, ties }
    }

    /// The rows of one group.
    pub(super) fn rows(&self, group: Vec<usize>) -> Vec<TableRow> {
        let mut values: HashMap<usize, Vec<TieBreakValue>> = HashMap::new();
        let mut classes = by_key(group, |side| Reverse(self.results.records[side].total()));
        for tie_break in &self.rules.tie_breaks {
            let mut divided = Vec::new();
            for class in classes {
                let of_class = self.values(*tie_break, &class);
                for side in &class {
                    let value = of_class.get(side).copied();
                    values.entry(*side).or_default().push(TieBreakValue { tie_break: *tie_break, value });
                }
                divided.extend(self.divide(*tie_break, class, &of_class));
            }
            classes = divided;
        }
        let mut rows = Vec::new();
        let mut left = self.rules.advance;
        for class in classes {
            let class = self.within(class);
            for side in &class {
                let advances = left > 0 && !self.results.participants[*side].withdrawn;
                left -= u32::from(advances);
                let others = class.iter().filter(|other| *other != side);
                let tied_with = others.map(|other| self.results.participants[*other].side).collect();
                let tie_breaks = values.remove(side).unwrap_or_default();
                rows.push(self.row(*side, tie_breaks, advances, tied_with));
            }
        }
        (1..).zip(&mut rows).for_each(|(rank, row)| row.rank = rank);
        rows
    }

    /// The order of those who tie in everything: the host's, then by seed. Sides are numbered by seed.
    fn within(&self, mut class: Vec<usize>) -> Vec<usize> {
        let place = |side: usize| self.ties.get(&self.results.participants[side].side).copied().unwrap_or(usize::MAX);
        class.sort_by_key(|side| (place(*side), *side));
        class
    }

    fn values(&self, tie_break: TieBreak, class: &[usize]) -> HashMap<usize, Millionths> {
        if tie_break == TieBreak::HeadToHead {
            return match class {
                [_] => HashMap::new(),
                tied => points_among(tied, &self.results.decided)
                    .into_iter()
                    .map(|(side, won)| (side, won.into()))
                    .collect(),
            };
        }
        class.iter().map(|side| (*side, self.value(tie_break, *side))).collect()
    }

    fn value(&self, tie_break: TieBreak, side: usize) -> Millionths {
        let Results { participants, records, rounds, .. } = self.results;
        match tie_break {
            // Of tied sides only: see `values`.
            TieBreak::HeadToHead => Millionths::default(),
            TieBreak::GameDifference => Millionths::whole(records[side].game_difference()),
            TieBreak::GamesWon => Millionths::whole(records[side].games_won.into()),
            TieBreak::Buchholz => buchholz(rounds, side),
            TieBreak::BuchholzCut1 => buchholz_cut1(rounds, side),
            TieBreak::SonnebornBerger => sonneborn_berger(rounds, side),
            TieBreak::Wins => Millionths::whole(records[side].won.into()),
            TieBreak::OpponentsWinRate => opponents_win_rate(rounds, records, side),
            TieBreak::Seed => Millionths::whole(participants[side].seed.into()),
        }
    }

    fn divide(&self, tie_break: TieBreak, class: Vec<usize>, values: &HashMap<usize, Millionths>) -> Vec<Vec<usize>> {
        match tie_break {
            TieBreak::HeadToHead => divide(class, &self.results.decided),
            TieBreak::Seed => by_key(class, |side| values[&side]),
            _ => by_key(class, |side| Reverse(values[&side])),
        }
    }

    fn row(&self, side: usize, tie_breaks: Vec<TieBreakValue>, advances: bool, tied_with: Vec<Side>) -> TableRow {
        let record = &self.results.records[side];
        let Participant { side, seed, group, withdrawn } = self.results.participants[side];
        TableRow {
            rank: 0,
            side,
            group,
            seed,
            played: record.won + record.drawn + record.lost,
            won: record.won,
            drawn: record.drawn,
            lost: record.lost,
            byes: record.byes,
            games_won: record.games_won,
            games_lost: record.games_lost,
            points: record.points,
            adjustments: record.adjustments,
            total: record.total(),
            tie_breaks,
            advances,
            withdrawn,
            tied_with,
        }
    }
}
