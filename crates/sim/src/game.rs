//! A finished match in the world, with its real facts and the misreported ones.

use std::sync::OnceLock;

use serde_json::value::RawValue;

use crate::ids::{CivilizationId, MatchId, ProfileId};
use crate::ladder::MatchType;
use crate::maps::Map;

/// A finished match.
#[derive(Clone, Debug)]
pub struct Match {
    /// The id, which was its lobby's.
    pub id: MatchId,
    /// The match type.
    pub match_type: MatchType,
    /// The player who opened the lobby.
    pub creator: ProfileId,
    /// The map.
    pub map: Map,
    /// The lobby's title.
    pub description: String,
    /// Its start, in unix seconds.
    pub started: i64,
    /// Its end, in unix seconds.
    pub completed: i64,
    /// How many observers watched.
    pub observers: i64,
    /// Whether the outcome is reported; without it, who won is in no row.
    pub has_outcome: bool,
    /// The players.
    pub participants: Vec<Participant>,
    /// The cached JSON text: a history is requested again and again, and blobs are expensive.
    pub(crate) rendered: OnceLock<Box<RawValue>>,
}

/// A player's part in a match. The counts are those right after it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Participant {
    /// The player.
    pub profile: ProfileId,
    /// The side, 0 or 1.
    pub team: i64,
    /// The civilization played: the member row.
    pub civilization: CivilizationId,
    /// The civilization in the report row.
    pub reported: CivilizationId,
    /// Whether the side won.
    pub won: bool,
    /// The rating before.
    pub old_rating: i64,
    /// The rating after.
    pub new_rating: i64,
    /// Games won on the ladder.
    pub wins: i64,
    /// Games lost on the ladder.
    pub losses: i64,
    /// Consecutive wins; negative for losses.
    pub streak: i64,
    /// The id that joins the row to the player's stats.
    pub statgroup_id: i64,
}

impl Match {
    /// A player's part, if that player took part.
    #[must_use]
    pub fn participant(&self, profile: ProfileId) -> Option<&Participant> {
        self.participants.iter().find(|one| one.profile == profile)
    }

    /// The same, mutable, for corrections.
    pub fn participant_mut(&mut self, profile: ProfileId) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|one| one.profile == profile)
    }

    /// Swaps winners and losers; the ratings stay as they are.
    pub fn reverse_outcome(&mut self) {
        for one in &mut self.participants {
            one.won = !one.won;
        }
    }
}

/// Compares the facts and ignores the cached text.
impl PartialEq for Match {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.match_type, self.creator, &self.map, &self.description)
            == (other.id, other.match_type, other.creator, &other.map, &other.description)
            && (self.started, self.completed, self.observers) == (other.started, other.completed, other.observers)
            && self.has_outcome == other.has_outcome
            && self.participants == other.participants
    }
}
