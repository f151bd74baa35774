//! What must hold of every tournament, however unlikely.

mod facts;

use std::{cmp::Ordering, collections::BTreeSet};

use domain::{
    id::SeriesId,
    series::{DecidedBy, GameDecision, PlayedGame, Ruling, SeriesState, SeriesStatus, attribute},
    stages::result::Winner,
};
use proptest::prelude::*;

use self::facts::{Facts, any_facts, any_games, moved_ids, shuffled, without_decisions};
use crate::fixture::game_of;

fn of(states: &[SeriesState], id: SeriesId) -> &SeriesState {
    states.iter().find(|state| state.id == id).unwrap()
}

/// The host's decisions about games that count for a series, by their places.
fn counted_by_host(state: &SeriesState) -> BTreeSet<usize> {
    let counted = state.games.iter().filter(|game| game.not_counted.is_none());
    counted.filter_map(|game| game.decision).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_facts_does_not_matter((facts, shuffled) in shuffled()) {
        prop_assert_eq!(attribute(&facts.series, &facts.games), attribute(&shuffled.series, &shuffled.games));
    }

    #[test]
    fn a_match_is_in_one_series_at_most(Facts { series, games } in any_facts()) {
        let mut seen = BTreeSet::new();
        for game in attribute(&series, &games).iter().flat_map(|state| &state.games) {
            prop_assert!(game.match_id.is_none_or(|id| seen.insert(id)), "{:?} is listed twice", game);
        }
    }

    #[test]
    fn every_state_is_coherent(Facts { series, games } in any_facts()) {
        let states = attribute(&series, &games);
        prop_assert_eq!(states.len(), series.len());
        prop_assert!(states.is_sorted_by_key(|state| state.id));
        for facts in &series {
            let state = of(&states, facts.id);
            prop_assert!(facts.format.allows(state.score));
            prop_assert_eq!(state.decided_by.is_some(), state.decided_at.is_some());
            let has_result = !state.status.is_undecided() && state.status != SeriesStatus::Cancelled;
            prop_assert_eq!(state.decided_by.is_some(), has_result);
            let mut counted = [0; 2];
            for game in state.games.iter().filter(|game| game.not_counted.is_none()) {
                counted[game.winner.unwrap().index()] += 1;
            }
            prop_assert!(facts.format.allows(counted));
            if !matches!(facts.host.ruling, Some((Ruling::Score(_), _))) {
                prop_assert_eq!(state.score, counted);
            }
            let leader = match state.score[0].cmp(&state.score[1]) {
                Ordering::Greater => Some(Winner::First),
                Ordering::Equal => None,
                Ordering::Less => Some(Winner::Second),
            };
            if state.decided_by != Some(DecidedBy::Walkover) {
                prop_assert_eq!(state.winner, leader.filter(|_| state.status == SeriesStatus::Completed));
            }
            if facts.host.ruling.is_none() {
                prop_assert_eq!(state.status == SeriesStatus::Completed, facts.format.is_decided(state.score));
            }
        }
    }

    #[test]
    fn an_unrelated_game_changes_nothing(
        facts in any_facts(),
        start in 0..400_i64,
        winner in prop_oneof![Just(1), Just(91)],
        strangers in 1..3_usize,
    ) {
        let states = attribute(&facts.series, &facts.games);
        let mut games = facts.games.clone();
        games.push(game_of(999, start, &[winner], &[92, 93][..strangers]));
        prop_assert_eq!(attribute(&facts.series, &games), states);
    }

    #[test]
    fn what_the_host_decided_survives_any_further_games(facts in any_facts(), further in any_games()) {
        let before = attribute(&facts.series, &facts.games);
        let further = moved_ids(further);
        let games: Vec<PlayedGame> = facts.games.iter().cloned().chain(further).collect();
        let after = attribute(&facts.series, &games);
        for series in &facts.series {
            let [before, after] = [&before, &after].map(|states| of(states, series.id));
            prop_assert_eq!(counted_by_host(before), counted_by_host(after));
            if let Some((ruling, _)) = series.host.ruling {
                prop_assert_eq!(before.status, after.status);
                prop_assert_eq!([before.winner, after.winner], [before.winner; 2]);
                prop_assert_eq!((before.decided_by, before.decided_at), (after.decided_by, after.decided_at));
                prop_assert!(!matches!(ruling, Ruling::Score(_)) || before.score == after.score);
            }
        }
    }

    #[test]
    fn to_confirm_a_game_that_counts_changes_nothing(facts in any_facts(), which in any::<prop::sample::Index>()) {
        let mut facts = without_decisions(facts);
        let derived = attribute(&facts.series, &facts.games);
        let games = derived.iter().flat_map(|state| state.games.iter().map(|game| (state.id, *game)));
        let counted: Vec<_> = games.filter(|(_, game)| game.not_counted.is_none()).collect();
        prop_assume!(!counted.is_empty());
        let (id, game) = *which.get(&counted);
        let made_at = crate::fixture::minute(which.index(400).try_into().unwrap());
        let decision = GameDecision { match_id: game.match_id, counts: true, winner: None, map_name: None, made_at };
        facts.series.iter_mut().find(|series| series.id == id).unwrap().host.games.push(decision);
        let mut confirmed = attribute(&facts.series, &facts.games);
        for game in confirmed.iter_mut().flat_map(|state| &mut state.games) {
            game.decision = None;
        }
        prop_assert_eq!(&confirmed, &derived);
    }
}
