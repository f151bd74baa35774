//! The steps of a lobby: players join, its game starts and finishes.

use rand::RngExt;

use crate::clock::Moment;
use crate::elo;
use crate::ids::MatchId;
use crate::ladder::{Ladder, MatchType};
use crate::lobby::{Lobby, Phase, Seat, Step};
use crate::world::World;

impl World {
    pub(super) fn arrival(&mut self, match_type: MatchType) -> Moment {
        if match_type.is_ranked() { self.after(1, 8) } else { self.after(5, 60) }
    }

    pub(super) fn step(&mut self, id: MatchId, step: Step) {
        let Some(lobby) = self.lobbies.remove(&id) else {
            return;
        };
        let lobby = match step {
            Step::Join => Some(self.join(lobby)),
            Step::Start => Some(self.begin(lobby)),
            Step::Finish => self.end(lobby),
            Step::Cancel | Step::Unlist => None,
        };
        if let Some(lobby) = lobby {
            self.lobbies.insert(id, lobby);
        }
    }

    fn join(&mut self, mut lobby: Lobby) -> Lobby {
        lobby.seats.extend(lobby.waiting.pop_front());
        lobby.next = if !lobby.waiting.is_empty() {
            Some((self.arrival(lobby.match_type), Step::Join))
        } else if !lobby.match_type.is_ranked() && self.rng.random_ratio(1, 6) {
            Some((self.after(30, 120), Step::Cancel))
        } else {
            Some((self.after(5, 30), Step::Start))
        };
        lobby
    }

    fn begin(&mut self, mut lobby: Lobby) -> Lobby {
        lobby.phase = Phase::InProgress;
        lobby.started = Some(self.clock);
        lobby.next = Some((self.after(600, 1800), Step::Finish));
        lobby
    }

    /// Ends a game: the stronger side wins more often, and some lobbies stay listed for a while.
    fn end(&mut self, mut lobby: Lobby) -> Option<Lobby> {
        let side = i64::from(!self.rng.random_bool(self.chance_of_first_side(&lobby.seats, lobby.match_type.ladder())));
        let started = lobby.started.unwrap_or(self.clock);
        self.settle(lobby.clone(), side, started, self.clock);
        lobby.phase = Phase::Stale;
        lobby.next = Some((self.after(30, 90), Step::Unlist));
        self.rng.random_ratio(1, 8).then_some(lobby)
    }

    /// The chance of side 0 against side 1, by the players' ratings on a ladder.
    pub(in crate::world) fn chance_of_first_side(&self, seats: &[Seat], ladder: Ladder) -> f64 {
        let average = |side| {
            let seats = seats.iter().filter(|seat| seat.team == side);
            let ratings: Vec<i64> = seats.map(|seat| self.rating_or_first(seat.profile, ladder)).collect();
            elo::average(&ratings).unwrap_or_default()
        };
        elo::expected(average(0), average(1))
    }
}
