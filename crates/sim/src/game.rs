//! A finished match as the world remembers it, truth and misreport side by side.

use std::sync::OnceLock;

use serde_json::value::RawValue;

use crate::ids::{CivilizationId, MatchId, ProfileId};
use crate::ladder::MatchType;
use crate::maps::Map;

/// A finished match.
#[derive(Clone, Debug)]
pub struct Match {
    /// The number, which was its lobby's.
    pub id: MatchId,
    /// What was played.
    pub match_type: MatchType,
    /// Who opened the lobby.
    pub creator: ProfileId,
    /// Where it was played.
    pub map: Map,
    /// The lobby's title.
    pub description: String,
    /// Beginning, unix seconds.
    pub started: i64,
    /// End, unix seconds.
    pub completed: i64,
    /// How many watched.
    pub observers: i64,
    /// Who played.
    pub participants: Vec<Participant>,
    /// Its text on the wire. A history is asked for over and over, and blobs are dear.
    pub(crate) rendered: OnceLock<Box<RawValue>>,
}

/// A player's part in a match. The counts are those right after it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Participant {
    /// Who.
    pub profile: ProfileId,
    /// The side, 0 or 1.
    pub team: i64,
    /// What was played: the member row.
    pub civilization: CivilizationId,
    /// What the report row claims.
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
    /// Wins in a row; negative for losses.
    pub streak: i64,
    /// The number that joins the row to the player's stats.
    pub statgroup_id: i64,
}

impl Match {
    /// A player's part, if he played.
    #[must_use]
    pub fn participant(&self, profile: ProfileId) -> Option<&Participant> {
        self.participants.iter().find(|one| one.profile == profile)
    }

    /// The same, to be corrected.
    pub fn participant_mut(&mut self, profile: ProfileId) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|one| one.profile == profile)
    }

    /// Turns the result around; the ratings stay as they are.
    pub fn reverse_outcome(&mut self) {
        for one in &mut self.participants {
            one.won = !one.won;
        }
    }
}

/// Equal if the facts are, whether or not either was ever asked for.
impl PartialEq for Match {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.match_type, self.creator, &self.map, &self.description)
            == (other.id, other.match_type, other.creator, &other.map, &other.description)
            && (self.started, self.completed, self.observers) == (other.started, other.completed, other.observers)
            && self.participants == other.participants
    }
}
