//! Reconciliation of duplicate rows, in every order.

use domain::{
    clock::Timestamp,
    id::{CivilizationId, MatchTypeId, SideId},
    matches::MatchPlayer,
};

use super::*;

fn duel(id: i64, outcomes: [Option<Outcome>; 2]) -> Match {
    let player = |(side, outcome): (i64, Option<Outcome>)| MatchPlayer {
        profile_id: ProfileId(41 + side),
        civilization_id: CivilizationId(7),
        civilization_is_guess: false,
        side: Some(SideId(side)),
        outcome,
        old_rating: Some(1500),
        new_rating: Some(1516),
        xp_gained: Some(1),
    };
    Match {
        match_id: MatchId(id),
        matchtype_id: MatchTypeId(6),
        leaderboard_id: Some(LeaderboardId(3)),
        map_name: "Arabia".to_owned(),
        map_is_guess: false,
        description: None,
        started_at: at(1_780_336_800),
        completed_at: Some(at(1_780_338_600)),
        players: (0..).zip(outcomes).map(player).collect(),
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

const WON: Option<Outcome> = Some(Outcome::Win);
const LOST: Option<Outcome> = Some(Outcome::Loss);

/// The one row that is kept of these, whatever their order and number.
fn best<T: Clone + Debug + PartialEq>(rows: &[T], reconcile: impl Fn(Vec<T>) -> Vec<T>) -> T {
    let mut best = Vec::new();
    for turn in 0..rows.len() {
        let mut order = rows.to_vec();
        order.rotate_left(turn);
        best.push(reconcile(order.clone()));
        order.reverse();
        best.push(reconcile([order.clone(), order].concat()));
        // Reconciling in two steps yields the same as in one.
        let (first, last) = rows.split_at(turn);
        best.push(reconcile([reconcile(last.to_vec()), reconcile(first.to_vec())].concat()));
    }
    assert!(best.iter().all(|kept| kept.len() == 1 && kept == &best[0]), "{best:?}");
    best.remove(0).remove(0)
}

#[test]
fn the_latest_state_of_a_match_is_kept_then_the_fuller_row() {
    let good = duel(1, [WON, LOST]);
    let running = Match { completed_at: None, ..duel(1, [WON, LOST]) };
    let alone = Match { players: good.players[..1].to_vec(), ..good.clone() };
    let mut unrated = good.clone();
    unrated.players[1].new_rating = None;
    let guessed = Match { map_name: "Marketplace".to_owned(), map_is_guess: true, ..good.clone() };
    assert_eq!(best(&[running, alone, good.clone(), unrated, guessed], matches), good);
}

#[test]
fn a_match_with_a_winner_is_preferred_to_one_in_which_all_lost() {
    let good = duel(1, [WON, LOST]);
    let unknown = duel(1, [WON, None]);
    assert_eq!(best(&[duel(1, [LOST, LOST]), unknown.clone(), good.clone()], matches), good);
    assert_eq!(best(&[duel(1, [LOST, LOST]), unknown.clone()], matches), unknown);
}

#[test]
fn equally_good_rows_have_a_fixed_order() {
    let other = Match { map_name: "Arena".to_owned(), ..duel(1, [LOST, WON]) };
    best(&[duel(1, [WON, LOST]), other, duel(1, [LOST, WON])], matches);
    let found = matches(vec![duel(2, [WON, LOST]), duel(1, [WON, LOST]), duel(2, [WON, LOST])]);
    assert_eq!(found.iter().map(|found| found.match_id.0).collect::<Vec<_>>(), [1, 2]);
}

fn alias(profile: i64, alias: &str) -> Alias {
    Alias { profile_id: ProfileId(profile), alias: alias.to_owned() }
}

#[test]
fn the_most_frequent_name_is_kept_then_the_longest() {
    let rows = ["Ada", "Ada II", "Bob", "Ada"].map(|name| alias(1, name));
    let mut reversed = rows.to_vec();
    reversed.reverse();
    for rows in [rows.to_vec(), reversed] {
        assert_eq!(aliases(rows), [alias(1, "Ada")]);
    }
    assert_eq!(aliases(vec![alias(2, "Ada II"), alias(1, "x"), alias(2, "Ada")]), [alias(1, "x"), alias(2, "Ada II")]);
    assert_eq!(aliases(vec![alias(1, "b"), alias(1, "a")]), aliases(vec![alias(1, "a"), alias(1, "b")]));
}

#[test]
fn a_single_known_side_is_always_possible() {
    let decided = |players: &[(Option<i64>, Option<Outcome>)]| is_decided(players.iter().copied());
    assert!(decided(&[]) && decided(&[(Some(0), LOST)]) && decided(&[(Some(0), LOST), (Some(0), LOST)]));
    assert!(decided(&[(Some(0), LOST), (Some(1), WON)]) && decided(&[(Some(0), LOST), (Some(1), None)]));
    assert!(!decided(&[(Some(0), LOST), (Some(1), LOST)]) && !decided(&[(None, WON), (None, WON)]));
}
