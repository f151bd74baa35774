//! Rounds whose pairings are worked out by hand.

use domain::stages::{
    points::Points,
    side::Round,
    swiss::{
        HalfPairing::{self, Fold, Slide},
        SwissRound, pair_round,
    },
};

use crate::fixture::{Stage, number, side, swiss};

fn round(stage: &Stage, half_pairing: HalfPairing) -> SwissRound {
    pair_round(&stage.table(), &stage.results, half_pairing)
}

fn pairs(round: &SwissRound) -> Vec<[i64; 2]> {
    round.pairings.iter().map(|pairing| pairing.sides.map(number)).collect()
}

fn bye(round: &SwissRound) -> Option<i64> {
    round.bye.as_ref().map(|bye| number(bye.side))
}

fn reasons(round: &SwissRound) -> Vec<&str> {
    round.pairings.iter().map(|pairing| pairing.reason.as_str()).collect()
}

#[test]
fn the_upper_half_meets_the_lower_half() {
    let stage = swiss(8, &[]);
    assert_eq!(pairs(&round(&stage, Slide)), [[1, 5], [2, 6], [3, 7], [4, 8]]);
    assert_eq!(pairs(&round(&stage, Fold)), [[1, 8], [2, 7], [3, 6], [4, 5]]);
    assert_eq!(bye(&round(&stage, Fold)), None);
}

#[test]
fn the_lowest_of_an_odd_number_has_the_bye() {
    let proposed = round(&swiss(5, &[]), Slide);
    assert_eq!(pairs(&proposed), [[1, 3], [2, 4]]);
    let bye = proposed.bye.unwrap();
    assert_eq!((bye.side, bye.rank, bye.points, bye.earlier_byes), (side(5), 5, Points::ZERO, 0));
    assert_eq!(bye.reason, "the lowest, with 0 points; no bye before");
}

#[test]
fn nobody_and_one_need_no_pairing() {
    assert_eq!(round(&swiss(0, &[]), Slide), SwissRound { pairings: vec![], bye: None });
    assert_eq!(bye(&round(&swiss(1, &[]), Slide)), Some(1));
}

#[test]
fn equal_points_meet() {
    // 1 to 4 won: 1 and 3, 2 and 4 of them; then of the losers 5 and 7, 6 and 8.
    let stage = swiss(8, &[]).won(1, 1, 5).won(1, 2, 6).won(1, 3, 7).won(1, 4, 8);
    let proposed = round(&stage, Slide);
    assert_eq!(pairs(&proposed), [[1, 3], [2, 4], [5, 7], [6, 8]]);
    assert_eq!(reasons(&proposed)[0], "both have 1 point; have not met");
    assert_eq!(reasons(&proposed)[3], "both have 0 points; have not met");
}

#[test]
fn the_last_of_an_odd_score_group_meets_the_first_of_the_next() {
    // 1, 2 and 3 have 1 point; 4 and 5 drew; 6, 7 and 8 have 0. Of the first group the last, 3, meets 4, and 5 meets 6:
    // 2 * 0.5² = 0.5, the least possible.
    let stage = swiss(8, &[]).won(1, 1, 6).won(1, 2, 7).won(1, 3, 8).drawn(1, 4, 5);
    let proposed = round(&stage, Slide);
    assert_eq!(pairs(&proposed), [[1, 2], [3, 4], [5, 6], [7, 8]]);
    assert_eq!(reasons(&proposed)[1], "1 and 0.5 points; have not met");
}

#[test]
fn two_small_differences_are_better_than_a_large_one() {
    // 1 has 2 points, 2 and 3 have 1, 4 has 0, and nobody has met. With 2 against 3, 1 would meet 4: 2² + 0 = 4. The
    // other way it is 1² + 1² = 2.
    let stage = swiss(4, &[]).adjusted(1, 200).adjusted(2, 100).adjusted(3, 100);
    assert_eq!(pairs(&round(&stage, Slide)), [[1, 2], [3, 4]]);
}

#[test]
fn a_rematch_is_avoided_at_any_difference_of_points() {
    // 1 and 2 have 2 points and have met, 3 and 4 have 0 and have met.
    let stage = swiss(4, &[]).won(1, 1, 2).won(1, 3, 4).adjusted(1, 100).adjusted(2, 200).adjusted(3, -100);
    let proposed = round(&stage, Slide);
    assert_eq!(pairs(&proposed), [[1, 3], [2, 4]]);
    assert_eq!(reasons(&proposed), ["2 and 0 points; have not met"; 2]);
}

