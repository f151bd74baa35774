//! A stage as its host set it up.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    points::PointSystem,
    round_robin::Legs,
    side::Side,
    swiss::HalfPairing,
    table::{StageFormat, TableRules, TieBreak},
};
use crate::{
    id::{EntryId, TeamId},
    series::{Admits, SeriesFormat},
};

/// What takes part in a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SideKind {
    /// Roster entries.
    #[default]
    Entries,
    /// Teams.
    Teams,
}

impl SideKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Entries, Self::Teams];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Teams => "teams",
        }
    }

    /// The side of this kind with that number.
    #[must_use]
    pub const fn side(self, id: i64) -> Side {
        match self {
            Self::Entries => Side::Entry(EntryId(id)),
            Self::Teams => Side::Team(TeamId(id)),
        }
    }
}

/// Who may see a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Only the tournament's owners.
    #[default]
    Draft,
    /// Everybody.
    Public,
}

impl Visibility {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Draft, Self::Public];

    /// The name used on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Public => "public",
        }
    }
}

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageStatus {
    /// It has no series, and its participants can be changed.
    NotStarted,
    /// It was started, and not all of it is decided.
    Running,
    /// All its series are decided; of a Swiss stage with a given number of rounds, those of the last round too.
    Completed,
}

/// What a host can set of a stage, besides its participants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageSettings {
    /// Its name.
    pub name: String,
    /// How its series come about.
    pub format: StageFormat,
    /// Whether entries or teams take part.
    pub sides: SideKind,
    /// How often each two sides of a group meet. Only round robins read it.
    pub legs: Legs,
    /// How many rounds a Swiss stage has in all.
    pub rounds: Option<u16>,
    /// Whom the upper half of a score group meets. Only Swiss stages read it.
    pub half_pairing: HalfPairing,
    /// How many games its series have.
    pub series_format: SeriesFormat,
    /// Which kinds of match count for its series.
    pub admits: Admits,
    /// What results give.
    pub points: PointSystem,
    /// What decides between sides with equal points, the most significant first.
    pub tie_breaks: Vec<TieBreak>,
    /// How many of each group advance.
    pub advance: u32,
    /// Who may see it.
    pub visibility: Visibility,
}

impl StageSettings {
    /// The settings that decide its table.
    #[must_use]
    pub fn table_rules(&self) -> TableRules {
        TableRules {
            format: self.format,
            points: self.points,
            tie_breaks: self.tie_breaks.clone(),
            advance: self.advance,
            rounds: self.rounds,
        }
    }
}
