//! The lobbies of a fixture: each opens, stands in staging, is played and ends.

use std::time::Duration;

use rand::RngExt;

use crate::ids::{MatchId, ProfileId};
use crate::ladder::{Ladder, MatchType};
use crate::lobby::{Lobby, Phase, Seat};
use crate::series::{FixtureProgress, FixtureStage, Incident, Report, Role, SeriesGame, Side};
use crate::world::World;

/// The side of an account that plays beside the two sides.
const THIRD_SIDE: i64 = 2;

impl World {
    /// Begins with the first game, if there is one.
    pub(super) fn begin_fixture(&mut self, progress: &mut FixtureProgress) {
        match progress.next_role() {
            Some(role) => self.open_game(progress, role),
            None => progress.stage = FixtureStage::Done,
        }
    }

    pub(super) fn open_game(&mut self, progress: &mut FixtureProgress, role: Role) {
        let seats = self.draw_opponents(progress, role);
        let Some(mut lobby) = self.new_lobby(MatchType::Custom, seats) else {
            progress.stage = FixtureStage::Done;
            return;
        };
        lobby.description = self.title(progress, role);
        progress.stage = FixtureStage::Staging(lobby.id, role);
        progress.until = self.clock.plus(self.seconds(self.fixtures.times.staging));
        self.lobbies.insert(lobby.id, lobby);
    }

    fn draw_opponents(&mut self, progress: &FixtureProgress, role: Role) -> Vec<Seat> {
        let mut seats = Vec::new();
        for side in Side::BOTH {
            for player in progress.fixture.side(side) {
                seats.push(self.draw_seat(*player, side.team()));
            }
        }
        match role {
            Role::WrongOpponent(plays) => {
                if let Some(last) = seats.last_mut() {
                    last.profile = plays;
                }
            }
            Role::ThirdAccount(joins) => seats.push(self.draw_seat(joins, THIRD_SIDE)),
            Role::Counting | Role::Restarted | Role::Rehosted | Role::ShowMatch => {}
        }
        seats
    }

    /// A title as hosts of series give one: who plays, and which game it is.
    fn title(&self, progress: &FixtureProgress, role: Role) -> String {
        let alias = |id: &ProfileId| self.profile(*id).map(|one| one.alias.as_str());
        let [first, second] =
            Side::BOTH.map(|side| progress.fixture.side(side).first().and_then(alias).unwrap_or_default());
        match role {
            Role::ShowMatch => format!("{first} vs {second} show match"),
            _ => format!("{first} vs {second} G{}", progress.number()),
        }
    }

    pub(super) fn start_game(&mut self, progress: &mut FixtureProgress, id: MatchId, role: Role) {
        if self.start_lobby(id).is_err() {
            // Somebody closed it.
            return self.open_game(progress, role);
        }
        progress.games.push(SeriesGame { match_id: id, role, winner: None });
        progress.stage = FixtureStage::Playing(id, role);
        progress.until = self.clock.plus(self.draw_length(role));
    }

    pub(super) fn end_game(&mut self, progress: &mut FixtureProgress, id: MatchId, role: Role) {
        let lobby = self.lobbies.remove(&id).filter(|lobby| lobby.phase == Phase::InProgress);
        let Some(lobby) = lobby else {
            // Somebody closed it.
            progress.games.pop();
            return self.open_game(progress, role);
        };
        let winner = self.settle_game(progress, role, lobby);
        if let Some(game) = progress.games.last_mut() {
            game.winner = winner;
        }
        progress.stage = progress.next_role().map_or(FixtureStage::Done, FixtureStage::Pausing);
        progress.until = self.clock.plus(self.seconds(self.fixtures.times.pause));
    }

    /// Puts the game into the history, right or wrong, and returns who really won it.
    fn settle_game(&mut self, progress: &mut FixtureProgress, role: Role, lobby: Lobby) -> Option<Side> {
        let (started, ended) = self.reported(progress, role, &lobby);
        if role == Role::Rehosted {
            self.settle_without_outcome(lobby, started, ended);
            return None;
        }
        let first = self.rng.random_bool(self.chance_of_first_side(&lobby.seats, Ladder::SoloRm));
        let winner = if first { Side::First } else { Side::Second };
        let of = progress.number();
        let is = |incident| role == Role::Counting && progress.has(incident);
        let (is_late, is_wrong) = (is(Incident::LateOutcome { of }), is(Incident::CorrectedOutcome { of }));
        let id = lobby.id;
        let shown = if is_wrong { winner.other() } else { winner };
        self.settle(lobby, shown.team(), started, ended);
        let mut at = self.clock;
        if is_late {
            // It was put into the history just now, so this cannot fail.
            let _hidden = self.correct_match(id, |game| game.has_outcome = false);
            at = at.plus(self.seconds(self.fixtures.times.correction));
            progress.reports.push((at, id, Report::Outcome));
        }
        if is_wrong {
            at = at.plus(self.seconds(self.fixtures.times.correction));
            progress.reports.push((at, id, Report::OtherWinner));
        }
        Some(winner)
    }

    /// A number of seconds in this range.
    pub(super) fn seconds(&mut self, (from, to): (u64, u64)) -> Duration {
        Duration::from_secs(self.rng.random_range(from..=to.max(from)))
    }
}