#[test]
fn an_unavoidable_rematch_says_so() {
    let stage = swiss(2, &[]).won(1, 2, 1);
    let proposed = round(&stage, Slide);
    let pairing = &proposed.pairings[0];
    assert_eq!(pairs(&proposed), [[2, 1]]);
    assert_eq!((pairing.meetings, pairing.met_in.as_slice()), (1, &[Round(1)][..]));
    assert_eq!((pairing.ranks, pairing.points.map(Points::hundredths)), ([1, 2], [100, 0]));
    assert_eq!(pairing.reason, "1 and 0 points; met in round 1, no pairing with fewer rematches is possible");
    let proposed = round(&stage.drawn(3, 1, 2).drawn(2, 1, 2), Slide);
    assert_eq!(
        reasons(&proposed),
        ["2 and 1 points; met in rounds 1, 2 and 3, no pairing with fewer rematches is possible"]
    );
}

#[test]
fn who_has_met_more_often_is_avoided_first() {
    // All four have met; 1 and 3, and 2 and 4, whom slide would pair, twice.
    let stage = swiss(4, &[]).drawn(1, 1, 2).drawn(1, 3, 4).drawn(2, 1, 3).drawn(2, 2, 4).drawn(3, 1, 4);
    let stage = stage.drawn(3, 2, 3).drawn(4, 1, 3).drawn(4, 2, 4);
    assert_eq!(pairs(&round(&stage, Fold)), [[1, 4], [2, 3]]);
    assert_eq!(pairs(&round(&stage, Slide)), [[1, 4], [2, 3]]);
}

#[test]
fn a_bye_is_not_repeated() {
    // 5 had the bye, for which this stage gives nothing, and is the last of 2, 4 and 5, who have no points. 4 is next.
    let stage = swiss(5, &[]).giving(100, 50, 0, 0).won(1, 1, 2).won(1, 3, 4).bye(1, 5);
    let proposed = round(&stage, Slide);
    assert_eq!((pairs(&proposed), bye(&proposed)), (vec![[1, 3], [2, 5]], Some(4)));
    let bye = proposed.bye.unwrap();
    assert_eq!((bye.earlier_byes, bye.ranked_below, bye.ranked_below_with_byes), (0, 1, 1));
    assert_eq!(bye.reason, "the lowest but for 1 with more byes, with 0 points; no bye before");
}

#[test]
fn a_rematch_is_worse_than_a_second_bye() {
    // 1 and 2 met, and 2 and 3: only the bye of 2, who leads and had one, avoids a rematch.
    let stage = swiss(3, &[]).won(1, 1, 2).drawn(2, 2, 3).bye(3, 2);
    let proposed = round(&stage, Slide);
    assert_eq!((pairs(&proposed), bye(&proposed)), (vec![[1, 3]], Some(2)));
    let bye = proposed.bye.unwrap();
    assert_eq!((bye.earlier_byes, bye.ranked_below, bye.ranked_below_with_byes), (1, 2, 0));
    assert_eq!(
        bye.reason,
        "2 ranked below cannot sit out without more rematches, with 1.5 points; one bye before, and nobody with fewer \
         can sit out without more rematches"
    );
}

#[test]
fn who_withdrew_is_not_paired_and_who_comes_late_is() {
    // 5 came for round 2, with no points.
    let stage = swiss(5, &[]).won(1, 1, 3).won(1, 2, 4).withdraws(3);
    assert_eq!(pairs(&round(&stage, Slide)), [[1, 2], [4, 5]]);
}

#[test]
fn sides_of_a_walkover_have_not_met() {
    let stage = swiss(2, &[]).walkover(1, 1, 2);
    assert_eq!(reasons(&round(&stage, Slide)), ["1 and 0 points; have not met"]);
    let stage = swiss(2, &[]).undecided(1, 1, 2);
    assert_eq!(round(&stage, Slide).pairings[0].meetings, 1);
}

#[test]
fn huge_differences_of_points_do_not_overflow() {
    let stage = (1..=64).fold(swiss(64, &[]), |stage, number| stage.adjusted(number, (number % 7) << 50));
    let proposed = round(&stage, Slide);
    assert_eq!(proposed.pairings.len(), 32);
    // Equal points still meet, but for the one left of an odd group.
    let unequal = proposed.pairings.iter().filter(|pairing| pairing.points[0] != pairing.points[1]).count();
    assert!(unequal <= 6, "{unequal}");
}
