//! Tournaments that are simulated: which game was played for which series is known, and must be found again.

mod arrivals;
mod meetings;
mod play;
mod series_in_play;
mod simulation;

use std::collections::BTreeMap;

use domain::series::{SeriesFacts, SeriesState, attribute};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use self::{arrivals::Known, simulation::Simulation};

/// How many series are simulated in all.
const SERIES: usize = 10_000;

/// The tournament of a seed: two to five clubs, each two of which meet, all on the same evening.
fn simulated(seed: u64) -> Simulation {
    let clubs = 2 + usize::try_from(seed % 4).unwrap();
    let mut simulation = Simulation::new(seed, clubs);
    for second in 1..clubs {
        for first in 0..second {
            simulation.next_meeting(first, second);
            simulation.meet();
        }
    }
    simulation
}

/// The states as the series were played.
fn truth(simulation: &Simulation) -> Vec<SeriesState> {
    let mut states: Vec<_> = simulation.series.iter().map(|(_, state)| state.clone()).collect();
    states.sort_by_key(|state| state.id);
    states
}

fn facts(simulation: &Simulation) -> Vec<SeriesFacts> {
    simulation.series.iter().map(|(facts, _)| facts.clone()).collect()
}

#[track_caller]
fn assert_found(seed: u64, found: &[SeriesState], truth: &[SeriesState], series: &[SeriesFacts]) {
    for (found, state) in found.iter().zip(truth) {
        let facts = series.iter().find(|facts| facts.id == state.id);
        assert_eq!(found, state, "the tournament of seed {seed}: {facts:#?}");
    }
    assert_eq!(found.len(), truth.len(), "the tournament of seed {seed}");
}

#[test]
fn every_game_is_found_for_the_series_for_which_it_was_played() {
    let mut simulated_series = 0;
    let mut seen = BTreeMap::<String, u32>::new();
    for seed in 0.. {
        let simulation = simulated(seed);
        let (mut series, mut games) = (facts(&simulation), simulation.games());
        let truth = truth(&simulation);
        assert_found(seed, &attribute(&series, &games), &truth, &series);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        series.shuffle(&mut random);
        games.shuffle(&mut random);
        games.iter_mut().for_each(|game| game.players.shuffle(&mut random));
        assert_found(seed, &attribute(&series, &games), &truth, &series);
        for state in &truth {
            *seen.entry(format!("{:?}", state.status)).or_default() += 1;
            for game in &state.games {
                *seen.entry(format!("{:?}", game.not_counted)).or_default() += 1;
            }
        }
        for facts in &series {
            *seen.entry(format!("{:?}", facts.format)).or_default() += 1;
        }
        simulated_series += series.len();
        if simulated_series >= SERIES {
            break;
        }
    }
    // Five states, fourteen formats, and a game counts or does not for one of six reasons.
    assert_eq!(seen.len(), 5 + 14 + 7, "{seen:#?}");
    assert!(seen.values().all(|times| *times >= 50), "{seen:#?}");
}

/// Facts arrive one by one, in any order: whatever is known, no score is impossible and no match in two series. What
/// was known in between leaves no trace.
#[test]
fn facts_may_arrive_in_any_order() {
    for seed in 0..80 {
        let simulation = simulated(seed);
        let mut known = Known::new(&simulation, &mut ChaCha8Rng::seed_from_u64(seed));
        let mut last = attribute(&known.series(), &known.games());
        while known.learn() {
            let series = known.series();
            last = attribute(&series, &known.games());
            let mut matches: Vec<_> =
                last.iter().flat_map(|state| &state.games).filter_map(|game| game.match_id).collect();
            let listed = matches.len();
            matches.sort_unstable();
            matches.dedup();
            assert_eq!(matches.len(), listed, "the tournament of seed {seed}");
            for state in &last {
                let facts = series.iter().find(|facts| facts.id == state.id).unwrap();
                assert!(facts.format.allows(state.score), "the tournament of seed {seed}: {state:#?}");
            }
        }
        assert_found(seed, &last, &truth(&simulation), &facts(&simulation));
    }
}
