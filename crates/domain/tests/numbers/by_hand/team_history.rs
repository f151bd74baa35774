//! Tests of teams' values over time, and of the time of a history's newest data.

use domain::{
    history::StandingsHistory,
    matches::Outcome::Win,
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{DURING, MODES, buckets, cup};
use crate::fixture::{Fixture, at, game};

/// Red: Ann, and Cap, who is linked to no account. Blue: Bob, and Dan, who was not on the ladder before his game.
fn teams(mode: RankBy) -> Fixture {
    cup(mode)
        .rated(1, "Ann", 1900, 1900)
        .unlinked(2, "Cap")
        .rated(3, "Bob", 1900, 1900)
        .polled(4, "Dan")
        .unlinked(5, "Eve")
        .team(1, &[2, 1])
        .team(2, &[3, 4])
        .team(3, &[5])
        .team(4, &[])
        .observed(1, "2026-05-20T12:00:00Z", 1600, 1550)
        .observed(3, "2026-05-20T12:00:00Z", 1500, 1450)
        .observed(1, "2026-06-02T12:00:00Z", 1610, 1540)
        .plays(4, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1000, 1020)))
}

/// A team's places and values.
fn series(history: &StandingsHistory, team: i64) -> Vec<(i64, Option<i64>)> {
    let team = history.teams.iter().find(|row| row.team_id.0 == team).unwrap();
    team.points.iter().map(|point| (point.position, point.combined_peak_elo.or(point.combined_current_elo))).collect()
}

#[test]
fn a_teams_value_is_its_members_added_up_with_nothing_as_zero() {
    // Midnights of 1 and 2 June, Dan's game at 10:30, and noon, the last instant.
    let history = teams(PeakRating).history(at(DURING));
    assert_eq!(
        buckets(&history),
        ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T10:30:00Z", "2026-06-02T12:00:00Z"]
    );
    // Red: 1600 + 0, at noon 1610 + 0. Blue: 1500 + 0, then 1500 + 1020. Eve alone: 0.
    assert_eq!(series(&history, 1), [(1, Some(1600)), (1, Some(1600)), (2, Some(1600)), (2, Some(1610))]);
    assert_eq!(series(&history, 2), [(2, Some(1500)), (2, Some(1500)), (1, Some(2520)), (1, Some(2520))]);
    assert_eq!(series(&history, 3), [(3, Some(0)); 4]);
}

#[test]
fn by_current_ratings_a_teams_value_falls_too() {
    let history = teams(CurrentRating).history(at(DURING));
    // Red: 1550 + 0, at noon 1540 + 0. Blue: 1450 + 0, then 1450 + 1020. Eve alone: 0.
    assert_eq!(series(&history, 1), [(1, Some(1550)), (1, Some(1550)), (2, Some(1550)), (2, Some(1540))]);
    assert_eq!(series(&history, 2), [(2, Some(1450)), (2, Some(1450)), (1, Some(2470)), (1, Some(2470))]);
    assert_eq!(series(&history, 3), [(3, Some(0)); 4]);
    let point = history.teams[0].points[0];
    assert_eq!((point.combined_peak_elo, point.combined_current_elo), (None, Some(1550)));
}

#[test]
fn a_team_without_members_has_no_history() {
    for mode in MODES {
        let history = teams(mode).history(at(DURING));
        let teams: Vec<_> =
            history.teams.iter().map(|team| (team.team_id.0, team.name.as_str(), team.initials.as_str())).collect();
        assert_eq!(teams, [(1, "Team 1", "T1"), (2, "Team 2", "T2"), (3, "Team 3", "T3")]);
    }
}

#[test]
fn a_team_of_a_member_who_is_held_back_is_at_zero() {
    for mode in MODES {
        let history = cup(mode).rated(1, "Ann", 1600, 1600).linked(2, "Bob").team(1, &[1]).team(2, &[2]);
        assert_eq!(series(&history.history(at(DURING)), 2), [(2, Some(0))]);
    }
}

#[test]
fn a_history_is_as_old_as_its_latest_time() {
    for mode in MODES {
        let fixture = teams(mode);
        assert_eq!(fixture.history(at(DURING)).last_polled_at, Some(at("2026-06-02T12:00:00Z")));
        // The end of a game that ended later counts as well; games from before the start do not.
        let fixture = fixture
            .plays(1, game(12, "2026-06-02T13:00:00Z", "2026-06-03T01:00:00Z", Win, (1540, 1550)))
            .plays(1, game(10, "2026-05-31T23:00:00Z", "2026-06-05T01:00:00Z", Win, (1540, 1550)));
        assert_eq!(fixture.history(at(DURING)).last_polled_at, Some(at("2026-06-03T01:00:00Z")));
    }
}
