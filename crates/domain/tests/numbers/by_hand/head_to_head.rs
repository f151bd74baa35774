//! Tests of head to head: which matches are meetings, and how they are shown.

use domain::{
    head_to_head::{HeadToHeadMatch, PairResult, PairResults},
    id::{EntryId, MatchId, SideId},
    matches::Outcome::{self, Loss, Win},
    participations::Participation,
    tournament::RankBy::PeakRating,
};
use serde_json::json;

use super::{AFTER, cup, from_nowhere, on, under_way};
use crate::fixture::{Fixture, at, game};

/// Five entries of every kind that can meet; accounts 98 and 99 are on no roster.
fn roster() -> Fixture {
    cup(PeakRating)
        .rated(1, "Ann", 1600, 1500)
        .rated(2, "Bob", 1600, 1500)
        .polled(3, "Cid")
        .rated(5, "Eve", 1600, 1500)
        .linked(4, "Dan")
        .unlinked(6, "Fay")
}

/// A match on 2 June, 10:00 to 10:30, won or lost with that rating before it.
fn part(outcome: Outcome, old_rating: i64) -> Participation {
    game(11, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", outcome, (old_rating, old_rating))
}

fn meetings(fixture: &Fixture) -> Vec<HeadToHeadMatch> {
    fixture.head_to_head(at(AFTER))
}

fn entrants(meeting: &HeadToHeadMatch) -> Vec<i64> {
    meeting.entrants.iter().map(|entrant| entrant.tournament_player_id.0).collect()
}

/// The entrants of the only meeting, if any.
fn met(fixture: &Fixture) -> Option<Vec<i64>> {
    let meetings = meetings(fixture);
    assert!(meetings.len() <= 1);
    meetings.first().map(entrants)
}

#[test]
fn allies_alone_do_not_meet() {
    let fixture = roster()
        .plays(1, on(0, part(Win, 1500)))
        .plays(2, on(0, part(Win, 1540)))
        .plays(98, on(1, part(Loss, 1510)))
        .plays(99, on(1, part(Loss, 1520)));
    assert_eq!(met(&fixture), None);
}

#[test]
fn allies_and_an_opponent_are_all_shown_winners_first_then_by_rating() {
    let fixture = roster()
        .plays(1, on(0, part(Win, 1500)))
        .plays(2, on(0, part(Win, 1540)))
        .plays(3, on(1, part(Loss, 1700)))
        .plays(99, on(1, part(Loss, 1800)));
    // The winners are Bob (1540) and Ann (1500); Cid's 1700 comes after them, and 99 is not on the roster.
    assert_eq!(met(&fixture), Some(vec![2, 1, 3]));
    let sides: Vec<_> = meetings(&fixture)[0].entrants.iter().map(|entrant| entrant.team_id).collect();
    assert_eq!(sides, [Some(SideId(0)), Some(SideId(0)), Some(SideId(1))]);
}

#[test]
fn a_missing_rating_is_ordered_as_zero() {
    let fixture = roster()
        .plays(1, on(0, part(Win, 1500)))
        .plays(2, on(1, from_nowhere(part(Loss, 1500))))
        .plays(3, on(1, part(Loss, 1400)))
        .plays(5, on(1, part(Loss, 0)))
        .plays(4, on(1, from_nowhere(part(Loss, 1500))));
    // Losers: Cid with 1400, then Bob, Dan and Eve with zero or no rating, sorted by entry.
    assert_eq!(met(&fixture), Some(vec![1, 3, 2, 4, 5]));
    assert_eq!(meetings(&fixture)[0].entrants[2].old_rating, None);
}

#[test]
fn missing_sides_are_different_ones() {
    let both = roster().plays(1, part(Win, 1500)).plays(2, part(Loss, 1500));
    assert_eq!(met(&both), Some(vec![1, 2]));
    let first = roster().plays(1, part(Win, 1500)).plays(2, on(0, part(Loss, 1500)));
    assert_eq!(met(&first), Some(vec![1, 2]));
    let second = roster().plays(1, on(0, part(Win, 1500))).plays(2, part(Loss, 1500));
    assert_eq!(met(&second), Some(vec![1, 2]));
    let third = roster().plays(1, on(0, part(Win, 1500))).plays(2, on(0, part(Win, 1400))).plays(3, part(Loss, 1300));
    assert_eq!(met(&third), Some(vec![1, 2, 3]));
}

#[test]
fn it_takes_two_linked_entries() {
    // 99 is on no roster. Fay is linked to no account, even though an account has her number.
    assert_eq!(met(&roster().duel(1, 99, part(Win, 1500))), None);
    assert_eq!(met(&roster().duel(1, 6, part(Win, 1500))), None);
    // Dan is linked, although not polled.
    assert_eq!(met(&roster().duel(1, 4, part(Win, 1500))), Some(vec![1, 4]));
}

#[test]
fn a_meeting_is_over_and_of_the_window() {
    assert_eq!(met(&roster().duel(1, 2, part(Win, 1500))), Some(vec![1, 2]));
    let running = under_way(part(Win, 1500));
    assert_eq!(met(&roster().plays(1, on(0, running)).plays(2, on(1, running))), None);
    let early = game(11, "2026-05-31T23:59:00Z", "2026-06-01T00:30:00Z", Win, (1500, 1510));
    assert_eq!(met(&roster().duel(1, 2, early)), None);
    let late = game(11, "2026-06-10T20:00:01Z", "2026-06-10T20:30:00Z", Win, (1500, 1510));
    assert_eq!(met(&roster().duel(1, 2, late)), None);
    // A match that was under way at the end counts once it is over.
    let across_the_end = game(11, "2026-06-10T19:59:59Z", "2026-06-10T20:30:00Z", Win, (1500, 1510));
    assert_eq!(met(&roster().duel(1, 2, across_the_end)), Some(vec![1, 2]));
}

#[test]
fn a_finished_match_without_outcomes_is_a_meeting_and_who_is_not_known_to_have_won_comes_after_who_is() {
    let untold = |game| Participation { outcome: None, ..game };
    let fixture = roster()
        .plays(1, on(0, untold(part(Win, 1700))))
        .plays(2, on(1, untold(part(Win, 1800))))
        .plays(3, on(2, part(Win, 1500)));
    assert_eq!(met(&fixture), Some(vec![3, 2, 1]));
    let nothing = roster().plays(1, on(0, untold(part(Win, 1700)))).plays(2, on(1, untold(part(Win, 1800))));
    assert_eq!(met(&nothing), Some(vec![2, 1]));
}

#[test]
fn the_newest_start_comes_first() {
    // Match 21 started before match 20 and ended after it.
    let fixture = roster()
        .duel(1, 2, game(21, "2026-06-02T10:00:00Z", "2026-06-02T12:00:00Z", Win, (1500, 1510)))
        .duel(2, 3, game(20, "2026-06-02T10:30:00Z", "2026-06-02T11:00:00Z", Win, (1500, 1510)));
    let matches: Vec<_> = meetings(&fixture).iter().map(|meeting| meeting.match_id).collect();
    assert_eq!(matches, [MatchId(20), MatchId(21)]);
}

#[test]
fn of_meetings_that_start_together_the_lower_match_comes_first() {
    let together = |number| game(number, "2026-06-02T10:00:00Z", "2026-06-02T10:30:00Z", Win, (1500, 1510));
    let fixture = roster().duel(1, 2, together(21)).duel(3, 5, together(20));
    // Complete ties go to the lower id.
    let matches: Vec<_> = meetings(&fixture).iter().map(|meeting| meeting.match_id).collect();
    assert_eq!(matches, [MatchId(20), MatchId(21)]);
}

#[test]
fn a_meeting_tells_how_long_it_took_and_who_was_in_it() {
    let mut fixture =
        roster().duel(1, 2, game(11, "2026-06-02T10:00:00.100000Z", "2026-06-02T10:30:05.500000Z", Win, (1500, 1510)));
    fixture.entrants[0].entry.presentation.insert("displayName".into(), json!("Queen Ann"));
    let meeting = &meetings(&fixture)[0];
    // 30 minutes, 5 seconds and 0.4: 1805 whole seconds.
    assert_eq!(meeting.duration_seconds, Some(1805));
    assert_eq!(meeting.started_at, at("2026-06-02T10:00:00.1Z"));
    assert_eq!(meeting.completed_at, Some(at("2026-06-02T10:30:05.5Z")));
    let ann = &meeting.entrants[0];
    assert_eq!((ann.name.as_str(), ann.outcome), ("Queen Ann", Some(Win)));
    assert_eq!((ann.old_rating, ann.new_rating, ann.civilization_id.0), (Some(1500), Some(1510), -1));
    assert_eq!((ann.team_id, meeting.entrants[1].team_id), (Some(SideId(0)), Some(SideId(1))));
}

#[test]
fn pairs_count_games_on_different_sides() {
    let also = |number, outcome| game(number, "2026-06-03T10:00:00Z", "2026-06-03T10:30:00Z", outcome, (1500, 1510));
    let untold = Participation { outcome: None, ..also(14, Win) };
    let fixture = roster()
        // Ann and Bob beat Cid and a stranger; Cid beats Ann; Ann and Cid play a third game whose end is not known.
        .plays(1, on(0, part(Win, 1500)))
        .plays(2, on(0, part(Win, 1540)))
        .plays(3, on(1, part(Loss, 1700)))
        .plays(99, on(1, part(Loss, 1800)))
        .plays(3, on(0, also(13, Win)))
        .plays(1, on(1, also(13, Loss)))
        .plays(1, on(0, untold))
        .plays(3, on(1, untold));
    let pairs = PairResults::of(&fixture.tournament_facts(at(AFTER)));
    let between = |one, other| pairs.between(EntryId(one), EntryId(other));
    assert_eq!(between(1, 3), Some(PairResult { games: 3, wins: 1, losses: 1 }));
    assert_eq!(between(3, 1), Some(PairResult { games: 3, wins: 1, losses: 1 }));
    assert_eq!(between(2, 3), Some(PairResult { games: 1, wins: 1, losses: 0 }));
    assert_eq!(between(3, 2), Some(PairResult { games: 1, wins: 0, losses: 1 }));
    assert_eq!((between(1, 2), between(1, 1), between(5, 1)), (None, None, None), "allies, oneself, nobody met");
    assert_eq!([1, 5].map(|entry| pairs.has_met_anybody(EntryId(entry))), [true, false]);
}
