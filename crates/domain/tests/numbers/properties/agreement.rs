//! Every view is what the rules say, whatever the facts.

use domain::{civ_stats::civ_stats, progression::progression, summary::summary};
use proptest::prelude::*;

use super::{
    configured,
    drafts::{scenes, unobserved_scenes},
    model::Model,
};

proptest! {
    #![proptest_config(configured(512))]

    #[test]
    fn standings_are_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(scene.draft.standings(scene.now), model.standings());
    }

    #[test]
    fn team_standings_are_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(scene.draft.team_standings(scene.now), model.team_standings());
    }

    #[test]
    fn the_summary_is_as_the_rules_say(scene in scenes(), min_games in prop::sample::select(&[0_i64, 1, 2, 3, 5][..])) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(summary(&scene.draft.field(scene.now), min_games), model.summary(min_games));
    }

    #[test]
    fn civ_stats_are_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(civ_stats(&scene.draft.field(scene.now), &Default::default()), model.civ_stats());
    }

    #[test]
    fn head_to_head_is_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(scene.draft.head_to_head(scene.now), model.head_to_head());
    }

    #[test]
    fn the_progression_is_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(progression(&scene.draft.field(scene.now)), model.progression());
    }

    #[test]
    fn the_history_is_as_the_rules_say(scene in scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(scene.draft.history(scene.now), model.history());
    }

    #[test]
    fn a_history_of_games_alone_is_as_the_rules_say(scene in unobserved_scenes()) {
        let model = Model { draft: &scene.draft, now: scene.now };
        prop_assert_eq!(scene.draft.history(scene.now), model.history());
    }
}
