//! Every view equals the result of the reference model, for any facts.

use domain::{civ_stats::civ_stats, progression::progression, summary::summary};
use proptest::prelude::*;

use super::{
    configured,
    fixtures::{cases, unobserved_cases},
    model::Model,
};

proptest! {
    #![proptest_config(configured(512))]

    #[test]
    fn standings_are_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.standings(case.now), model.standings());
    }

    #[test]
    fn team_standings_are_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.team_standings(case.now), model.team_standings());
    }

    #[test]
    fn the_summary_is_as_the_rules_say(case in cases(), min_games in prop::sample::select(&[0_i64, 1, 2, 3, 5][..])) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(summary(&case.fixture.tournament_facts(case.now), min_games), model.summary(min_games));
    }

    #[test]
    fn civ_stats_are_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(civ_stats(&case.fixture.tournament_facts(case.now), &Default::default()), model.civ_stats());
    }

    #[test]
    fn head_to_head_is_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.head_to_head(case.now), model.head_to_head());
    }

    #[test]
    fn the_progression_is_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(progression(&case.fixture.tournament_facts(case.now)), model.progression());
    }

    #[test]
    fn the_history_is_as_the_rules_say(case in cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.history(case.now), model.history());
    }

    #[test]
    fn a_history_of_games_alone_is_as_the_rules_say(case in unobserved_cases()) {
        let model = Model { fixture: &case.fixture, now: case.now };
        prop_assert_eq!(case.fixture.history(case.now), model.history());
    }
}
