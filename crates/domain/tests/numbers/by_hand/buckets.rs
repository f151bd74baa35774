//! Tests of the history's buckets: each midnight, each change of a position, and the last instant.

use domain::{
    matches::Outcome::{Loss, Win},
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{AFTER, DURING, MODES, buckets, cup, orders, values};
use crate::fixture::{Fixture, at, game};

/// Ann at 1600 and Bob at 1500 since before the start, in either mode. Today's ratings are so high that they play no
/// role.
fn pair(mode: RankBy) -> Fixture {
    cup(mode)
        .rated(1, "Ann", 1900, 1900)
        .rated(2, "Bob", 1900, 1900)
        .observed(1, "2026-05-20T12:00:00Z", 1600, 1600)
        .observed(2, "2026-05-20T12:00:00Z", 1500, 1500)
}

#[test]
fn a_time_at_which_nobody_moves_makes_no_bucket() {
    for mode in MODES {
        // Bob goes from 1500 to 1510, to 1590 and, at last, to 1595: below Ann's 1600.
        let fixture = pair(mode)
            .plays(2, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1500, 1510)))
            .observed(2, "2026-06-02T12:00:00Z", 1590, 1590)
            .observed(2, "2026-06-02T18:30:00Z", 1595, 1595);
        let history = fixture.history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T18:30:00Z"]);
        assert_eq!(values(&history, 2), [Some(1500), Some(1500), Some(1595)]);
        assert_eq!(orders(&history), [[1, 2]; 3]);
        assert_eq!(history.last_polled_at, Some(at("2026-06-02T18:30:00Z")));
    }
}

