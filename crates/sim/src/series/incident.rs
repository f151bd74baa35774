//! What goes wrong in a series, and at which game.

use crate::ids::ProfileId;

/// Something that goes wrong in a series. Games are counted from 1, and only those that count. An incident at a game
/// that is not played, because the series is decided before, does not happen. Those before the same game happen in the
/// order in which the fixture lists them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Incident {
    /// A game of the same sides ends after less than five minutes, and they play again in a new lobby.
    Restart {
        /// The game that follows.
        before: u8,
    },
    /// A game of the same sides ends without an outcome, and they play again in a new lobby.
    Rehost {
        /// The game that follows.
        before: u8,
    },
    /// Somebody takes the place of the second side's last player, and a game is played to its end.
    WrongOpponent {
        /// The game that follows.
        before: u8,
        /// Who plays.
        plays: ProfileId,
    },
    /// Somebody plays beside the two sides, on a side of their own.
    ThirdAccount {
        /// The game that follows.
        before: u8,
        /// Who plays.
        joins: ProfileId,
    },
    /// The history shows a counting game without an outcome first.
    LateOutcome {
        /// The game.
        of: u8,
    },
    /// The history shows the wrong winner of a counting game first. If it also has a late outcome, that is wrong.
    CorrectedOutcome {
        /// The game.
        of: u8,
    },
    /// The same sides play another game when the series is decided, unless one side gave up.
    ShowMatch,
    /// A side gives up: this game and all further ones are not played.
    Forfeit {
        /// The first game that is not played.
        before: u8,
        /// The side that gives up.
        by: super::Side,
    },
}

impl Incident {
    /// The game at which it happens.
    pub(super) const fn game(self) -> Option<u8> {
        match self {
            Self::Restart { before: game }
            | Self::Rehost { before: game }
            | Self::WrongOpponent { before: game, .. }
            | Self::ThirdAccount { before: game, .. }
            | Self::LateOutcome { of: game }
            | Self::CorrectedOutcome { of: game }
            | Self::Forfeit { before: game, .. } => Some(game),
            Self::ShowMatch => None,
        }
    }

    /// Whether it happens before this game, and not to the game itself.
    pub(super) const fn precedes(self, game: u8) -> bool {
        match self {
            Self::Restart { before }
            | Self::Rehost { before }
            | Self::WrongOpponent { before, .. }
            | Self::ThirdAccount { before, .. }
            | Self::Forfeit { before, .. } => before == game,
            Self::LateOutcome { .. } | Self::CorrectedOutcome { .. } | Self::ShowMatch => false,
        }
    }

    /// The player beside those of the two sides.
    pub(super) const fn outsider(self) -> Option<ProfileId> {
        match self {
            Self::WrongOpponent { plays: outsider, .. } | Self::ThirdAccount { joins: outsider, .. } => Some(outsider),
            _ => None,
        }
    }
}
