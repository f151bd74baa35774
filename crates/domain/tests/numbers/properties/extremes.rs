//! No view panics, not even on facts from the ends of time.

use std::collections::HashMap;

use domain::{civ_stats::civ_stats, clock::Timestamp, progression::progression, summary::summary, tournament::Window};
use proptest::{option, prelude::*};

use super::{
    configured,
    fixtures::{Case, cases},
};
use crate::fixture::at;

const ENDS_OF_TIME: [&str; 7] = [
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00.000001Z",
    "1969-12-31T23:59:59.999999Z",
    "2026-06-02T12:00:00Z",
    "2262-04-12T00:00:00Z",
    "9999-12-31T00:00:00Z",
    "9999-12-31T23:59:59.999999Z",
];

fn instants() -> impl Strategy<Value = Timestamp> {
    prop::sample::select(&ENDS_OF_TIME[..]).prop_map(at)
}

/// Cases in which some facts are moved to the extremes of time and numbers; some games end before they start.
fn extreme_cases() -> impl Strategy<Value = Case> {
    let times = prop::collection::vec((any::<prop::sample::Index>(), instants(), instants()), 0..4);
    let bounds = (option::of(instants()), option::of(instants()));
    let ratings = prop::sample::select(vec![i64::from(i32::MIN), -1, 0, i64::from(i32::MAX)]);
    (cases(), bounds, times, (ratings, instants())).prop_map(|(mut case, (start, end), times, (rating, now))| {
        case.fixture.tournament.window = Window { start, end };
        case.now = now;
        for (index, first, second) in times {
            if !case.fixture.games.is_empty() {
                let index = index.index(case.fixture.games.len());
                let (_, game) = &mut case.fixture.games[index];
                (game.started_at, game.completed_at) = (first, Some(second));
                game.new_rating = Some(rating);
            }
            if !case.fixture.observations.is_empty() {
                let index = index.index(case.fixture.observations.len());
                let (_, seen) = &mut case.fixture.observations[index];
                (seen.at, seen.peak) = (first, rating);
            }
        }
        case.fixture.observations.sort_by_key(|(_, seen)| seen.at);
        case
    })
}

proptest! {
    #![proptest_config(configured(192))]

    #[test]
    fn every_view_survives_anything(case in extreme_cases()) {
        let (fixture, now) = (&case.fixture, case.now);
        _ = (fixture.standings(now), fixture.team_standings(now), fixture.head_to_head(now));
        let tournament_facts = fixture.tournament_facts(now);
        _ = (summary(&tournament_facts, 0), civ_stats(&tournament_facts, &HashMap::new()), progression(&tournament_facts));
    }

    #[test]
    fn a_history_survives_anything_and_stays_small(case in extreme_cases()) {
        let history = case.fixture.history(case.now);
        // There may be one instant per midnight, and one for each fact that can move a position.
        let instants = case.fixture.games.len() + case.fixture.observations.len() + 1;
        prop_assert!(history.buckets.len() <= 3_653 + instants, "{} buckets", history.buckets.len());
        prop_assert!(history.players.iter().all(|player| player.points.len() == history.buckets.len()));
        prop_assert!(history.teams.iter().all(|team| team.points.len() == history.buckets.len()));
    }
}
