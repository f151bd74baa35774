//! Outlooks of a group before its last round, written by hand.

use super::*;
use crate::{
    id::{EntryId, StageId},
    series::Admits,
    stages::{
        points::PointSystem,
        round_robin::Legs,
        settings::{SideKind, StageSettings, Visibility},
        side::Participant,
        swiss::HalfPairing,
        table::{StageFormat, TieBreak},
    },
};

fn side(id: i64) -> Side {
    Side::Entry(EntryId(id))
}

fn series(id: i64, round: u16, sides: [i64; 2], ended: Option<[u32; 2]>) -> StageSeries {
    let outcome = match ended {
        None => SeriesOutcome::Undecided,
        Some([a, b]) if a > b => SeriesOutcome::Won(Winner::First),
        Some(_) => SeriesOutcome::Won(Winner::Second),
    };
    StageSeries {
        id: SeriesId(id),
        round: Some(Round(round)),
        sides: sides.map(side),
        format: SeriesFormat::BestOf(3),
        status: if ended.is_some() { SeriesStatus::Completed } else { SeriesStatus::Scheduled },
        games: ended.unwrap_or_default(),
        outcome,
        decided_at: None,
        has_games: ended.is_some(),
    }
}

/// Four sides of one group, of which two advance: the first has won twice, the others meet in the last round.
fn stage() -> Stage {
    Stage {
        id: StageId(1),
        settings: StageSettings {
            name: "Groups".to_owned(),
            format: StageFormat::RoundRobin,
            sides: SideKind::Entries,
            legs: Legs::try_from(1).unwrap(),
            rounds: None,
            half_pairing: HalfPairing::ALL[0],
            series_format: SeriesFormat::BestOf(3),
            admits: Admits::Any,
            points: PointSystem::default(),
            tie_breaks: vec![TieBreak::HeadToHead, TieBreak::GameDifference],
            advance: 2,
            visibility: Visibility::Public,
        },
        started_at: Timestamp::from_unix_seconds(0),
        participants: (1..=4)
            .map(|seed| Participant { side: side(seed.into()), seed, group: Some(Group(1)), withdrawn: false })
            .collect(),
        rounds: Vec::new(),
        adjustments: Vec::new(),
        ties: Vec::new(),
        series: vec![
            series(1, 1, [1, 4], Some([2, 0])),
            series(2, 1, [2, 3], Some([2, 0])),
            series(3, 2, [1, 3], Some([2, 0])),
            series(4, 2, [4, 2], Some([2, 1])),
            series(5, 3, [1, 2], None),
            series(6, 3, [3, 4], None),
        ],
    }
}

#[test]
fn every_end_says_who_advances_by_the_table_with_that_result() {
    let stage = stage();
    let outlooks = outlooks(&stage, |_| None);
    for outlook in &outlooks {
        for end in &outlook.ends {
            for score in &end.scores {
                let mut then = stage.clone();
                let ended = then.series.iter_mut().find(|series| series.id == outlook.series).unwrap();
                *ended = series(ended.id.0, 3, ended.sides.map(Side::id), Some(score.map(u32::from)));
                let rows = then.table(TableCut::default(), None);
                let advance: Vec<_> = rows.iter().filter(|row| row.advances).map(|row| row.side).collect();
                assert_eq!(end.advance, advance, "{outlook:?} {score:?}");
            }
        }
    }
    // As the table stands, 1 and 4 advance: 4 has beaten 2.
    let ids: Vec<_> = outlooks.iter().map(|outlook| outlook.series.0).collect();
    assert_eq!(ids, [5, 6]);
    let [win, loss] = &outlooks[0].ends[..] else { panic!("{outlooks:?}") };
    assert_eq!((win.winner, &win.scores[..], win.is_any), (Some(Winner::First), &[[2, 0], [2, 1]][..], true));
    assert_eq!((&win.rise[..], &win.fall[..]), (&[][..], &[][..]));
    assert_eq!((loss.winner, &loss.rise[..], &loss.fall[..]), (Some(Winner::Second), &[side(2)][..], &[side(4)][..]));
}

