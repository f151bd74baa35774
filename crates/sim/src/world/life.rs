//! The world's own life: lobbies open, fill, start and finish, in the order of their times, so that the number of steps
//! in which the clock moves makes no difference.

mod steps;

use std::time::Duration;

use rand::RngExt;

use super::World;
use crate::clock::Moment;
use crate::ids::MatchId;
use crate::ladder::MatchType;
use crate::lobby::{Lobby, Phase, Seat, Step};
use crate::maps::Map;
use crate::names;
use crate::series::FixtureId;

/// How often a player begins a game, in seconds, as a mean over all; a game has at least two players.
const SECONDS_BETWEEN_GAMES: f64 = 7200.0;

enum Event {
    Opening,
    Step(MatchId, Step),
    Fixture(FixtureId),
}

impl World {
    /// Advances the world by this time. Nothing happens otherwise.
    pub fn advance(&mut self, by: Duration) {
        let until = self.clock.plus(by);
        loop {
            let (at, event) = self.next_event();
            if at > until {
                break;
            }
            self.clock = self.clock.max(at);
            match event {
                Event::Opening => self.open_by_chance(),
                Event::Step(id, step) => self.step(id, step),
                Event::Fixture(id) => self.step_fixture(id),
            }
        }
        self.clock = until;
    }

    /// Makes games and the gaps between them `pace` times shorter than in reality from now on; running ones keep their
    /// times.
    pub fn set_pace(&mut self, pace: f64) {
        self.pace = pace;
        self.next_opening = None;
    }

    pub(super) fn paced(&self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds / self.pace).unwrap_or(Duration::MAX)
    }

    fn next_event(&mut self) -> (Moment, Event) {
        let opening = self.next_opening();
        let step = self
            .lobbies
            .values()
            .filter_map(|lobby| lobby.next.map(|(at, step)| (at, lobby.id, step)))
            .min_by_key(|(at, id, _)| (*at, *id));
        let (at, event) = match step {
            Some((at, id, step)) if at <= opening => (at, Event::Step(id, step)),
            _ => (opening, Event::Opening),
        };
        match self.fixtures.next() {
            Some((earlier, id)) if earlier < at => (earlier, Event::Fixture(id)),
            _ => (at, event),
        }
    }

    fn next_opening(&mut self) -> Moment {
        if let Some(at) = self.next_opening {
            return at;
        }
        let mean = SECONDS_BETWEEN_GAMES / self.profiles.len().max(2) as f64;
        let gap = -(1.0 - self.rng.random::<f64>()).ln() * mean;
        let at = self.clock.plus(self.paced(gap));
        self.next_opening = Some(at);
        at
    }

    fn open_by_chance(&mut self) {
        self.next_opening = None;
        let mut idle = self.idle();
        let match_type = self.draw_match_type(idle.len());
        idle.retain(|id| self.queues_for(*id, match_type.ladder()));
        let players = self.draw_players(&idle, match_type);
        if players.len() < 2 || match_type.is_ranked() && players.len() < match_type.max_players() {
            return;
        }
        if match_type == MatchType::Custom && self.fixtures.could_take(&players, self.clock) {
            return;
        }
        let mut seats = self.draw_seats(&players);
        for seat in &mut seats[1..] {
            seat.listed = !self.rng.random_ratio(1, 20);
        }
        let Some(mut lobby) = self.new_lobby(match_type, seats) else {
            return;
        };
        lobby.waiting = lobby.seats.drain(1..).collect();
        lobby.next = Some((self.arrival(match_type), Step::Join));
        self.lobbies.insert(lobby.id, lobby);
    }

    /// A staging lobby with these seats, the host in the first, without any next step.
    pub(super) fn new_lobby(&mut self, match_type: MatchType, seats: Vec<Seat>) -> Option<Lobby> {
        let host = seats.first()?.profile;
        let id = self.next_match_id();
        let (map, description, password) = if match_type.is_ranked() {
            (Map::ranked(&mut self.rng), "AUTOMATCH".to_owned(), None)
        } else {
            let secret = self.rng.random_ratio(1, 6);
            let password = secret.then(|| format!("open-sesame-{}", id.0));
            let title = names::lobby_title(&mut self.rng);
            (Map::custom(&mut self.rng), title, password)
        };
        Some(Lobby {
            id,
            host,
            match_type,
            phase: Phase::Staging,
            description,
            map,
            password,
            seats,
            observers: self.rng.random_range(0..4),
            started: None,
            waiting: [].into(),
            next: None,
        })
    }
}
