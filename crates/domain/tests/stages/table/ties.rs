//! What decides when points and tie-breaks do not: the host's order, then seeds.

use domain::stages::table::{TieBreak, may_be_ordered};

use crate::fixture::{order, side, swiss, tied_with, values};

#[test]
fn seeds_decide_at_last() {
    let rows = swiss(3, &[]).table();
    assert_eq!(order(&rows), [1, 2, 3]);
    assert_eq!(rows.iter().map(|row| row.rank).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(tied_with(&rows, 2), [1, 3]);
}

#[test]
fn seeds_as_a_tie_break_leave_no_ties() {
    let rows = swiss(3, &[TieBreak::Seed]).ordered(&[3, 2, 1]).table();
    assert_eq!(order(&rows), [1, 2, 3]);
    assert_eq!(values(&rows), [1.0, 2.0, 3.0].map(Some));
    assert!(rows.iter().all(|row| row.tied_with.is_empty()));
}

#[test]
fn the_host_orders_those_who_tie_and_nobody_else() {
    // Sides 1 and 2 have 1 point, sides 3, 4 and 5 have 0. The order of 3 and 1 is that of their points.
    let stage = swiss(5, &[]).won(1, 1, 3).won(1, 2, 4).ordered(&[5, 3, 2, 1]);
    let rows = stage.table();
    // Side 4, of whom the host said nothing, is behind.
    assert_eq!(order(&rows), [2, 1, 5, 3, 4]);
    assert_eq!(tied_with(&rows, 3), [5, 4]);
}

#[test]
fn only_sides_that_tie_may_be_ordered() {
    let rows = swiss(5, &[]).won(1, 1, 3).won(1, 2, 4).table();
    let may = |numbers: &[i64]| may_be_ordered(&rows, &numbers.iter().map(|number| side(*number)).collect::<Vec<_>>());
    for tied in [&[2, 1][..], &[5, 3], &[5, 3, 4]] {
        assert!(may(tied), "{tied:?}");
    }
    for not in [&[][..], &[1], &[1, 3], &[3, 3], &[3, 4, 3], &[3, 4, 4], &[3, 9], &[9, 3]] {
        assert!(!may(not), "{not:?}");
    }
}
