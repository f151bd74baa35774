//! A game as a test specifies it; what is left open is random. Knows nothing of the world that plays it.

use std::time::Duration;

use crate::ids::{CivilizationId, ProfileId};
use crate::ladder::MatchType;
use crate::lobby::Seat;
use crate::maps::Map;

/// A game to be played to its end at once.
#[derive(Clone, Debug)]
pub struct Game {
    pub(super) match_type: MatchType,
    pub(super) winners: Vec<ProfileId>,
    pub(super) losers: Vec<ProfileId>,
    pub(super) duration: Duration,
    pub(super) map: Option<Map>,
    civilizations: Vec<(ProfileId, CivilizationId)>,
    random_picks: Vec<ProfileId>,
}

impl Game {
    /// A game of 20 minutes with a random map and random civilizations, none of them picked at random.
    #[must_use]
    pub fn new(match_type: MatchType, winners: &[ProfileId], losers: &[ProfileId]) -> Self {
        Self {
            match_type,
            winners: winners.to_vec(),
            losers: losers.to_vec(),
            duration: Duration::from_mins(20),
            map: None,
            civilizations: Vec::new(),
            random_picks: Vec::new(),
        }
    }

    /// Sets its duration, up to the present instant.
    #[must_use]
    pub const fn lasting(mut self, duration: Duration) -> Self {
        self.duration = duration;
        self
    }

    /// Sets its map.
    #[must_use]
    pub fn on(mut self, map: Map) -> Self {
        self.map = Some(map);
        self
    }

    /// Sets a player's civilization.
    #[must_use]
    pub fn playing(mut self, profile: ProfileId, civilization: CivilizationId) -> Self {
        self.civilizations.push((profile, civilization));
        self
    }

    /// Makes a player's civilization a random pick, which the report row misreports.
    #[must_use]
    pub fn picked_at_random(mut self, profile: ProfileId) -> Self {
        self.random_picks.push(profile);
        self
    }

    pub(super) fn apply_to(&self, seat: &mut Seat) {
        let id = seat.profile;
        seat.random_pick = self.random_picks.contains(&id);
        if let Some((_, civilization)) = self.civilizations.iter().find(|(who, _)| *who == id) {
            seat.civilization = *civilization;
        }
    }
}