#[test]
fn scores_that_differ_in_the_order_of_those_who_advance_are_one_end() {
    // 1 and 3 advance whichever way 3 beats 4; with 2:0 its difference in games is the higher one.
    let mut stage = stage();
    stage.settings.tie_breaks = vec![TieBreak::GameDifference];
    stage.series = vec![
        series(1, 1, [1, 4], Some([2, 1])),
        series(2, 1, [2, 3], Some([2, 0])),
        series(3, 2, [1, 3], Some([0, 2])),
        series(4, 2, [4, 2], Some([2, 0])),
        series(5, 3, [1, 2], Some([2, 0])),
        series(6, 3, [3, 4], None),
    ];
    let orders: Vec<_> = [[2, 0], [2, 1]]
        .map(|score| {
            stage.series[5] = series(6, 3, [3, 4], Some(score));
            let rows = stage.table(TableCut::default(), None);
            rows.iter().filter(|row| row.advances).map(|row| row.side.id()).collect::<Vec<_>>()
        })
        .into();
    assert_eq!(orders, [[3, 1], [1, 3]]);
    stage.series[5] = series(6, 3, [3, 4], None);
    let outlooks = outlooks(&stage, |_| None);
    let won: Vec<_> = outlooks[0].ends.iter().filter(|end| end.winner == Some(Winner::First)).collect();
    assert_eq!(won.len(), 1, "{outlooks:?}");
    assert!(won[0].is_any);
}

#[test]
fn a_series_ends_by_its_own_format() {
    let mut stage = stage();
    stage.series[4].format = SeriesFormat::BestOf(5);
    let outlooks = outlooks(&stage, |_| None);
    let scores: Vec<_> = outlooks[0].ends.iter().map(|end| &end.scores[..]).collect();
    assert_eq!(scores, [[[3, 0], [3, 1], [3, 2]], [[2, 3], [1, 3], [0, 3]]]);
}

#[test]
fn one_long_series_leaves_room_for_short_ones() {
    let mut stage = stage();
    let open = [(1, [1, 3]), (2, [1, 4]), (3, [2, 3]), (4, [2, 4])];
    stage.series = open.map(|(id, sides)| StageSeries { round: None, ..series(id, 1, sides, None) }).into();
    stage.series[0].format = SeriesFormat::BestOf(9);
    let ids: Vec<_> = outlooks(&stage, |_| None).iter().map(|outlook| outlook.series.0).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    stage.series.iter_mut().for_each(|series| series.format = SeriesFormat::BestOf(9));
    assert_eq!(outlooks(&stage, |_| None).len(), 2, "ten scores each");
}

#[test]
fn what_decides_nothing_is_left_out() {
    let none = |change: fn(&mut Stage)| {
        let mut stage = stage();
        change(&mut stage);
        outlooks(&stage, |id| Timestamp::from_unix_seconds(100 - id.0))
    };
    assert_eq!(none(|stage| stage.settings.advance = 0), []);
    assert_eq!(none(|stage| stage.settings.advance = 4), []);
    assert_eq!(none(|stage| stage.started_at = None), []);
    let ids = |outlooks: Vec<Outlook>| outlooks.iter().map(|outlook| outlook.series.0).collect::<Vec<_>>();
    assert_eq!(ids(none(|_| ())), [6, 5], "by schedule");
    assert_eq!(ids(none(|stage| stage.series[4].status = SeriesStatus::Live)), [5, 6], "the running one first");
}

#[test]
fn only_scores_that_can_still_be_reached_count() {
    let of = |format, games| scores(format, games);
    assert_eq!(of(SeriesFormat::BestOf(3), [0, 0]), [[2, 0], [2, 1], [1, 2], [0, 2]]);
    assert_eq!(of(SeriesFormat::BestOf(3), [1, 0]), [[2, 0], [2, 1], [1, 2]]);
    assert_eq!(of(SeriesFormat::BestOf(1), [0, 0]), [[1, 0], [0, 1]]);
    assert_eq!(of(SeriesFormat::PlayAll(2), [0, 1]), [[1, 1], [0, 2]]);
}
