//! Why an event that a test causes is refused.

use crate::ids::MatchId;

/// A request about something that does not exist.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum WorldError {
    /// No such lobby is listed.
    #[error("no lobby {}", .0.0)]
    UnknownLobby(MatchId),
    /// No history shows such a match.
    #[error("no match {}", .0.0)]
    UnknownMatch(MatchId),
    /// The game of the lobby is already over.
    #[error("lobby {} is over", .0.0)]
    Over(MatchId),
    /// No player is on that side.
    #[error("nobody on side {side} of lobby {}", .lobby.0)]
    NoSuchSide {
        /// The lobby.
        lobby: MatchId,
        /// The side that was to win.
        side: i64,
    },
}
