//! Swiss events that are played at random: results, byes, withdrawals, and late entrants.

use domain::stages::{
    result::{Encounter, SeriesOutcome, StageResult, Winner},
    side::{Participant, Round},
    swiss::{HalfPairing, SwissRound, pair_round},
    table::TieBreak,
};
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

use crate::fixture::{Stage, side, swiss};

/// An event that is being played.
pub(super) struct Event {
    pub(super) stage: Stage,
    pub(super) half_pairing: HalfPairing,
    random: ChaCha8Rng,
}

impl Event {
    /// An event of that many, with everything else drawn from the seed.
    pub(super) fn new(sides: i64, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let tie_breaks = [TieBreak::BuchholzCut1, TieBreak::SonnebornBerger];
        let stage = swiss(sides, &tie_breaks[..random.random_range(0..=2)]);
        let half_pairing = if random.random() { HalfPairing::Slide } else { HalfPairing::Fold };
        Self { stage, half_pairing, random }
    }

    /// The round that is proposed now.
    pub(super) fn proposed(&self) -> SwissRound {
        pair_round(&self.stage.table(), &self.stage.results, self.half_pairing)
    }

    /// The same, from facts in another order.
    pub(super) fn proposed_from_shuffled_facts(&mut self) -> SwissRound {
        let mut stage = self.stage.clone();
        stage.participants.shuffle(&mut self.random);
        stage.results.shuffle(&mut self.random);
        let mut rows = stage.table();
        rows.shuffle(&mut self.random);
        pair_round(&rows, &stage.results, self.half_pairing)
    }

    /// Plays a round at random. Hosts may pair differently from what is proposed: sometimes two pairs are exchanged.
    pub(super) fn play(&mut self, number: u16, proposed: &SwissRound) {
        let mut pairs: Vec<_> = proposed.pairings.iter().map(|pairing| pairing.sides).collect();
        if let [[a, _], [b, _], ..] = pairs.as_mut_slice()
            && self.random.random_ratio(1, 10)
        {
            std::mem::swap(a, b);
        }
        let round = Some(Round(number));
        for sides in pairs {
            let (outcome, games) = match self.random.random_range(0..20) {
                0 => (SeriesOutcome::Walkover(Winner::First), [0, 0]),
                1 => (SeriesOutcome::Undecided, [1, 0]),
                2..6 => (SeriesOutcome::Drawn, [1, 1]),
                6..14 => (SeriesOutcome::Won(Winner::First), [2, 1]),
                _ => (SeriesOutcome::Won(Winner::Second), [0, 2]),
            };
            self.stage.results.push(StageResult { round, encounter: Encounter::Series { sides, games, outcome } });
        }
        if let Some(bye) = &proposed.bye {
            self.stage.results.push(StageResult { round, encounter: Encounter::Bye(bye.side) });
        }
    }

    /// Sometimes a side withdraws, and another comes late; never more than `most`.
    pub(super) fn come_and_go(&mut self, most: usize) {
        let participants = &mut self.stage.participants;
        if self.random.random_ratio(1, 8) {
            let leaving = self.random.random_range(0..participants.len());
            participants[leaving].withdrawn = true;
        }
        if self.random.random_ratio(1, 8)
            && participants.iter().filter(|participant| !participant.withdrawn).count() < most
        {
            let seed = u32::try_from(participants.len()).unwrap() + 1;
            participants.push(Participant { side: side(seed.into()), seed, group: None, withdrawn: false });
        }
    }
}
