//! Why a fixture cannot be scheduled.

use crate::ids::ProfileId;

/// Why a fixture cannot be scheduled.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FixtureError {
    /// The sides do not have one to four players each, equally many.
    #[error("sides of {0} and {1} players")]
    Sides(usize, usize),
    /// A lobby has eight seats: beside four players a side nobody can join.
    #[error("nine players in a lobby")]
    Full,
    /// A player is named twice, on the sides or by an incident that needs somebody else.
    #[error("player {} is named twice", .0.0)]
    Twice(ProfileId),
    /// No series has this many games.
    #[error("a series of {0} games")]
    Games(u8),
    /// An incident is placed at a game that the format does not have.
    #[error("an incident at game {0}")]
    NoSuchGame(u8),
}
