//! Who won, when rows contradict each other or say nothing.

use super::*;

/// The outcomes of a match with these rows, by player.
fn outcomes_of(reports: &[(i64, i64, i64)], members: &[(i64, i64)]) -> Vec<Option<Outcome>> {
    let reports = reports.iter().map(|(id, side, result)| with(report(*id, *result), "teamid", *side));
    let members = members.iter().map(|(id, outcome)| with(member(*id), "outcome", *outcome));
    let mut lists: [Vec<Value>; 2] = [reports.collect(), members.collect()];
    let mut outcomes = Vec::new();
    for _ in 0..2 {
        let row = with(a_match(), "matchhistoryreportresults", lists[0].clone());
        let row = with(row, "matchhistorymember", lists[1].clone());
        outcomes.push(match_from(row).players.iter().map(|player| player.outcome).collect::<Vec<_>>());
        lists.iter_mut().for_each(|list| list.reverse());
    }
    assert_eq!(outcomes[0], outcomes[1], "in any order");
    outcomes.remove(0)
}

#[test]
fn the_member_rows_decide_if_the_reports_are_impossible() {
    let (won, lost) = (Some(Outcome::Win), Some(Outcome::Loss));
    // By the reports both lose; the member rows are consistent and take precedence.
    assert_eq!(outcomes_of(&[(41, 0, 0), (42, 1, 0)], &[(41, 1), (42, 0)]), [won, lost]);
    assert_eq!(outcomes_of(&[(41, 0, 1), (42, 1, 1)], &[(41, 0), (42, 1)]), [lost, won]);
    // When the member rows are not consistent, the reports' outcome stays.
    assert_eq!(outcomes_of(&[(41, 0, 0), (42, 1, 0)], &[(41, 0), (42, 0)]), [lost, lost]);
    assert_eq!(outcomes_of(&[(41, 0, 0), (42, 1, 0)], &[]), [lost, lost]);
    // A draw, of which the member rows would make two losses.
    assert_eq!(outcomes_of(&[(41, 0, 2), (42, 1, 2)], &[(41, 0), (42, 0)]), [None, None]);
    assert_eq!(outcomes_of(&[(41, 0, -1), (42, 1, 4)], &[(41, 0), (42, 1)]), [lost, won]);
    // When the lists differ and both are possible, the reports take precedence.
    assert_eq!(outcomes_of(&[(41, 0, 1), (42, 1, 0)], &[(41, 0), (42, 1)]), [won, lost]);
    // Team mates share an outcome.
    assert_eq!(outcomes_of(&[(41, 0, 1), (42, 0, 1)], &[]), [won, won]);
}

#[test]
fn contradictory_rows_are_unknown_unless_the_others_decide() {
    let (won, lost) = (Some(Outcome::Win), Some(Outcome::Loss));
    let twice = [(41, 0, 1), (41, 0, 0), (42, 1, 0)];
    assert_eq!(outcomes_of(&twice, &[]), [won, lost], "somebody has");
    assert_eq!(outcomes_of(&[(41, 0, 1), (41, 0, 0), (42, 1, 1)], &[]), [lost, won]);
    assert_eq!(outcomes_of(&[(41, 0, 1), (41, 0, 0), (42, 0, 1), (43, 1, 0)], &[]), [won, won, lost]);
    assert_eq!(outcomes_of(&twice, &[(41, 0), (42, 1)]), [lost, won], "the members know");
    assert_eq!(outcomes_of(&[(41, 0, 1), (41, 0, 0)], &[(41, 0)]), [lost]);
    assert_eq!(outcomes_of(&[(41, 0, 1), (41, 0, 0)], &[]), [None]);
    assert_eq!(outcomes_of(&[(41, 0, 1), (41, 0, 0), (42, 1, 0), (42, 1, 1)], &[]), [None, None]);
}
