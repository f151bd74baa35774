//! Views of series.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{CivilizationId, EntryId, MatchId, ProfileId, SeriesId, StageId, TeamId},
    series::{Admits, DecidedBy, NotCounted, SeriesFormat, SeriesStatus, Winner},
    stages::side::{Group, Round, Side},
};

/// A side: a roster entry or a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SideRead {
    /// The entry; null for a team.
    #[schema(required)]
    pub tournament_player_id: Option<EntryId>,
    /// The team; null for an entry.
    #[schema(required)]
    pub team_id: Option<TeamId>,
    /// The name that viewers see.
    pub name: String,
}

impl SideRead {
    /// A side with its name.
    #[must_use]
    pub const fn new(side: Side, name: String) -> Self {
        let (tournament_player_id, team_id) = match side {
            Side::Entry(id) => (Some(id), None),
            Side::Team(id) => (None, Some(id)),
        };
        Self { tournament_player_id, team_id, name }
    }
}

/// The names of a tournament's entries, as viewers see them, and of its teams.
#[derive(Clone, Debug, Default)]
pub struct SideNames(HashMap<Side, String>);

impl FromIterator<(Side, String)> for SideNames {
    fn from_iter<I: IntoIterator<Item = (Side, String)>>(names: I) -> Self {
        Self(names.into_iter().collect())
    }
}

impl SideNames {
    /// Whether the side is on the tournament's roster or among its teams.
    #[must_use]
    pub fn has(&self, side: Side) -> bool {
        self.0.contains_key(&side)
    }

    /// The side with its name, which is empty when it does not exist.
    #[must_use]
    pub fn of(&self, side: Side) -> SideRead {
        SideRead::new(side, self.0.get(&side).cloned().unwrap_or_default())
    }
}

/// A series of two sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesRead {
    /// The series.
    pub series_id: SeriesId,
    /// Its stage.
    #[schema(required)]
    pub stage_id: Option<StageId>,
    /// Its round of the stage, counted from 1.
    #[schema(required)]
    pub round: Option<Round>,
    /// Its group of the stage, counted from 1.
    #[schema(required)]
    pub group: Option<Group>,
    /// What the host calls it.
    #[schema(required)]
    pub label: Option<String>,
    /// The two sides.
    #[schema(value_type = Vec<SideRead>, min_items = 2, max_items = 2)]
    pub sides: [SideRead; 2],
    /// How many games it has.
    pub format: SeriesFormat,
    /// Which kinds of match count.
    pub admits: Admits,
    /// When it is to begin.
    #[schema(required)]
    pub scheduled_at: Option<Timestamp>,
    /// A link to its broadcast.
    #[schema(required)]
    pub stream_url: Option<String>,
    /// How far it is.
    pub status: SeriesStatus,
    /// The games that each side won, or the host's score.
    #[schema(value_type = Vec<u8>, min_items = 2, max_items = 2)]
    pub score: [u8; 2],
    /// The side that won, 0 or 1; null while it is undecided, and for a draw.
    #[schema(required, value_type = Option<u8>)]
    pub winner: Option<Winner>,
    /// Its games, in the order in which they started; those that the host added come last.
    pub games: Vec<SeriesGameRead>,
    /// By what it was decided.
    #[schema(required)]
    pub decided_by: Option<DecidedBy>,
    /// When it was decided.
    #[schema(required)]
    pub decided_at: Option<Timestamp>,
    /// Why its sides were paired, in a Swiss stage.
    #[schema(required)]
    pub pairing_reason: Option<String>,
    /// The host's note.
    #[schema(required)]
    pub note: Option<String>,
}

/// A game of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesGameRead {
    /// The match; null for a game that the host added.
    #[schema(required)]
    pub match_id: Option<MatchId>,
    /// Whether it counts.
    pub counts: bool,
    /// Why it does not count; null when it does.
    #[schema(required)]
    pub why: Option<NotCounted>,
    /// The number of the host's decision about it, if there is one.
    #[schema(required)]
    pub decision_id: Option<i64>,
    /// The side that won it, 0 or 1; null when that is not known.
    #[schema(required, value_type = Option<u8>)]
    pub winner: Option<Winner>,
    /// Its map, when that is known.
    #[schema(required)]
    pub map_name: Option<String>,
    /// When it started.
    #[schema(required)]
    pub started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(required)]
    pub completed_at: Option<Timestamp>,
    /// Who played in it, by side, then account. Of a game that the host added nobody is known.
    pub players: Vec<SeriesPlayerRead>,
}

/// One player's part in a game of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesPlayerRead {
    /// The side of the series that it plays for, 0 or 1; null when it plays for neither.
    #[schema(required)]
    pub side: Option<u8>,
    /// The account.
    pub profile_id: ProfileId,
    /// What it played, -1 when unknown.
    pub civilization_id: CivilizationId,
    /// Its name, when known.
    #[schema(required)]
    pub civilization_name: Option<String>,
}
