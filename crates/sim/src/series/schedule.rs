//! All fixtures of a world: which of them takes the next step, and whose players are busy.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::error::FixtureError;
use super::fixture::{Fixture, FixtureId};
use super::progress::FixtureProgress;
use super::times::FixtureTimes;
use crate::clock::Moment;
use crate::ids::ProfileId;

/// How long before a fixture other custom games of its sides could be taken for its games, in seconds.
const NEAR: i64 = 3_600;

/// All fixtures of a world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fixtures {
    pub(crate) times: FixtureTimes,
    /// The latest reported start of each player's games in fixtures, in unix seconds.
    pub(crate) latest_starts: BTreeMap<ProfileId, i64>,
    seed: u64,
    last_id: u64,
    progress: BTreeMap<FixtureId, FixtureProgress>,
}

impl Fixtures {
    pub(crate) fn new(seed: u64, times: FixtureTimes) -> Self {
        Self { times, latest_starts: BTreeMap::new(), seed, last_id: 0, progress: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, fixture: Fixture) -> Result<FixtureId, FixtureError> {
        fixture.check()?;
        self.last_id += 1;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        // The world itself draws from stream 0.
        rng.set_stream(self.last_id);
        let id = FixtureId(self.last_id);
        self.progress.insert(id, FixtureProgress::new(fixture, rng));
        Ok(id)
    }

    pub(crate) fn get(&self, id: FixtureId) -> Option<&FixtureProgress> {
        self.progress.get(&id)
    }

    /// Takes a fixture out, to be put back after a step.
    pub(crate) fn take(&mut self, id: FixtureId) -> Option<FixtureProgress> {
        self.progress.remove(&id)
    }

    pub(crate) fn put(&mut self, id: FixtureId, progress: FixtureProgress) {
        self.progress.insert(id, progress);
    }

    /// The next step of any fixture.
    pub(crate) fn next(&self) -> Option<(Moment, FixtureId)> {
        self.progress.iter().filter_map(|(id, progress)| Some((progress.next()?, *id))).min()
    }

    /// The players of the fixtures that are being played, and of those that are to be played by now.
    pub(crate) fn occupied(&self, now: Moment) -> impl Iterator<Item = ProfileId> {
        let due = self.progress.values().filter(move |one| one.is_due(now));
        due.flat_map(|one| one.fixture.players())
    }

    /// Whether a custom game of these players could be taken for one of a fixture: both its sides are among them, and
    /// it is not far ahead. It may be over, as a series that a side gave up still lacks games.
    pub(crate) fn could_take(&self, players: &[ProfileId], now: Moment) -> bool {
        let plays = |side: &Vec<ProfileId>| side.iter().any(|player| players.contains(player));
        let mut near = self.progress.values().filter(|one| one.fixture.start <= now.unix() + NEAR);
        near.any(|one| one.fixture.sides.iter().all(plays))
    }

    /// The players of the fixtures that are being played.
    pub(crate) fn playing(&self) -> impl Iterator<Item = ProfileId> {
        let begun = self.progress.values().filter(|one| one.has_begun());
        begun.flat_map(|one| one.fixture.players())
    }
}
