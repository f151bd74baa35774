//! What the upstream says of an account: who it is and how it stands on each ladder.

use crate::{
    clock::Timestamp,
    id::{LeaderboardId, ProfileId},
};

/// An account as last polled.
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
    /// The clan's tag.
    pub clan_name: Option<String>,
    /// The upstream's region number.
    pub region_id: Option<i64>,
    /// Account level.
    pub level: Option<i64>,
    /// Experience points.
    pub xp: Option<i64>,
}

/// An account's place on one ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The account.
    pub profile_id: ProfileId,
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The rating now.
    pub current_rating: i64,
    /// The highest rating held, on today's scale: never below the current one.
    pub max_rating: i64,
    /// Games won, ever.
    pub wins: i64,
    /// Games lost, ever.
    pub losses: i64,
    /// Length of the running streak, negative for losses.
    pub streak: i64,
    /// Games dropped out of.
    pub drops: i64,
    /// World rank; `None` when unranked.
    pub rank: Option<i64>,
    /// How many are ranked in the world.
    pub rank_total: Option<i64>,
    /// Rank within the region.
    pub region_rank: Option<i64>,
    /// How many are ranked in the region.
    pub region_rank_total: Option<i64>,
    /// When the last ranked game ended.
    pub last_match_at: Option<Timestamp>,
}

/// One account with its ladders, as a stats poll delivers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerStats {
    /// Who.
    pub player: Player,
    /// On which ladders; empty for an account that has none yet.
    pub ratings: Vec<Rating>,
}

/// A name learned from any payload: opponents' accounts are never polled themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The account.
    pub profile_id: ProfileId,
    /// Its in-game name, not blank.
    pub alias: String,
}