#[test]
fn a_change_of_positions_makes_a_bucket() {
    for mode in MODES {
        // Bob overtakes with 1601, and Ann gets back with 1602. A game that leaves Bob at 1601 changes no position; its
        // end is the last instant.
        let fixture = pair(mode)
            .observed(2, "2026-06-02T10:30:00Z", 1601, 1601)
            .observed(1, "2026-06-02T12:00:00Z", 1602, 1602)
            .plays(2, game(11, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", Win, (1500, 1601)));
        let history = fixture.history(at(DURING));
        let expected = [
            ("2026-06-01T00:00:00Z", [1, 2]),
            ("2026-06-02T00:00:00Z", [1, 2]),
            ("2026-06-02T10:30:00Z", [2, 1]),
            ("2026-06-02T12:00:00Z", [1, 2]),
            ("2026-06-03T00:00:00Z", [1, 2]),
            ("2026-06-03T10:30:00Z", [1, 2]),
        ];
        assert!(buckets(&history).into_iter().eq(expected.map(|(bucket, _)| bucket)));
        assert_eq!(orders(&history), expected.map(|(_, order)| order));
    }
}

#[test]
fn those_who_move_at_one_instant_move_together() {
    for mode in MODES {
        // At 10:30 Bob gets to 1605, above Ann's 1600, and Ann to 1610: no position changes. The last instant is noon.
        let fixture = pair(mode)
            .observed(2, "2026-06-02T10:30:00Z", 1605, 1605)
            .observed(1, "2026-06-02T10:30:00Z", 1610, 1610)
            .observed(2, "2026-06-02T12:00:00Z", 1606, 1606);
        let history = fixture.history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T12:00:00Z"]);
    }
}

#[test]
fn a_change_at_midnight_is_in_the_bucket_of_that_midnight() {
    for mode in MODES {
        let fixture = pair(mode).observed(2, "2026-06-02T00:00:00Z", 1601, 1601);
        let history = fixture.history(at(DURING));
        assert_eq!(buckets(&history), ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"]);
        assert_eq!(orders(&history), [[1, 2], [2, 1]]);
    }
}

#[test]
fn a_change_among_teams_alone_makes_a_bucket() {
    for mode in MODES {
        // Ann and Dan: 1600 + 1340 = 2940. Bob and Cid: 1500 + 1450 = 2950. With Dan at 1360 the former have 2960,
        // and then 2961. The entries' order is Ann, Bob, Cid, Dan throughout.
        let fixture = pair(mode)
            .rated(3, "Cid", 1900, 1900)
            .rated(4, "Dan", 1900, 1900)
            .team(1, &[1, 4])
            .team(2, &[2, 3])
            .observed(3, "2026-05-20T12:00:00Z", 1450, 1450)
            .observed(4, "2026-05-20T12:00:00Z", 1340, 1340)
            .observed(4, "2026-06-02T10:30:00Z", 1360, 1360)
            .observed(4, "2026-06-02T12:00:00Z", 1361, 1361);
        let history = fixture.history(at(DURING));
        assert_eq!(orders(&history), vec![[1, 2, 3, 4]; history.buckets.len()]);
        let expected = ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T10:30:00Z", "2026-06-02T12:00:00Z"];
        assert_eq!(buckets(&history), expected);
        let positions: Vec<Vec<_>> =
            history.teams.iter().map(|team| team.points.iter().map(|point| point.position).collect()).collect();
        assert_eq!(positions, [[2, 2, 1, 1], [1, 1, 2, 2]]);
    }
}

#[test]
fn a_game_under_way_at_the_bell_makes_the_last_bucket_when_it_ends() {
    for mode in MODES {
        // Game 11 started in time and ended at 20:25. Game 12 started too late, and an observation after the end is
        // ignored.
        let fixture = pair(mode)
            .plays(2, game(11, "2026-06-10T19:40:00Z", "2026-06-10T20:25:00Z", Win, (1500, 1601)))
            .plays(2, game(12, "2026-06-10T20:30:00Z", "2026-06-10T21:00:00Z", Win, (1601, 1630)))
            .observed(2, "2026-06-10T21:01:00Z", 1630, 1630)
            .observed(1, "2026-06-11T12:00:00Z", 1500, 1500);
        let history = fixture.history(at(AFTER));
        // Ten midnights and 20:25.
        assert_eq!(history.buckets.len(), 11);
        assert_eq!(history.last_polled_at, Some(at("2026-06-10T20:25:00Z")));
        assert_eq!(history.buckets[10], at("2026-06-10T20:25:00Z"));
        assert_eq!(orders(&history)[9..], [[1, 2], [2, 1]]);
        assert_eq!(values(&history, 2)[10], Some(1601));
    }
}

#[test]
fn a_cup_ranked_by_peak_does_not_follow_losses_and_one_ranked_by_current_ratings_does() {
    let lost = |mode| {
        pair(mode)
            .plays(1, game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Loss, (1600, 1490)))
            .history(at(DURING))
    };
    // Ann falls to 1490, below Bob's 1500; her peak of 1600 stays.
    let expected = ["2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z", "2026-06-02T10:30:00Z"];
    assert_eq!(buckets(&lost(PeakRating)), expected);
    assert_eq!(orders(&lost(PeakRating)), [[1, 2]; 3]);
    assert_eq!(buckets(&lost(CurrentRating)), expected);
    assert_eq!(orders(&lost(CurrentRating)), [[1, 2], [1, 2], [2, 1]]);
}

#[test]
fn entries_and_teams_are_listed_by_number() {
    for mode in MODES {
        let fixture = cup(mode)
            .rated(7, "Ann", 1600, 1600)
            .unlinked(3, "Bob")
            .rated(5, "Cid", 1700, 1700)
            .team(9, &[7])
            .team(4, &[5, 3]);
        let history = fixture.history(at(DURING));
        let players: Vec<_> = history.players.iter().map(|player| player.tournament_player_id.0).collect();
        let teams: Vec<_> = history.teams.iter().map(|team| team.team_id.0).collect();
        assert_eq!((players, teams), (vec![3, 5, 7], vec![4, 9]));
        assert_eq!(orders(&history), [[5, 7, 3]]);
    }
}
