//! Sides, which meet in series, and the participants of a stage.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{EntryId, TeamId};

/// One of the two that meet in a series: a roster entry or a team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// An entry.
    Entry(EntryId),
    /// A team.
    Team(TeamId),
}

impl Side {
    /// The number of the entry or of the team.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::Entry(EntryId(id)) | Self::Team(TeamId(id)) => id,
        }
    }
}

/// A group of a stage, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Group(pub u16);

/// A round of a stage, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Round(pub u16);

/// A side that takes part in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Participant {
    /// The side.
    pub side: Side,
    /// Its place in the order of seeds, counted from 1.
    pub seed: u32,
    /// Its group, in a stage that has groups.
    pub group: Option<Group>,
    /// Whether it withdrew: it keeps its place in the table, is no longer paired, and does not advance.
    pub withdrawn: bool,
}
