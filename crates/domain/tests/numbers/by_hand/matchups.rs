//! Tests of matchups: the opponents in an entry's games.

use domain::{
    id::{CivilizationId, EntryId, MatchId, ProfileId, SideId},
    matches::Outcome::{self, Loss, Win},
    participations::Participation,
    record::RecentMatchup,
    standings::{Matchup, MatchupPlayer, RecentGames, StandingsFacts, standings},
    tournament::RankBy::PeakRating,
};
use serde_json::json;

use super::{AFTER, cup, on, row, with};
use crate::fixture::{Fixture, at, game};

/// Ann, Bob, Cid and Dan, who is linked but not polled; accounts 98 and 99 are on no roster.
fn roster() -> Fixture {
    cup(PeakRating).rated(1, "Ann", 1600, 1500).rated(2, "Bob", 1600, 1500).rated(3, "Cid", 1600, 1500).linked(4, "Dan")
}

/// A match on 2 June.
fn part(outcome: Outcome) -> Participation {
    game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", outcome, (1500, 1500))
}

/// The only matchup of an entry.
fn matchup(fixture: &Fixture, entry: i64) -> RecentMatchup {
    let [matchup] = row(fixture, AFTER, entry).tournament_record.recent_matchups.try_into().unwrap();
    matchup
}

/// The accounts of an entry's opponents.
fn against(fixture: &Fixture, entry: i64) -> Vec<i64> {
    matchup(fixture, entry).opponents.iter().map(|opponent| opponent.profile_id.0).collect()
}

/// The five fields of the single opponent: civilization, its name, account, name, entry.
type Single<'a> = (Option<CivilizationId>, Option<&'a str>, Option<ProfileId>, Option<&'a str>, Option<EntryId>);

/// The value of these fields when there is not exactly one opponent.
const NOBODY: Single<'_> = (None, None, None, None, None);

fn single(matchup: &RecentMatchup) -> Single<'_> {
    (
        matchup.opponent_civilization_id,
        matchup.opponent_civilization_name.as_deref(),
        matchup.opponent_profile_id,
        matchup.opponent_name.as_deref(),
        matchup.opponent_tournament_player_id,
    )
}

#[test]
fn allies_are_no_opponents() {
    let fixture = roster()
        .plays(2, on(0, part(Win)))
        .plays(99, on(1, part(Loss)))
        .plays(3, on(1, part(Loss)))
        .plays(1, on(0, part(Win)));
    // Sorted by account; Ann and Bob are allies, and so are Cid and 99.
    assert_eq!(against(&fixture, 1), [3, 99]);
    assert_eq!(against(&fixture, 2), [3, 99]);
    assert_eq!(against(&fixture, 3), [1, 2]);
    // With two opponents there is no single one.
    for entry in [1, 2, 3] {
        assert_eq!(single(&matchup(&fixture, entry)), NOBODY);
    }
}

#[test]
fn one_against_two_has_two_opponents_and_each_of_those_has_one() {
    let fixture = roster()
        .plays(1, on(0, with(7, part(Win))))
        .plays(2, on(0, with(0, part(Win))))
        .plays(3, on(1, with(5, part(Loss))));
    assert_eq!(against(&fixture, 3), [1, 2]);
    assert_eq!(single(&matchup(&fixture, 3)), NOBODY);
    for entry in [1, 2] {
        assert_eq!(against(&fixture, entry), [3]);
        let cid = (Some(CivilizationId(5)), None, Some(ProfileId(3)), Some("Cid"), Some(EntryId(3)));
        assert_eq!(single(&matchup(&fixture, entry)), cid);
    }
}

#[test]
fn a_match_against_nobody_has_no_single_opponent() {
    let fixture = roster().plays(1, on(0, part(Win))).plays(2, on(0, part(Win)));
    assert_eq!(against(&fixture, 1), [0; 0]);
    assert_eq!(single(&matchup(&fixture, 1)), NOBODY);
}

#[test]
fn a_missing_side_is_a_different_one() {
    // Ann's side is missing, so she is against both. Bob and Cid are allies, and each is only against her.
    let fixture = roster().plays(1, part(Win)).plays(2, on(0, part(Loss))).plays(3, on(0, part(Loss)));
    assert_eq!(against(&fixture, 1), [2, 3]);
    assert_eq!(against(&fixture, 2), [1]);
    assert_eq!(against(&fixture, 3), [1]);
    // No side is known, so everybody is against everybody else.
    let fixture = roster().plays(1, part(Win)).plays(2, part(Loss)).plays(3, part(Loss));
    assert_eq!(against(&fixture, 1), [2, 3]);
    assert_eq!(against(&fixture, 2), [1, 3]);
}

#[test]
fn an_opponent_who_is_not_polled_is_on_the_roster_too() {
    let fixture = roster().duel(1, 4, part(Win));
    let matchup = matchup(&fixture, 1);
    assert_eq!(
        (matchup.opponent_name.as_deref(), matchup.opponent_tournament_player_id),
        (Some("Dan"), Some(EntryId(4)))
    );
}

#[test]
fn opponents_have_the_displayed_name_or_the_one_learned_or_none() {
    let mut fixture = roster().plays(1, on(0, with(7, part(Win))));
    fixture.entrants[1].entry.presentation.insert("displayName".into(), json!("Sir Bob"));
    let player = |(profile, civilization, side)| MatchupPlayer {
        profile_id: ProfileId(profile),
        civilization_id: CivilizationId(civilization),
        side: Some(SideId(side)),
    };
    let players = [(99, 0, 1), (98, -1, 1), (2, 5, 1), (1, 7, 0)].map(player).to_vec();
    let completed_at = Some(at("2026-06-02T10:30:00Z"));
    let recent = RecentGames {
        results: [].into(),
        matchups: [(MatchId(11), Matchup { map_name: "Nomad".into(), completed_at, players }.into())].into(),
        // Bob's learned alias is ignored, because he is on the roster.
        aliases: [(ProfileId(99), "Stranger".into()), (ProfileId(2), "bob_99".into())].into(),
    };
    // The name of civilization 5 is not known; 0 is a real civilization.
    let civilizations = [(CivilizationId(0), "Aztecs".into()), (CivilizationId(7), "Franks".into())].into();
    let tournament_facts = fixture.tournament_facts(at(AFTER));
    let rows = standings(&StandingsFacts {
        tournament_facts: &tournament_facts,
        recent: &recent,
        civilizations: &civilizations,
    });
    let ann = rows.iter().find(|row| row.tournament_player_id == EntryId(1)).unwrap();
    let matchup = &ann.tournament_record.recent_matchups[0];
    assert_eq!((matchup.outcome, matchup.map_name.as_str(), matchup.completed_at), (Win, "Nomad", completed_at));
    assert_eq!((matchup.civilization_id, matchup.civilization_name.as_deref()), (CivilizationId(7), Some("Franks")));
    let opponents: Vec<_> = matchup
        .opponents
        .iter()
        .map(|opponent| {
            let civilization = (opponent.civilization_id.unwrap().0, opponent.civilization_name.as_deref());
            (opponent.profile_id.0, opponent.name.as_deref(), opponent.tournament_player_id, civilization)
        })
        .collect();
    let bob = (2, Some("Sir Bob"), Some(EntryId(2)), (5, None));
    let unheard_of = (98, None, None, (-1, None));
    let stranger = (99, Some("Stranger"), None, (0, Some("Aztecs")));
    assert_eq!(opponents, [bob, unheard_of, stranger]);
}
