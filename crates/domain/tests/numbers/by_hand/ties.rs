//! Tests of ties in every sort key: rank metric, other rating, name, entry id; for teams the sum and the team id.

use domain::{
    matches::Outcome::{Loss, Win},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};
use serde_json::json;

use super::{DURING, MODES, buckets, cup, entries, orders, row};
use crate::fixture::{Fixture, at, game};

/// Adds an entry with that rank metric and that other rating.
fn add(fixture: Fixture, id: i64, name: &str, metric: i64, other: i64) -> Fixture {
    match fixture.tournament.rank_by {
        PeakRating => fixture.rated(id, name, metric, other),
        CurrentRating => fixture.rated(id, name, other, metric),
    }
}

/// A cup with ties in every key; the entries are added in no particular order.
fn tied(mode: RankBy) -> Fixture {
    let fixture = cup(mode).unlinked(8, "Yan");
    let fixture = add(fixture, 6, "bob", 1600, 1500);
    let fixture = add(fixture, 5, "Ann", 1599, 1590);
    let fixture = add(fixture, 3, "bob", 1600, 1500);
    let fixture = add(fixture, 1, "Zoe", 1600, 1500).polled(7, "Xia");
    let fixture = add(fixture, 2, "amy", 1600, 1501);
    add(fixture, 4, "Bob", 1600, 1500).polled(9, "XIA")
}

/// 1600 comes before 1599, which comes before no rating. Of the five at 1600 the other rating of 1501 is the highest.
/// Of the four others, three are a `bob` and one is a `zoe`, ignoring case. Of the `bob`s, the one with `B` (66) comes
/// before the two with `b` (98), of which 3 comes before 6. Of those without ratings `XIA` comes before `Xia` (`I` is
/// 73, `i` is 105), and both come before `Yan`.
const ORDER: [i64; 9] = [2, 4, 3, 6, 1, 5, 9, 7, 8];

#[test]
fn standings_break_ties_by_other_rating_then_name_then_entry() {
    for mode in MODES {
        assert_eq!(entries(&tied(mode).standings(at(DURING))), ORDER, "{mode:?}");
    }
}

#[test]
fn the_history_breaks_ties_as_the_standings_do() {
    for mode in MODES {
        // Nothing was observed or played: all entries have today's ratings throughout.
        let history = tied(mode).history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z"]);
        assert_eq!(orders(&history), [ORDER], "{mode:?}");
    }
}

#[test]
fn members_of_a_team_with_the_same_metric_are_ordered_by_entry() {
    for mode in MODES {
        let teams = tied(mode).team(1, &[9, 8, 7, 6, 5, 4, 3, 2, 1]).team_standings(at(DURING));
        let members: Vec<_> = teams[0].members.iter().map(|member| member.tournament_player_id.0).collect();
        // Five are at 1600, one is at 1599, three have no rating; neither the other rating nor the names count.
        assert_eq!(members, [1, 2, 3, 4, 6, 5, 7, 8, 9], "{mode:?}");
    }
}

#[test]
fn the_hosts_name_decides_whatever_is_displayed() {
    for mode in MODES {
        let mut fixture = add(add(cup(mode), 1, "Zoe", 1600, 1500), 2, "Amy", 1600, 1500);
        // Zoe is displayed as Aaron, but still comes after Amy.
        fixture.entrants[0].entry.presentation.insert("displayName".into(), json!("Aaron"));
        let names: Vec<_> = fixture.standings(at(DURING)).into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["Amy", "Aaron"]);
        let history = fixture.history(at(DURING));
        assert_eq!(orders(&history), [[2, 1]]);
        assert_eq!(history.players[0].name, "Aaron");
    }
}

#[test]
fn a_blank_displayed_name_is_none() {
    let mut fixture = cup(PeakRating).rated(1, "Zoe", 1600, 1500);
    fixture.entrants[0].entry.presentation.insert("displayName".into(), json!("  "));
    assert_eq!(row(&fixture, DURING, 1).name, "Zoe");
}

#[test]
fn in_the_history_a_missing_other_rating_comes_last() {
    // Amy dropped off the ladder; her game left her at 1500. Zoe is at 1500 today, with a peak of 1510. In a cup ranked
    // by current ratings the other rating is today's peak. Amy has none, so Zoe leads when their current ratings are
    // equal.
    let fixture = cup(CurrentRating)
        .polled(1, "Amy")
        .rated(2, "Zoe", 1510, 1500)
        .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1490, 1500)));
    let history = fixture.history(at(DURING));
    // Before the game Amy has no rating, and comes after Zoe too.
    assert_eq!(orders(&history), [[2, 1], [2, 1], [2, 1]]);
    assert_eq!(buckets(&history)[2], "2026-06-02T10:30:00Z");
}

#[test]
fn in_the_history_of_peaks_the_other_rating_is_the_one_after_the_latest_game() {
    // Both peaks are 1600 throughout. Zoe is at 1550 today, and Amy at 1500; Amy did not play. Zoe's first game left
    // 1480, her second 1550. Until the first she counts with 1550 (today's rating), and after it she is below Amy's
    // 1500.
    let fixture = cup(PeakRating)
        .rated(1, "Amy", 1600, 1500)
        .rated(2, "Zoe", 1600, 1550)
        .plays(2, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Loss, (1490, 1480)))
        .plays(2, game(12, "2026-06-02T11:00:00Z", "2026-06-02T11:30:00Z", Win, (1480, 1550)));
    let history = fixture.history(at(DURING));
    let moves = ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T10:30:00Z", "2026-06-02T11:30:00Z"];
    assert_eq!(buckets(&history), moves);
    assert_eq!(orders(&history), [[2, 1], [2, 1], [1, 2], [2, 1]]);
}

#[test]
fn teams_with_equal_sums_are_ordered_by_team() {
    for mode in MODES {
        // Team 7: 1400 + 1600. Team 5: 1500 + 1500. Team 6: 1500 + 1501. Team 9: 1501 and no rating. The others: 0.
        let ratings = [(1, 1400), (2, 1600), (3, 1500), (4, 1500), (5, 1500), (6, 1501), (7, 1501)];
        let fixture =
            ratings.into_iter().fold(cup(mode), |fixture, (id, metric)| add(fixture, id, "Any", metric, 1300));
        let fixture = fixture.unlinked(8, "Any").unlinked(9, "Any");
        let fixture =
            fixture.team(9, &[7, 8]).team(7, &[1, 2]).team(5, &[3, 4]).team(6, &[5, 6]).team(8, &[9]).team(4, &[]);
        let rows: Vec<_> =
            fixture.team_standings(at(DURING)).iter().map(|row| (row.team_id.0, row.combined_rating_sum)).collect();
        assert_eq!(rows, [(6, 3001), (5, 3000), (7, 3000), (9, 1501), (4, 0), (8, 0)]);
        // The history leaves out team 4, which has no members.
        let history = fixture.history(at(DURING));
        let positions: Vec<_> = history.teams.iter().map(|team| (team.team_id.0, team.points[0].position)).collect();
        assert_eq!(positions, [(5, 2), (6, 1), (7, 3), (8, 5), (9, 4)]);
    }
}
