//! The world behind the simulated backend: players, lobbies, matches and a clock of its own. It is determined by a seed
//! and the calls made; it knows neither the wire format nor a wall clock.

mod casting;
mod config;
mod directed;
mod error;
mod generated;
mod life;
mod ordered;
mod ranks;
mod series;
mod settle;
mod strangers;

use std::collections::{BTreeMap, BTreeSet};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use self::config::Config;
pub use self::error::WorldError;
pub use self::ordered::Game;
pub use self::ranks::Rank;

use crate::clock::Moment;
use crate::fault::Fault;
use crate::game::Match;
use crate::history::History;
use crate::ids::{MatchId, ProfileId};
use crate::ladder::Ladder;
use crate::lobby::Lobby;
use crate::profile::{Profile, Standing};
use crate::series::Fixtures;

/// The world. Two worlds with the same configuration and the same calls are equal.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    pace: f64,
    clock: Moment,
    rng: ChaCha8Rng,
    profiles: BTreeMap<ProfileId, Profile>,
    lobbies: BTreeMap<MatchId, Lobby>,
    history: History,
    poisoned: BTreeMap<ProfileId, Fault>,
    last_match_id: i64,
    last_stranger_id: i64,
    next_opening: Option<Moment>,
    fixtures: Fixtures,
}

impl World {
    /// A world without players.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            pace: config.pace,
            clock: Moment::from_unix(config.epoch),
            rng: ChaCha8Rng::seed_from_u64(config.seed),
            profiles: BTreeMap::new(),
            lobbies: BTreeMap::new(),
            history: History::new(config.history_limit),
            poisoned: BTreeMap::new(),
            last_match_id: 480_000_000,
            last_stranger_id: 3_000_000,
            next_opening: None,
            fixtures: Fixtures::new(config.seed, config.fixtures),
        }
    }

    /// A world with so many invented players; see [`World::profiles`] for their ids.
    #[must_use]
    pub fn populated(config: Config, players: usize) -> Self {
        let mut world = Self::new(config);
        for _ in 0..players {
            world.add_stranger();
        }
        world
    }

    /// The simulated time in unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.clock.unix()
    }

    /// All players, by id.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.values()
    }

    /// A player.
    #[must_use]
    pub fn profile(&self, id: ProfileId) -> Option<&Profile> {
        self.profiles.get(&id)
    }

    /// A player's row on a ladder.
    #[must_use]
    pub fn standing(&self, id: ProfileId, ladder: Ladder) -> Option<&Standing> {
        self.profiles.get(&id)?.standings.get(&ladder)
    }

    /// A player's rating on a ladder.
    #[must_use]
    pub fn rating(&self, id: ProfileId, ladder: Ladder) -> Option<i64> {
        Some(self.standing(id, ladder)?.rating)
    }

    /// The listed lobbies, newest first.
    pub fn lobbies(&self) -> impl Iterator<Item = &Lobby> {
        self.lobbies.values().rev()
    }

    /// A listed lobby.
    #[must_use]
    pub fn lobby(&self, id: MatchId) -> Option<&Lobby> {
        self.lobbies.get(&id)
    }

    /// A finished match that some history still shows.
    #[must_use]
    pub fn finished(&self, id: MatchId) -> Option<&Match> {
        self.history.get(id)
    }

    /// Every finished match that some history still shows, newest id first.
    pub fn matches(&self) -> impl Iterator<Item = &Match> {
        self.history.all().rev()
    }

    /// The matches in the histories of these players, each once, by id.
    #[must_use]
    pub fn history_of(&self, profiles: &BTreeSet<ProfileId>) -> Vec<&Match> {
        self.history.of(profiles)
    }

    /// The fault of requests that name this player, if it is poisoned.
    #[must_use]
    pub fn poison_of(&self, id: ProfileId) -> Option<&Fault> {
        self.poisoned.get(&id)
    }

    fn next_match_id(&mut self) -> MatchId {
        self.last_match_id += self.rng.random_range(1..10);
        MatchId(self.last_match_id)
    }
}
