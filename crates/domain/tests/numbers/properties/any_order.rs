//! Views do not depend on the order in which facts are given.

use std::{cmp::Ordering, collections::HashMap};

use domain::{
    civ_stats::civ_stats, progression::progression, roster::by_name, standings::StandingRow, summary::summary,
    tournament::RankBy,
};
use proptest::prelude::*;

use super::{
    configured,
    fixtures::{Case, cases},
};
use crate::fixture::Fixture;

/// A case, and its facts in another order. The observations of one account keep their order.
fn shuffled_cases() -> impl Strategy<Value = (Case, Fixture)> {
    cases().prop_flat_map(|case| {
        let Fixture { entrants, teams, games, observations, excluded, .. } = case.fixture.clone();
        let accounts: Vec<_> = observations.iter().map(|(account, _)| *account).collect();
        let shuffled = (
            Just(entrants).prop_shuffle(),
            Just(teams).prop_shuffle(),
            Just(games).prop_shuffle(),
            Just(accounts).prop_shuffle(),
        );
        shuffled.prop_map(move |(entrants, teams, games, accounts)| {
            let mut left = observations.clone();
            let mut take = |account| {
                let index = left.iter().position(|(other, _)| *other == account).expect("as many as before");
                left.remove(index)
            };
            let observations = accounts.into_iter().map(&mut take).collect();
            let tournament = case.fixture.tournament.clone();
            let excluded = excluded.clone();
            (case.clone(), Fixture { tournament, entrants, teams, games, observations, excluded })
        })
    })
}

/// Compares two rows as the rules require.
fn order(by: RankBy, a: &StandingRow, b: &StandingRow, names: &HashMap<i64, String>) -> Ordering {
    let ratings = |row: &StandingRow| match by {
        RankBy::PeakRating => (row.max_rating, row.current_rating),
        RankBy::CurrentRating => (row.current_rating, row.max_rating),
    };
    let (id, other) = (a.tournament_player_id, b.tournament_player_id);
    ratings(b).cmp(&ratings(a)).then_with(|| by_name(&names[&id.0], &names[&other.0])).then(id.cmp(&other))
}

proptest! {
    #![proptest_config(configured(192))]

    #[test]
    fn standings_are_a_total_order(case in cases()) {
        let rows = case.fixture.standings(case.now);
        let names: HashMap<i64, String> =
            case.fixture.entrants.iter().map(|one| (one.entry.id.0, one.entry.name.clone())).collect();
        let by = case.fixture.tournament.rank_by;
        for (place, row) in rows.iter().enumerate() {
            for below in &rows[place + 1..] {
                prop_assert_eq!(order(by, row, below, &names), Ordering::Less);
            }
        }
    }

    #[test]
    fn no_table_depends_on_the_order_of_its_facts((case, shuffled) in shuffled_cases()) {
        let (fixture, now) = (&case.fixture, case.now);
        prop_assert_eq!(fixture.standings(now), shuffled.standings(now));
        prop_assert_eq!(fixture.team_standings(now), shuffled.team_standings(now));
        prop_assert_eq!(fixture.head_to_head(now), shuffled.head_to_head(now));
    }

    #[test]
    fn no_statistic_depends_on_the_order_of_its_facts((case, shuffled) in shuffled_cases()) {
        let (tournament_facts, other) = (case.fixture.tournament_facts(case.now), shuffled.tournament_facts(case.now));
        prop_assert_eq!(summary(&tournament_facts, 1), summary(&other, 1));
        prop_assert_eq!(civ_stats(&tournament_facts, &HashMap::new()), civ_stats(&other, &HashMap::new()));
        prop_assert_eq!(progression(&tournament_facts), progression(&other));
    }

    #[test]
    fn no_history_depends_on_the_order_of_its_facts((case, shuffled) in shuffled_cases()) {
        prop_assert_eq!(case.fixture.history(case.now), shuffled.history(case.now));
    }
}
