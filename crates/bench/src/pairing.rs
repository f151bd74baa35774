//! Measures how long the pairing of a Swiss round takes, with its table, in the largest field.

use std::time::{Duration, Instant};

use domain::{
    id::EntryId,
    stages::{
        points::PointSystem,
        result::{Encounter, SeriesOutcome, StageResult, Winner},
        side::{Participant, Round, Side},
        swiss::{HalfPairing, pair_round},
        table::{StageFormat, TableCut, TableInput, TableRules, TieBreak, table},
    },
};

use crate::{figure::Report, load::Extent};

const SIDES: u32 = 256;
const ROUNDS: u16 = 12;
const BOUND: Duration = Duration::from_secs(1);

pub(crate) fn measure(report: &mut Report, extent: Extent) {
    let rounds = if extent.brief { 3 } else { ROUNDS };
    for half_pairing in [HalfPairing::Slide, HalfPairing::Fold] {
        let times = play(rounds, half_pairing);
        report.time(&format!("pairing a round of {SIDES} sides, {half_pairing:?}"), &times, BOUND);
        let longest = times.iter().max().map_or(0.0, Duration::as_secs_f64);
        report.note("the longest of them", format!("{:.1} ms", longest * 1e3));
    }
}

/// Plays rounds, in which every seventh series is drawn and the others are won by either side in turn. Returns how long
/// each took to pair.
fn play(rounds: u16, half_pairing: HalfPairing) -> Vec<Duration> {
    let participant = |seed: u32| {
        let side = Side::Entry(EntryId(seed.into()));
        Participant { side, seed, group: None, withdrawn: false }
    };
    let participants: Vec<_> = (1..=SIDES).map(participant).collect();
    let rules = TableRules {
        format: StageFormat::Swiss,
        points: PointSystem::default(),
        tie_breaks: vec![TieBreak::HeadToHead, TieBreak::BuchholzCut1, TieBreak::SonnebornBerger],
        advance: 8,
        rounds: Some(rounds),
    };
    let mut results = Vec::new();
    let mut times = Vec::new();
    for round in (1..=rounds).map(Round) {
        let begun = Instant::now();
        let facts = TableInput { participants: &participants, results: &results, ..TableInput::default() };
        let proposed = pair_round(&table(&rules, &facts, TableCut::default()), &results, half_pairing);
        times.push(begun.elapsed());
        results.extend(proposed.pairings.iter().enumerate().map(|(number, pairing)| {
            let outcome = match number % 7 {
                0 => SeriesOutcome::Drawn,
                1 | 3 | 4 => SeriesOutcome::Won(Winner::First),
                _ => SeriesOutcome::Won(Winner::Second),
            };
            let encounter = Encounter::Series { sides: pairing.sides, games: [2, 1], outcome };
            StageResult { round: Some(round), encounter }
        }));
    }
    times
}
