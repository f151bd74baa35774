//! Head to head: a table of the tied alone, applied again to those that still tie.

use domain::stages::table::TieBreak::{GameDifference, HeadToHead};

use crate::fixture::{all_meet, order, tied_with, values};

#[test]
fn of_two_the_winner_of_their_series_is_first() {
    // Sides 1 and 2 have 1 point: 2 beat 1, who beat 3, who beat 2. Side 3 has 1 as well, and 1.5 with a draw against
    // 4.
    let rows = all_meet(4, &[HeadToHead]).won(1, 2, 1).won(2, 1, 3).won(3, 3, 2).drawn(3, 3, 4).table();
    assert_eq!(order(&rows), [3, 2, 1, 4]);
    // Side 3 and side 4 tie with nobody, so that it was not applied to them.
    assert_eq!(values(&rows), [Some(0.0), Some(1.0), None, None]);
}

#[test]
fn two_series_between_two_add_up() {
    // In two legs side 2 beat side 1 and drew: 1.5 to 0.5. Side 1 has 1.5 with a win against side 3.
    let rows = all_meet(3, &[HeadToHead]).won(1, 2, 1).drawn(2, 1, 2).won(3, 1, 3).table();
    assert_eq!(order(&rows), [2, 1, 3]);
    assert_eq!(values(&rows), [Some(0.5), Some(1.5), None]);
}

#[test]
fn a_circle_of_three_is_not_divided() {
    // 1 beat 2, 2 beat 3, 3 beat 1, and all beat 4: 2 points each, and 1 each in the table of the three.
    let circle = |tie_breaks: &[_]| {
        let stage = all_meet(4, tie_breaks).won(1, 2, 3).won(2, 1, 2).lost(3, 1, 3, [1, 2]);
        stage.won(1, 1, 4).won(2, 3, 4).won(3, 2, 4)
    };
    let rows = circle(&[HeadToHead]).table();
    assert_eq!(order(&rows), [1, 2, 3, 4]);
    assert_eq!(values(&rows), [Some(1.0), Some(1.0), Some(1.0), None]);
    assert_eq!(tied_with(&rows, 2), [1, 3]);
    // Games: 1 has 2-0, 1-2, 2-0: +3. 2 has 2-0, 0-2, 2-0: +2. 3 has 0-2, 2-1, 2-0: +1.
    let rows = circle(&[HeadToHead, GameDifference]).table();
    assert_eq!(order(&rows), [1, 2, 3, 4]);
    assert_eq!(tied_with(&rows, 2), [0_i64; 0]);
}

#[test]
fn it_is_applied_again_to_those_that_still_tie() {
    // Among the four: 4 beat 3 and 2, 3 beat 2 and 1, 2 beat 1, 1 beat 4. So 4 and 3 have 2 points, 2 and 1 have 1.
    // With wins of 2 and 1 against 5 all have 2. Applied again, 4 beat 3 and 2 beat 1; seeds alone would say
    // 3, 4, 1, 2.
    let stage = all_meet(5, &[HeadToHead]).won(1, 4, 3).won(2, 4, 2).won(3, 3, 2).won(4, 3, 1).won(5, 2, 1);
    let rows = stage.won(1, 1, 4).won(3, 2, 5).won(4, 1, 5).table();
    assert_eq!(order(&rows), [4, 3, 2, 1, 5]);
    assert_eq!(values(&rows), [Some(1.0), Some(1.0), Some(2.0), Some(2.0), None]);
    assert_eq!(tied_with(&rows, 4), [0_i64; 0]);
}

#[test]
fn those_who_did_not_meet_stay_tied() {
    let rows = all_meet(4, &[HeadToHead]).won(1, 1, 3).won(1, 2, 4).table();
    assert_eq!(order(&rows), [1, 2, 3, 4]);
    assert_eq!([1, 2, 3, 4].map(|number| tied_with(&rows, number)), [[2], [1], [4], [3]]);
}

#[test]
fn a_walkover_counts_as_won() {
    // Both have 1 point: 2 by the walkover against 1, and 1 by beating 3.
    let rows = all_meet(3, &[HeadToHead]).walkover(1, 2, 1).won(2, 1, 3).table();
    assert_eq!(order(&rows), [2, 1, 3]);
}
