//! What the upstream says of an account: who it is and how it stands on each ladder.

mod rating;

pub use rating::{PolledRating, Rank, Rating};

use crate::id::ProfileId;

/// An account. What is `None` in an answer was not told, which takes nothing back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The account.
    pub profile_id: ProfileId,
    /// The in-game name; `None` when the upstream sent a blank one.
    pub alias: Option<String>,
    /// The Steam id, of Steam accounts.
    pub steam_id: Option<String>,
    /// The Xbox Live id, of Xbox accounts.
    pub xbox_id: Option<String>,
    /// ISO 3166-1 alpha-2, in lower case.
    pub country: Option<String>,
    /// The clan's tag; in an answer empty when told to be in none.
    pub clan_name: Option<String>,
    /// The upstream's region number.
    pub region_id: Option<i64>,
    /// Account level.
    pub level: Option<i64>,
    /// Experience points.
    pub xp: Option<i64>,
}

impl Player {
    /// An account of which nothing was told.
    #[must_use]
    pub const fn new(profile_id: ProfileId) -> Self {
        Self {
            profile_id,
            alias: None,
            steam_id: None,
            xbox_id: None,
            country: None,
            clan_name: None,
            region_id: None,
            level: None,
            xp: None,
        }
    }
}

/// One account with its ladders, as a stats poll delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerStats {
    /// The account.
    pub player: Player,
    /// On which ladders; empty for an account that has none yet.
    pub ratings: Vec<PolledRating>,
}

/// A name learned from any payload: opponents' accounts are never polled themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The account.
    pub profile_id: ProfileId,
    /// Its in-game name, not blank.
    pub alias: String,
}
