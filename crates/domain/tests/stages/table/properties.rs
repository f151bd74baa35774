//! What must hold of every table.

use std::collections::BTreeMap;

use domain::stages::{
    points::Points,
    result::{Encounter, SeriesOutcome, StageResult, Winner},
    side::{Group, Round, Side},
    table::{StageFormat, TableCut, TableRow, TieBreak},
};
use proptest::{prelude::*, sample::subsequence};

use crate::{
    configured,
    fixture::{Stage, side, swiss},
};

const TIE_BREAKS: [TieBreak; 9] = [
    TieBreak::HeadToHead,
    TieBreak::GameDifference,
    TieBreak::GamesWon,
    TieBreak::Buchholz,
    TieBreak::BuchholzCut1,
    TieBreak::SonnebornBerger,
    TieBreak::Wins,
    TieBreak::OpponentsWinRate,
    TieBreak::Seed,
];

fn outcomes() -> impl Strategy<Value = SeriesOutcome> {
    prop_oneof![
        4 => Just(SeriesOutcome::Won(Winner::First)),
        4 => Just(SeriesOutcome::Won(Winner::Second)),
        2 => Just(SeriesOutcome::Drawn),
        1 => Just(SeriesOutcome::Walkover(Winner::First)),
        1 => Just(SeriesOutcome::Walkover(Winner::Second)),
        1 => Just(SeriesOutcome::Undecided),
    ]
}

fn results(sides: i64) -> impl Strategy<Value = StageResult> {
    let series = (1..=sides, 1..sides, 0..3_u32, 0..3_u32, outcomes()).prop_map(move |(first, step, a, b, outcome)| {
        let second = (first + step - 1) % sides + 1;
        Encounter::Series { sides: [side(first), side(second)], games: [a, b], outcome }
    });
    let bye = (1..=sides).prop_map(|number| Encounter::Bye(side(number)));
    let encounter = prop_oneof![8 => series, 1 => bye];
    (1..6_u16, encounter).prop_map(|(round, encounter)| StageResult { round: Some(Round(round)), encounter })
}

fn stages() -> impl Strategy<Value = Stage> {
    let formats = prop_oneof![Just(StageFormat::Swiss), Just(StageFormat::RoundRobin), Just(StageFormat::Manual)];
    let tie_breaks = subsequence(TIE_BREAKS.to_vec(), 0..=4).prop_shuffle();
    (2..9_i64, formats, tie_breaks).prop_flat_map(|(sides, format, tie_breaks)| {
        let facts = (
            prop::collection::vec(results(sides), 0..20),
            prop::collection::vec((1..=sides, -150..150_i64), 0..3),
            Just((1..=sides).collect::<Vec<_>>()).prop_shuffle(),
            prop::collection::vec((any::<bool>(), 1..3_u16), 8),
            (0..4_u32, 0..2_u16),
        );
        facts.prop_map(move |(results, adjustments, ties, participants, (advance, grouped))| {
            let mut stage = swiss(sides, &tie_breaks).ordered(&ties[..ties.len() / 2]).advancing(advance);
            stage.rules.format = format;
            stage.results = results;
            stage.adjustments =
                adjustments.into_iter().map(|(number, taken)| (side(number), Points::from_hundredths(taken))).collect();
            for (participant, (withdrawn, group)) in stage.participants.iter_mut().zip(participants) {
                participant.withdrawn = withdrawn;
                participant.group = (grouped == 1).then_some(Group(group));
            }
            stage
        })
    })
}

/// A stage, and its facts in another order.
fn shuffled() -> impl Strategy<Value = (Stage, Stage)> {
    stages().prop_flat_map(|stage| {
        let Stage { rules, participants, results, adjustments, ties } = stage.clone();
        let facts = (Just(participants).prop_shuffle(), Just(results).prop_shuffle(), Just(adjustments).prop_shuffle());
        facts.prop_map(move |(participants, results, adjustments)| {
            let (rules, ties) = (rules.clone(), ties.clone());
            (stage.clone(), Stage { rules, participants, results, adjustments, ties })
        })
    })
}

/// The sides with equal points that tie, each set with its order and their values of head to head.
fn tied(rows: &[TableRow]) -> BTreeMap<Vec<Side>, Vec<TableRow>> {
    let mut sets = BTreeMap::new();
    for class in rows.chunk_by(|a, b| a.total == b.total) {
        let mut sides: Vec<_> = class.iter().map(|row| row.side).collect();
        sides.sort();
        sets.insert(sides, class.to_vec());
    }
    sets
}

