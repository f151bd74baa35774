//! Views of roster entries with their accounts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::matches::MatchRead;
use crate::{
    clock::Timestamp,
    id::{EntryId, LeaderboardId, ProfileId},
    player::Player,
    roster::{Entry, Presentation},
};

/// A roster entry with its account as last polled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerRead {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// The account it is linked to.
    #[schema(required)]
    pub profile_id: Option<ProfileId>,
    /// The host's name for it.
    pub name: String,
    /// The in-game name, or the host's when there is none.
    pub alias: String,
    /// The Steam id, of Steam accounts.
    #[schema(required)]
    pub steam_id: Option<String>,
    /// The Xbox Live id, of Xbox accounts.
    #[serde(default)]
    pub xbox_id: Option<String>,
    /// ISO 3166-1 alpha-2, in lower case.
    #[schema(required)]
    pub country: Option<String>,
    /// The clan's tag.
    #[schema(required)]
    pub clan_name: Option<String>,
    /// The upstream's region number.
    #[schema(required)]
    pub region_id: Option<i64>,
    /// Account level.
    #[schema(required)]
    pub level: Option<i64>,
    /// Experience points.
    #[schema(required)]
    pub xp: Option<i64>,
    /// The frontends' own data.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub presentation: Presentation,
    /// When the account's row last changed; null until it is polled.
    #[schema(required)]
    pub updated_at: Option<Timestamp>,
    /// Its place on each ladder, by ladder.
    #[serde(default)]
    pub ratings: Vec<PlayerRatingRead>,
}

/// An account's place on one ladder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerRatingRead {
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The rating now.
    pub current_rating: i64,
    /// The highest rating held.
    pub max_rating: i64,
    /// Games won, ever.
    pub wins: i64,
    /// Games lost, ever.
    pub losses: i64,
    /// Length of the running streak, negative for losses.
    pub streak: i64,
    /// Games dropped out of.
    pub drops: i64,
    /// World rank; null when unranked.
    #[schema(required)]
    pub rank: Option<i64>,
    /// How many are ranked in the world.
    #[schema(required)]
    pub rank_total: Option<i64>,
    /// Rank within the region.
    #[schema(required)]
    pub region_rank: Option<i64>,
    /// How many are ranked in the region.
    #[schema(required)]
    pub region_rank_total: Option<i64>,
    /// When the last ranked game ended.
    #[schema(required)]
    pub last_match_at: Option<Timestamp>,
    /// When the row last changed.
    pub updated_at: Timestamp,
}

/// One roster entry with its newest matches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlayerDetail {
    /// The latest successful poll behind the answer; null until the account is polled.
    #[serde(default)]
    pub last_polled_at: Option<Timestamp>,
    /// The entry.
    #[serde(flatten)]
    pub player: PlayerRead,
    /// Its newest matches on any ladder, newest started first.
    #[serde(default)]
    #[schema(default = json!([]))]
    pub recent_matches: Vec<MatchRead>,
}

impl PlayerRead {
    /// Creates the view of an entry with its account and ratings, as far as they have been polled.
    #[must_use]
    pub fn new(entry: Entry, polled: Option<(Player, Timestamp)>, mut ratings: Vec<PlayerRatingRead>) -> Self {
        ratings.sort_by_key(|rating| rating.leaderboard_id);
        let updated_at = polled.as_ref().map(|(_, updated_at)| *updated_at);
        let player = polled.map(|(player, _)| player);
        let of = |field: fn(&Player) -> Option<i64>| player.as_ref().and_then(field);
        let text = |field: fn(&Player) -> &Option<String>| player.as_ref().and_then(|player| field(player).clone());
        Self {
            tournament_player_id: entry.id,
            profile_id: entry.profile_id,
            alias: text(|player| &player.alias).unwrap_or_else(|| entry.name.clone()),
            name: entry.name,
            steam_id: text(|player| &player.steam_id),
            xbox_id: text(|player| &player.xbox_id),
            country: text(|player| &player.country),
            clan_name: text(|player| &player.clan_name),
            region_id: of(|player| player.region_id),
            level: of(|player| player.level),
            xp: of(|player| player.xp),
            presentation: entry.presentation,
            updated_at,
            ratings,
        }
    }
}
