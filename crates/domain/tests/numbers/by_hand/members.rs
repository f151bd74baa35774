//! Tests of teams' members: an unlinked captain, unrated members, no members at all.

use domain::{
    id::TeamId,
    matches::Outcome::{Loss, Win},
    team_standings::TeamStandingRow,
    tournament::RankBy::{self, CurrentRating, PeakRating},
};

use super::{DURING, MODES, cup, row, with};
use crate::fixture::{Fixture, at, game};

/// Cap leads Ann and Bob, and is linked to no account.
fn led_from_outside(mode: RankBy) -> Fixture {
    cup(mode).unlinked(3, "Cap").rated(1, "Ann", 1600, 1500).rated(2, "Bob", 1551, 1541).team(1, &[3, 1, 2])
}

fn team(fixture: &Fixture, id: i64) -> TeamStandingRow {
    fixture.team_standings(at(DURING)).into_iter().find(|row| row.team_id == TeamId(id)).unwrap()
}

fn members(team: &TeamStandingRow) -> Vec<i64> {
    team.members.iter().map(|member| member.tournament_player_id.0).collect()
}

#[test]
fn an_unlinked_captain_is_a_member_who_adds_no_rating() {
    // Peaks: 1600 + 1551 = 3151, divided by two 1575.5. Current: 1500 + 1541 = 3041, divided by two 1520.5. The captain
    // comes last.
    for (mode, sum, average, order) in [(PeakRating, 3151, 1575.5, [1, 2, 3]), (CurrentRating, 3041, 1520.5, [2, 1, 3])]
    {
        let team = team(&led_from_outside(mode), 1);
        assert_eq!((team.member_count, team.combined_rating_sum, team.combined_rating_average), (3, sum, average));
        assert_eq!(members(&team), order);
        let captain = &team.members[2];
        assert!(captain.is_captain);
        assert_eq!((captain.alias.as_deref(), captain.profile_id), (Some("Cap"), None));
        assert_eq!((captain.max_rating, captain.current_rating, captain.wins, captain.losses), (None, None, 0, 0));
        assert!(team.members[..2].iter().all(|member| !member.is_captain));
    }
}

#[test]
fn a_members_alias_is_the_one_in_the_game() {
    let mut fixture = led_from_outside(PeakRating);
    let aliases =
        |fixture: &Fixture| team(fixture, 1).members.into_iter().map(|member| member.alias).collect::<Vec<_>>();
    assert_eq!(aliases(&fixture), [Some("Ann in game".into()), Some("Bob in game".into()), Some("Cap".into())]);
    // An account with a blank alias has none.
    fixture.entrants[1].player.as_mut().unwrap().0.alias = None;
    assert_eq!(aliases(&fixture)[0], Some("Ann".into()));
}

#[test]
fn the_standings_tell_an_unlinked_captains_team() {
    let team = row(&led_from_outside(PeakRating), DURING, 3).team.unwrap();
    assert_eq!((team.team_id, team.name.as_str(), team.initials.as_str()), (TeamId(1), "Team 1", "T1"));
}

#[test]
fn an_unrated_member_counts_in_neither_sum_nor_average() {
    for mode in MODES {
        let fixture = cup(mode).rated(1, "Ann", 1500, 1500).polled(2, "Bob").linked(3, "Cid").team(1, &[1, 2, 3]);
        let team = team(&fixture, 1);
        assert_eq!((team.member_count, team.combined_rating_sum, team.combined_rating_average), (3, 1500, 1500.0));
        assert_eq!(members(&team), [1, 2, 3]);
    }
}

#[test]
fn a_team_of_nobody_rated_has_an_average_of_zero() {
    for mode in MODES {
        let fixture = cup(mode).unlinked(3, "Cap").team(1, &[3]).team(2, &[]);
        for (id, count) in [(1, 1), (2, 0)] {
            let team = team(&fixture, id);
            assert_eq!((team.member_count, team.combined_rating_sum), (count, 0));
            assert_eq!((team.combined_rating_average, team.win_pct), (0.0, None));
            assert_eq!((team.combined_wins, team.combined_losses, team.civs.len()), (0, 0, 0));
        }
    }
}

#[test]
fn a_teams_wins_losses_and_civilizations_are_its_members_added_up() {
    let won = |number, civ| with(civ, game(number, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1500, 1510)));
    let lost =
        |number, civ| with(civ, game(number, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", Loss, (1510, 1500)));
    let early = with(4, game(9, "2026-05-31T10:00:00Z", "2026-05-31T10:30:00Z", Win, (1490, 1500)));
    let fixture = led_from_outside(PeakRating)
        .plays(1, early)
        .plays(1, won(11, 7))
        .plays(1, lost(12, 0))
        .plays(2, won(13, 0))
        .plays(2, lost(14, -1))
        .plays(2, lost(15, 7));
    let team = team(&fixture, 1);
    // Ann won 1 and lost 1, Bob won 1 and lost 2; games from before the start do not count: 2 of 5 are 40 %.
    assert_eq!((team.combined_wins, team.combined_losses, team.win_pct), (2, 3, Some(40.0)));
    assert_eq!(
        team.members.iter().map(|member| (member.wins, member.losses)).collect::<Vec<_>>(),
        [(1, 1), (1, 2), (0, 0)]
    );
    // 0: one lost by Ann and one won by Bob. 7: one won by Ann and one lost by Bob. The unknown civilization is left
    // out.
    let civs: Vec<_> = team.civs.iter().map(|civ| (civ.civilization_id.0, civ.picks, civ.wins)).collect();
    assert_eq!(civs, [(0, 2, 1), (7, 2, 1)]);
}
