//! The columns of a table, its cuts, and who advances.

use domain::stages::{
    points::Points,
    side::{Group, Round},
    table::{TableCut, TieBreak},
};

use crate::fixture::{all_meet, order, row, swiss, values};

#[test]
fn every_result_has_its_column() {
    // Side 1: won (2-0), drew (1-1), had a walkover (0-0), had a bye: 3 + 1 + 3 + 2 = 9 points, games 3-1.
    // Side 2: lost (0-2): half a point. Side 3: drew: 1 point. Side 4: lost by walkover: half a point.
    let stage = swiss(4, &[]).giving(300, 100, 50, 200);
    let rows = stage.won(1, 1, 2).drawn(2, 3, 1).walkover(3, 1, 4).bye(4, 1).table();
    let columns = |number| {
        let row = row(&rows, number);
        let series = [row.played, row.won, row.drawn, row.lost, row.byes, row.games_won, row.games_lost];
        (row.rank, series, row.points.hundredths())
    };
    assert_eq!(columns(1), (1, [3, 2, 1, 0, 1, 3, 1], 900));
    assert_eq!(columns(2), (3, [1, 0, 0, 1, 0, 0, 2], 50));
    assert_eq!(columns(3), (2, [1, 0, 1, 0, 0, 1, 1], 100));
    assert_eq!(columns(4), (4, [1, 0, 0, 1, 0, 0, 0], 50));
}

#[test]
fn a_series_counts_once_it_is_decided() {
    let rows = swiss(2, &[TieBreak::GamesWon]).undecided(1, 2, 1).table();
    assert_eq!(order(&rows), [1, 2]);
    assert!(rows.iter().all(|row| row.played == 0 && row.points == Points::ZERO && row.games_won == 0));
}

#[test]
fn adjustments_add_up_and_decide_the_order() {
    // Side 1 won, and lost 1.25 points: 1 - 0.5 - 0.75 = -0.25. Side 2 has 0, and side 3 was given 0.01.
    let rows = swiss(3, &[]).won(1, 1, 2).adjusted(1, -50).adjusted(1, -75).adjusted(3, 1).table();
    assert_eq!(order(&rows), [3, 2, 1]);
    let first = row(&rows, 1);
    assert_eq!([first.points, first.adjustments, first.total].map(Points::hundredths), [100, -125, -25]);
}

#[test]
fn games_decide_between_equal_points() {
    // Both have one win and one loss. Side 1: games 2-0 and 0-2, difference 0. Side 2: 2-1 (against 3) and 0-2: 2-3.
    // Side 3: 1-2 and 2-0: 3-2.
    let played = |tie_break| all_meet(3, &[tie_break]).won(1, 1, 2).lost(2, 3, 2, [1, 2]).won(3, 3, 1);
    let rows = played(TieBreak::GameDifference).table();
    assert_eq!(order(&rows), [3, 1, 2]);
    assert_eq!(values(&rows), [Some(0.0), Some(-1.0), Some(1.0)]);
    // Games won: 2, 2, 3.
    let rows = played(TieBreak::GamesWon).table();
    assert_eq!(order(&rows), [3, 1, 2]);
    assert_eq!(values(&rows), [Some(2.0), Some(2.0), Some(3.0)]);
}

#[test]
fn wins_decide_between_equal_points() {
    // Side 1 drew twice: 1 point, no win. Side 2 drew and had a walkover: 1.5. Side 3 drew, and lost by walkover: 0.5.
    // Side 4 had a bye: 1 point, which is no win. Side 5 won once: 1 point.
    let stage = swiss(6, &[TieBreak::Wins]).drawn(1, 1, 2).drawn(2, 1, 3).walkover(3, 2, 3).bye(1, 4).won(1, 5, 6);
    let rows = stage.table();
    assert_eq!(order(&rows), [2, 5, 1, 4, 3, 6]);
    assert_eq!(values(&rows), [0.0, 1.0, 0.0, 0.0, 1.0, 0.0].map(Some));
}

#[test]
fn a_table_after_a_round_knows_nothing_of_later_ones() {
    let stage = all_meet(3, &[]).won(1, 2, 3).won(2, 1, 2).won(3, 3, 1);
    let after = |round| order(&stage.cut(TableCut { after_round: Some(Round(round)), group: None }));
    assert_eq!(after(0), [1, 2, 3]);
    assert_eq!(after(1), [2, 1, 3]);
    assert_eq!(after(2), [1, 2, 3]);
}

#[test]
fn groups_are_ranked_and_advance_by_themselves() {
    let stage = all_meet(6, &[]).in_group(1, &[1, 4, 5]).in_group(2, &[2, 3, 6]).advancing(2);
    let stage = stage.won(1, 4, 5).won(1, 6, 3).won(2, 6, 2).withdraws(4);
    let rows = stage.table();
    assert_eq!(order(&rows), [4, 1, 5, 6, 2, 3]);
    assert_eq!(rows.iter().map(|row| row.rank).collect::<Vec<_>>(), [1, 2, 3, 1, 2, 3]);
    // Side 4 leads its group but withdrew: the next two advance.
    assert_eq!(rows.iter().map(|row| row.advances).collect::<Vec<_>>(), [false, true, true, true, true, false]);
    let second = stage.cut(TableCut { after_round: None, group: Some(Group(2)) });
    assert_eq!(second, rows[3..]);
}
