//! Tables as of an earlier time.

use domain::stages::{
    result::{SeriesOutcome, Winner},
    table::{StageFormat, TableCut, TieBreak},
};

use super::trf::{at, round, series, stage};

#[test]
fn rounds_that_were_started_later_count_for_nothing() {
    let mut first_round = stage(StageFormat::Swiss, 3);
    first_round.settings.rounds = None;
    first_round.settings.tie_breaks = vec![TieBreak::Buchholz];
    first_round.rounds = vec![round(1, "2026-06-12T18:00:00Z", 3)];
    let decided = "2026-06-12T19:00:00Z";
    first_round.series = vec![series(1, [1, 2], SeriesOutcome::Won(Winner::First), Some(decided))];
    let mut second_round = first_round.clone();
    second_round.rounds.push(round(2, "2026-06-13T18:00:00Z", 2));
    second_round.series.push(series(2, [1, 3], SeriesOutcome::Undecided, None));

    let then = first_round.table(TableCut::default(), None);
    assert_eq!(second_round.table(TableCut::default(), Some(at(decided))), then);
    // Side 2 had no points, so side 1 has met nobody who had any; the bye counts as a draw for side 3.
    assert_ne!(second_round.table(TableCut::default(), None), then);
}
