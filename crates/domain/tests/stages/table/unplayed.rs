//! Unplayed rounds in tie-breaks: FIDE Handbook C.07, articles 15 and 16, in the edition of March 2026.

use domain::stages::table::{
    StageFormat,
    TieBreak::{self, Buchholz, BuchholzCut1, SonnebornBerger},
};

use crate::fixture::{Stage, row, swiss, values};

/// Three rounds of five. Side 2 loses round 2 by walkover and is not there in round 3.
///
/// Points: 1 has 3. 2 has 0. 3 has 1.5 (beat 4, lost to 1, drew with 4). 4 has 1.5 (lost, a bye, a draw). 5 has 2 (a
/// bye, a walkover, a loss). For their opponents (16.3), 2 counts 0.5: the last round, which it missed, counts as a
/// draw.
fn played(tie_break: TieBreak) -> Stage {
    let stage = swiss(5, &[tie_break]).won(1, 1, 2).won(1, 3, 4).bye(1, 5);
    let stage = stage.won(2, 1, 3).walkover(2, 5, 2).bye(2, 4);
    stage.won(3, 1, 5).drawn(3, 3, 4).withdraws(2)
}

#[test]
fn an_unplayed_round_counts_as_one_against_a_dummy() {
    // 1: 0.5 (side 2) + 1.5 + 2 = 4.
    // 2: 3 (side 1) + the lost walkover min(0, 2) + the missed round min(0, 1.5) = 3.
    // 3: 1.5 + 3 + 1.5 = 6.
    // 4: 1.5 + the bye min(1.5, three draws = 1.5) + 1.5 = 4.5.
    // 5: the bye min(2, 1.5) + the walkover min(2, 0.5) + 3 = 5.
    assert_eq!(values(&played(Buchholz).table()), [4.0, 3.0, 6.0, 4.5, 5.0].map(Some));
}

#[test]
fn a_cut_takes_the_least() {
    // 1: without 0.5. 2: without a 0. 3: without 1.5. 4: without 1.5. 5: without the walkover, which it won.
    assert_eq!(values(&played(BuchholzCut1).table()), [3.5, 3.0, 4.5, 3.0, 4.5].map(Some));
}

#[test]
fn a_cut_takes_voluntary_unplayed_rounds_first() {
    // Side 1 has 1 point. It beat 4, who has 0, and lost to 2 (2 points) by walkover, which counts min(1, 2) = 1 and is
    // cut although it is not the least (16.5).
    let stage = |tie_break| swiss(4, &[tie_break]).won(1, 1, 4).won(1, 2, 3).walkover(2, 2, 1).won(2, 3, 4);
    assert_eq!(values(&stage(Buchholz).table())[0], Some(1.0));
    assert_eq!(values(&stage(BuchholzCut1).table())[0], Some(0.0));
}

#[test]
fn sonneborn_berger_gives_dummies_the_points_of_the_round() {
    // 1: 0.5 + 1.5 + 2 = 4. 2: 0. 3: 1.5 * 1 + 3 * 0 + 1.5 * 0.5 = 2.25. 4: 0 + 1.5 * 1 + 1.5 * 0.5 = 2.25.
    // 5: 1.5 * 1 + 0.5 * 1 + 3 * 0 = 2.
    assert_eq!(values(&played(SonnebornBerger).table()), [4.0, 0.0, 2.25, 2.25, 2.0].map(Some));
}

#[test]
fn rounds_missed_before_playing_again_count_as_they_are() {
    // Side 3 missed round 1, beat 1 in round 2, and missed round 3. For side 1 it counts 0 + 1 + 0.5 = 1.5.
    let stage = swiss(4, &[Buchholz]).won(1, 1, 2).won(2, 3, 1).won(3, 1, 2);
    let rows = stage.table();
    // 1: 0 (side 2, whose missed round 2 was followed by a played one) + 1.5 + 0 = 1.5.
    assert_eq!(values(&rows)[0], Some(1.5));
    // 3: two missed rounds at min(1, 1.5), and side 1 with 2.
    assert_eq!(values(&rows)[2], Some(4.0));
    // 4: three missed rounds at its own 0 points.
    assert_eq!(values(&rows)[3], Some(0.0));
}

#[test]
fn a_running_series_counts_for_nothing_yet() {
    // All missed round 2, and side 2 is playing again: the round that it missed is not the end of its play.
    let stage = swiss(4, &[Buchholz]).won(1, 1, 2).undecided(3, 2, 3).undecided(3, 1, 4);
    // 1: side 2 with 0, and round 2 at min(1, 1.5). 2: side 1 with 1, and round 2 at 0. 3 and 4 have no points.
    assert_eq!(values(&stage.table()), [1.0, 1.0, 0.0, 0.0].map(Some));
}

#[test]
fn the_dummy_is_limited_by_the_rounds_of_the_stage() {
    // After one of two rounds: the bye counts min(1, two draws = 1), and of one round min(1, 0.5).
    let mut stage = swiss(3, &[Buchholz]).won(1, 1, 2).bye(1, 3);
    stage.rules.rounds = Some(2);
    assert_eq!(values(&stage.table())[2], Some(1.0));
    stage.rules.rounds = None;
    assert_eq!(values(&stage.table())[2], Some(0.5));
}

#[test]
fn where_pairings_are_made_in_advance_a_walkover_is_a_series() {
    // Side 5: the walkover against side 2 (0 points) + 3 (side 1) = 3, and 2 has 3 (side 1) + 2 (side 5) = 5. 4 met 3
    // twice: 1.5 + 1.5. Byes and missed rounds count for nothing.
    let mut stage = played(Buchholz);
    for format in [StageFormat::RoundRobin, StageFormat::Manual] {
        stage.rules.format = format;
        assert_eq!(values(&stage.table()), [3.5, 5.0, 6.0, 3.0, 3.0].map(Some));
    }
    // A cut then takes the least, whoever's doing it was: 2 keeps 3 of 3 and 2.
    stage.rules.tie_breaks = vec![BuchholzCut1];
    assert_eq!(row(&stage.table(), 2).tie_breaks[0].value.map(f64::from), Some(3.0));
}
