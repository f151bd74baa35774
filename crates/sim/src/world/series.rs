//! Plays fixtures: schedules them, and takes their steps among the world's other events. What is drawn for a fixture
//! comes from its own generator.

mod lobbies;
mod reported;

use std::collections::BTreeSet;
use std::mem;
use std::time::Duration;

use super::World;
use crate::ids::ProfileId;
use crate::lobby::Lobby;
use crate::series::{Fixture, FixtureError, FixtureId, FixtureProgress, FixtureStage, Report, Series};

/// How often a fixture looks whether its players are free, once it is due.
const RETRY: Duration = Duration::from_secs(5);

impl World {
    /// Adds a fixture, which [`World::advance`] plays in its time; one whose start has passed begins at once. Invents
    /// players that the world does not know. From its start until its last game is over, its players are in no other
    /// game, and from an hour before its start its sides do not meet in other custom games, except in those that a test
    /// directs; lobbies that a test closes are opened again.
    ///
    /// # Errors
    /// If the fixture cannot be played.
    pub fn schedule(&mut self, fixture: Fixture) -> Result<FixtureId, FixtureError> {
        let id = self.fixtures.add(fixture)?;
        self.with_fixture(id, |world, progress| {
            for player in progress.fixture.players() {
                world.meet(player);
            }
        });
        Ok(id)
    }

    /// What was played in a fixture so far, as it really was.
    #[must_use]
    pub fn series(&self, id: FixtureId) -> Option<Series> {
        self.fixtures.get(id).map(FixtureProgress::series)
    }

    /// Takes the next step of a fixture.
    pub(super) fn step_fixture(&mut self, id: FixtureId) {
        self.with_fixture(id, |world, progress| {
            world.report(progress);
            if progress.stage != FixtureStage::Done && progress.until <= world.clock {
                world.step_stage(progress);
            }
        });
    }

    /// Lets the world draw from the fixture's generator instead of its own.
    fn with_fixture(&mut self, id: FixtureId, step: impl FnOnce(&mut Self, &mut FixtureProgress)) {
        let Some(mut progress) = self.fixtures.take(id) else {
            return;
        };
        mem::swap(&mut self.rng, &mut progress.rng);
        step(self, &mut progress);
        mem::swap(&mut self.rng, &mut progress.rng);
        self.fixtures.put(id, progress);
    }

    fn step_stage(&mut self, progress: &mut FixtureProgress) {
        match progress.stage {
            FixtureStage::Waiting if self.are_free(progress) => self.begin_fixture(progress),
            FixtureStage::Waiting => progress.until = self.clock.plus(RETRY),
            FixtureStage::Pausing(role) => self.open_game(progress, role),
            FixtureStage::Staging(id, role) => self.start_game(progress, id, role),
            FixtureStage::Playing(id, role) => self.end_game(progress, id, role),
            FixtureStage::Done => {}
        }
    }

    fn are_free(&self, progress: &FixtureProgress) -> bool {
        let seated = self.lobbies.values().flat_map(Lobby::occupied);
        let busy: BTreeSet<ProfileId> = seated.chain(self.fixtures.playing()).collect();
        progress.fixture.players().all(|player| !busy.contains(&player))
    }

    /// Corrects the reports whose time has come.
    fn report(&mut self, progress: &mut FixtureProgress) {
        let now = self.clock;
        for (_, id, report) in progress.reports.extract_if(.., |(at, ..)| *at <= now) {
            // A match that has left every history is corrected for nobody.
            let _corrected = self.correct_match(id, |game| match report {
                Report::Outcome => game.has_outcome = true,
                Report::OtherWinner => game.reverse_outcome(),
            });
        }
    }
}
