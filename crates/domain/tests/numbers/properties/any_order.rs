//! The order in which facts come does not matter.

use std::{cmp::Ordering, collections::HashMap};

use domain::{
    civ_stats::civ_stats, progression::progression, roster::by_name, standings::StandingRow, summary::summary,
    tournament::RankBy,
};
use proptest::prelude::*;

use super::{
    configured,
    drafts::{Scene, scenes},
};
use crate::draft::Draft;

/// A scene, and its facts in another order. What was seen of one account stays in the order in which it was seen.
fn shuffled_scenes() -> impl Strategy<Value = (Scene, Draft)> {
    scenes().prop_flat_map(|scene| {
        let Draft { entrants, teams, games, observations, .. } = scene.draft.clone();
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
            let tournament = scene.draft.tournament.clone();
            (scene.clone(), Draft { tournament, entrants, teams, games, observations })
        })
    })
}

/// How the rules order two rows.
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
    fn standings_are_a_total_order(scene in scenes()) {
        let rows = scene.draft.standings(scene.now);
        let names: HashMap<i64, String> =
            scene.draft.entrants.iter().map(|one| (one.entry.id.0, one.entry.name.clone())).collect();
        let by = scene.draft.tournament.rank_by;
        for (place, row) in rows.iter().enumerate() {
            for below in &rows[place + 1..] {
                prop_assert_eq!(order(by, row, below, &names), Ordering::Less);
            }
        }
    }

    #[test]
    fn no_table_depends_on_the_order_of_its_facts((scene, shuffled) in shuffled_scenes()) {
        let (draft, now) = (&scene.draft, scene.now);
        prop_assert_eq!(draft.standings(now), shuffled.standings(now));
        prop_assert_eq!(draft.team_standings(now), shuffled.team_standings(now));
        prop_assert_eq!(draft.head_to_head(now), shuffled.head_to_head(now));
    }

    #[test]
    fn no_statistic_depends_on_the_order_of_its_facts((scene, shuffled) in shuffled_scenes()) {
        let (field, other) = (scene.draft.field(scene.now), shuffled.field(scene.now));
        prop_assert_eq!(summary(&field, 1), summary(&other, 1));
        prop_assert_eq!(civ_stats(&field, &HashMap::new()), civ_stats(&other, &HashMap::new()));
        prop_assert_eq!(progression(&field), progression(&other));
    }

    #[test]
    fn no_history_depends_on_the_order_of_its_facts((scene, shuffled) in shuffled_scenes()) {
        prop_assert_eq!(scene.draft.history(scene.now), shuffled.history(scene.now));
    }
}
