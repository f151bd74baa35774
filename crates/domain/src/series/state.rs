//! The state of a series: its status, score, winner and games, computed from games and the host's decisions.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::winner::Winner;
use crate::{
    clock::Timestamp,
    id::{MatchId, SeriesId},
};

/// The status, score, winner and games of a series, computed from games and the host's decisions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesState {
    /// The series.
    pub id: SeriesId,
    /// How far it is.
    pub status: SeriesStatus,
    /// The games that each side won, or the host's score.
    pub score: [u8; 2],
    /// Who won; `None` while it is undecided, and for a draw.
    pub winner: Option<Winner>,
    /// By what it was decided.
    pub decided_by: Option<DecidedBy>,
    /// When it was decided: when the deciding game ended, or when the host decided. A cancelled series has none.
    pub decided_at: Option<Timestamp>,
    /// Its games: those with a match in the order in which they started, then those that the host added.
    pub games: Vec<SeriesGame>,
}

/// How far a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeriesStatus {
    /// It has not begun.
    Scheduled,
    /// A game of it is being played or has been, or the host gave a score that does not decide it.
    Live,
    /// It is decided by its games or by a score of the host.
    Completed,
    /// The host gave it to one side.
    Walkover,
    /// It does not take place.
    Cancelled,
}

impl SeriesStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Scheduled, Self::Live, Self::Completed, Self::Walkover, Self::Cancelled];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Live => "live",
            Self::Completed => "completed",
            Self::Walkover => "walkover",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it is undecided. This is not whether it takes games already: see
    /// [`SeriesFacts::opens_at`](super::SeriesFacts::opens_at).
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::Scheduled | Self::Live)
    }
}

/// By what a series was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecidedBy {
    /// By its games, those that the host added among them.
    Games,
    /// By a score that the host set.
    Host,
    /// By a walkover.
    Walkover,
}

impl DecidedBy {
    /// Everything that decides a series.
    pub const ALL: [Self; 3] = [Self::Games, Self::Host, Self::Walkover];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Games => "games",
            Self::Host => "host",
            Self::Walkover => "walkover",
        }
    }
}

/// A game of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesGame {
    /// The match; `None` for a game that the host added.
    pub match_id: Option<MatchId>,
    /// The place of the host's decision about it in [`HostDecision::games`](super::HostDecision), if there is one.
    pub decision: Option<usize>,
    /// Who won it, when that is known.
    pub winner: Option<Winner>,
    /// Why it does not count; `None` when it counts.
    pub not_counted: Option<NotCounted>,
}

/// Why a game of a series does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCounted {
    /// It is being played.
    Running,
    /// It is over and the upstream reports no outcome so far.
    NoOutcome,
    /// It took less than five minutes: a restart.
    Short,
    /// The host says that it does not count.
    Host,
    /// The host counts it for this series, and excluded the match from the whole tournament.
    Excluded,
    /// The games that the host counts decide this series without it.
    AfterDecision,
}

impl NotCounted {
    /// Every reason.
    pub const ALL: [Self; 6] =
        [Self::Running, Self::NoOutcome, Self::Short, Self::Host, Self::Excluded, Self::AfterDecision];

    /// The name used on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::NoOutcome => "no_outcome",
            Self::Short => "short",
            Self::Host => "host",
            Self::Excluded => "excluded",
            Self::AfterDecision => "after_decision",
        }
    }
}
