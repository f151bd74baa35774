//! Whatever goes wrong in a fixture, it ends, and its score is one that its format allows.

use std::time::Duration;

use proptest::prelude::*;
use sim::{Config, Fixture, FixtureTimes, Format, Incident, Role, Series, Side, World};

use super::START;
use super::shown::shown;
use crate::{ANNA, BERT, CARL, DORA, EPOCH};

fn formats() -> impl Strategy<Value = Format> {
    prop_oneof![
        prop::sample::select(vec![1, 3, 5, 7, 9]).prop_map(Format::BestOf),
        (1_u8..=9).prop_map(Format::PlayAll),
    ]
}

fn incidents(games: u8) -> impl Strategy<Value = Incident> {
    (0..8, 1..=games, any::<bool>()).prop_map(|(kind, game, first)| match kind {
        0 => Incident::Restart { before: game },
        1 => Incident::Rehost { before: game },
        2 => Incident::WrongOpponent { before: game, plays: CARL },
        3 => Incident::ThirdAccount { before: game, joins: DORA },
        4 => Incident::LateOutcome { of: game },
        5 => Incident::CorrectedOutcome { of: game },
        6 => Incident::ShowMatch,
        _ => Incident::Forfeit { before: game, by: if first { Side::First } else { Side::Second } },
    })
}

fn fixtures() -> impl Strategy<Value = (Format, Fixture)> {
    let parts =
        formats().prop_flat_map(|format| (Just(format), prop::collection::vec(incidents(format.games()), 0..6)));
    parts.prop_map(|(format, incidents)| {
        let fixture = Fixture::new(&[ANNA], &[BERT], format, START);
        (format, incidents.into_iter().fold(fixture, Fixture::with))
    })
}

/// A score with nothing after the decision.
fn is_possible(format: Format, score: [u8; 2]) -> bool {
    let before = [[score[0].saturating_sub(1), score[1]], [score[0], score[1].saturating_sub(1)]];
    score == [0, 0] || before.iter().any(|before| *before != score && !format.is_decided(*before))
}

/// Every game is in the history as the truth has it.
fn agrees_with_the_history(world: &World, series: &Series) -> Result<(), TestCaseError> {
    let mut started = i64::MIN;
    for game in &series.games {
        let row = shown(world, game.match_id).expect("finished");
        prop_assert_eq!(row.winner(), game.winner.map(Side::team));
        prop_assert_eq!(row.has_outcome(), game.role != Role::Rehosted);
        prop_assert_eq!(row.length() < 300, game.role == Role::Restarted);
        let expected = match game.role {
            Role::WrongOpponent(plays) => vec![vec![ANNA.0], vec![plays.0]],
            Role::ThirdAccount(joins) => vec![vec![ANNA.0], vec![BERT.0], vec![joins.0]],
            _ => vec![vec![ANNA.0], vec![BERT.0]],
        };
        prop_assert_eq!(row.sides(), expected);
        prop_assert!(row.started > started);
        started = row.started;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_fixture_ends_with_a_possible_score((format, fixture) in fixtures(), seed: u64, is_quick: bool) {
        let times = if is_quick { FixtureTimes::DEMO } else { FixtureTimes::REAL };
        let mut world = World::new(Config::new(seed, EPOCH).timed(times));
        let id = world.schedule(fixture).expect("it can be played");
        let mut series = world.series(id).expect("scheduled");
        for _ in 0..48 {
            world.advance(Duration::from_mins(30));
            series = world.series(id).expect("scheduled");
            prop_assert!(is_possible(format, series.score), "{:?}", series.score);
        }
        prop_assert!(series.is_over);
        prop_assert_eq!(format.is_decided(series.score), series.forfeited_by.is_none());
        agrees_with_the_history(&world, &series)?;
    }
}
