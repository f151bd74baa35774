//! Tie-breaks from the opponents' results where every round was played.

use domain::stages::table::TieBreak::{self, Buchholz, BuchholzCut1, OpponentsWinRate, SonnebornBerger};

use crate::fixture::{Stage, all_meet, order, swiss, values};

/// Three rounds of four. Points: side 1 has 2.5 (beat 4 and 2, drew with 3), side 2 has 2 (beat 3 and 4), side 3 has
/// 1.5 (beat 4, drew with 1), side 4 has 0.
fn played(tie_break: TieBreak) -> Stage {
    swiss(4, &[tie_break]).won(1, 1, 4).won(1, 2, 3).won(2, 1, 2).won(2, 3, 4).drawn(3, 1, 3).won(3, 2, 4)
}

#[test]
fn buchholz_adds_up_the_opponents_points() {
    // 1: 0 + 2 + 1.5. 2: 1.5 + 2.5 + 0. 3: 2 + 0 + 2.5. 4: 2.5 + 1.5 + 2.
    assert_eq!(values(&played(Buchholz).table()), [3.5, 4.0, 4.5, 6.0].map(Some));
}

#[test]
fn buchholz_cut_1_leaves_out_the_least() {
    // 1 to 3 leave out side 4 with 0. 4: 2.5 + 2, without the 1.5 of side 3.
    assert_eq!(values(&played(BuchholzCut1).table()), [3.5, 4.0, 4.5, 4.5].map(Some));
}

#[test]
fn sonneborn_berger_weighs_opponents_by_the_result() {
    // 1: 0 * 1 + 2 * 1 + 1.5 * 0.5 = 2.75. 2: 1.5 * 1 + 2.5 * 0 + 0 * 1 = 1.5. 3: 2 * 0 + 0 * 1 + 2.5 * 0.5 = 1.25.
    assert_eq!(values(&played(SonnebornBerger).table()), [2.75, 1.5, 1.25, 0.0].map(Some));
}

#[test]
fn sonneborn_berger_is_exact_with_any_points() {
    // A win gives 1.25, a draw 0.35: 1 has 2.85 (two wins, a draw), 2 has 2.5, 3 has 1.6, 4 has 0.
    // 1: 0 * 1.25 + 2.5 * 1.25 + 1.6 * 0.35 = 3.125 + 0.56 = 3.685. 2: 1.6 * 1.25 = 2. 3: 2.85 * 0.35 = 0.9975.
    let rows = played(SonnebornBerger).giving(125, 35, 0, 100).table();
    assert_eq!(values(&rows), [3.685, 2.0, 0.9975, 0.0].map(Some));
}

#[test]
fn opponents_win_rate_is_their_average_share_of_wins() {
    // Shares: 1 has 2.5 of 3 = 0.833333, 2 has 2 of 3 = 0.666667, 3 has 1.5 of 3 = 0.5, 4 has 0.
    // 1: (0 + 0.666667 + 0.5) / 3 = 0.388889. 2: (0.5 + 0.833333 + 0) / 3 = 0.444444.
    // 3: (0.666667 + 0 + 0.833333) / 3 = 0.5. 4: (0.833333 + 0.5 + 0.666667) / 3 = 0.666667.
    assert_eq!(values(&played(OpponentsWinRate).table()), [0.388_889, 0.444_444, 0.5, 0.666_667].map(Some));
}

#[test]
fn opponents_win_rate_leaves_out_walkovers_and_byes() {
    // 1 beat 2; 2 had a walkover against 3, and a bye. So 2 has 0 of 1, and 1 has 1 of 1. 3 met nobody.
    let rows = swiss(3, &[OpponentsWinRate]).won(1, 1, 2).walkover(2, 2, 3).bye(3, 2).table();
    assert_eq!(values(&rows), [0.0, 1.0, 0.0].map(Some));
}

#[test]
fn opponents_decide_between_equal_points() {
    // 1 and 2 have 1 point: 1 beat 3 (0 points), and 2 beat 4 (0.5, by a draw with 5).
    let rows = all_meet(5, &[Buchholz]).won(1, 1, 3).won(1, 2, 4).drawn(2, 4, 5).table();
    assert_eq!(order(&rows)[..2], [2, 1]);
}
