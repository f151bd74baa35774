//! Accounts as the upstream describes them: their identity, and their ratings on each ladder.

mod rating;

pub use rating::{PolledRating, Rank, Rating};

use crate::id::ProfileId;

/// An account. In an answer, `None` means that the upstream did not tell the value; the stored value stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// The account.
    pub profile_id: ProfileId,
    /// The in-game name; `None` when the upstream sent a blank one.
    pub alias: Option<String>,
    /// The Steam id; only Steam accounts have one.
    pub steam_id: Option<String>,
    /// The Xbox Live id; only Xbox accounts have one.
    pub xbox_id: Option<String>,
    /// ISO 3166-1 alpha-2, in lower case.
    pub country: Option<String>,
    /// The clan's tag; in an answer, an empty tag means that the account is in no clan.
    pub clan_name: Option<String>,
    /// The upstream's region number.
    pub region_id: Option<i64>,
    /// Account level.
    pub level: Option<i64>,
    /// Experience points.
    pub xp: Option<i64>,
}

impl Player {
    /// An account with only its id known.
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

    /// How many values an answer told.
    #[must_use]
    pub fn known_values(&self) -> usize {
        let Self { profile_id: _, alias, steam_id, xbox_id, country, clan_name, region_id, level, xp } = self;
        let texts = [alias, steam_id, xbox_id, country, clan_name].into_iter().flatten();
        texts.count() + [region_id, level, xp].into_iter().flatten().count()
    }
}

/// One account with its ratings, as a stats poll delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerStats {
    /// The account.
    pub player: Player,
    /// Its ratings on all ladders; empty for an account that has none yet.
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