proptest! {
    #![proptest_config(configured(512))]

    #[test]
    fn no_table_depends_on_the_order_of_its_facts((stage, shuffled) in shuffled()) {
        prop_assert_eq!(stage.table(), shuffled.table());
    }

    #[test]
    fn the_order_is_total(stage in stages()) {
        let rows = stage.table();
        prop_assert_eq!(rows.len(), stage.participants.len());
        for group in rows.chunk_by(|a, b| a.group == b.group) {
            let ranks: Vec<_> = group.iter().map(|row| row.rank).collect();
            prop_assert_eq!(ranks, (1..).take(group.len()).collect::<Vec<u32>>());
            for (place, row) in group.iter().enumerate() {
                for below in &group[place + 1..] {
                    prop_assert!(row.total >= below.total);
                    let ties = row.tied_with.contains(&below.side);
                    prop_assert_eq!(ties, below.tied_with.contains(&row.side));
                    let same = row.total == below.total && row.tie_breaks == below.tie_breaks;
                    prop_assert!(!ties || same);
                    // Without head to head, which may divide those with one value, equal values are a tie.
                    let has_head_to_head = stage.rules.tie_breaks.contains(&TieBreak::HeadToHead);
                    prop_assert!(has_head_to_head || ties == same);
                }
            }
        }
    }

    #[test]
    fn the_columns_add_up(stage in stages()) {
        let rows = stage.table();
        let system = stage.rules.points;
        for row in &rows {
            let parts = [(row.won, system.win), (row.drawn, system.draw), (row.lost, system.loss), (row.byes, system.bye)];
            let sum: i64 = parts.map(|(count, points)| i64::from(count) * points.hundredths()).iter().sum();
            prop_assert_eq!(row.points.hundredths(), sum);
            prop_assert_eq!(row.total, row.points + row.adjustments);
            prop_assert_eq!(row.played, row.won + row.drawn + row.lost);
        }
        let sum = |column: fn(&TableRow) -> u32| rows.iter().map(column).sum::<u32>();
        prop_assert_eq!(sum(|row| row.won), sum(|row| row.lost));
        prop_assert_eq!(sum(|row| row.drawn) % 2, 0);
        prop_assert_eq!(sum(|row| row.games_won), sum(|row| row.games_lost));
    }

    #[test]
    fn as_many_advance_as_there_are_places(stage in stages()) {
        for group in stage.table().chunk_by(|a, b| a.group == b.group) {
            let stays: Vec<_> = group.iter().filter(|row| !row.withdrawn).collect();
            let advance = usize::try_from(stage.rules.advance).unwrap().min(stays.len());
            prop_assert_eq!(group.iter().filter(|row| row.advances).count(), advance);
            prop_assert!(stays[..advance].iter().all(|row| row.advances));
        }
    }

    #[test]
    fn a_cut_is_the_table_of_what_it_leaves(stage in stages(), round in 0..6_u16, group in 1..3_u16) {
        let cut = TableCut { after_round: Some(Round(round)), group: None };
        let mut earlier = stage.clone();
        earlier.results.retain(|result| result.round <= Some(Round(round)));
        prop_assert_eq!(stage.cut(cut), earlier.table());
        let mut rows = stage.table();
        rows.retain(|row| row.group == Some(Group(group)));
        prop_assert_eq!(stage.cut(TableCut { after_round: None, group: Some(Group(group)) }), rows);
    }

    #[test]
    fn a_result_never_changes_the_head_to_head_of_others(mut stage in stages(), result in results(8)) {
        stage.rules.tie_breaks = vec![TieBreak::HeadToHead];
        for participant in &mut stage.participants {
            participant.group = None;
        }
        let before = tied(&stage.table());
        stage.results.push(result);
        let after = tied(&stage.table());
        let concerned = |sides: &[Side]| match result.encounter {
            Encounter::Series { sides: both, .. } => both.iter().all(|side| sides.contains(side)),
            Encounter::Bye(_) => false,
        };
        // The same sides tie before and after: their order and values stay, unless both of the series are among them.
        for (sides, rows) in before.iter().filter(|(sides, _)| !concerned(sides)) {
            if let Some(now) = after.get(sides) {
                let kept = |rows: &[TableRow]| {
                    rows.iter().map(|row| (row.side, row.tie_breaks.clone(), row.tied_with.clone())).collect::<Vec<_>>()
                };
                prop_assert_eq!(kept(rows), kept(now));
            }
        }
    }
}
