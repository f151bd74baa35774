//! Views of the accounts that match a host's search.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{LeaderboardId, ProfileId},
};

/// The accounts that fit, the likeliest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountsRead {
    /// Exact matches first, then names with this prefix, then names that contain it; among equals the one that played
    /// last comes first.
    pub items: Vec<AccountRead>,
    /// Whether the game's own servers were asked.
    pub upstream: UpstreamAnswer,
}

/// Whether the game's own servers were asked for an account that is unknown here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UpstreamAnswer {
    /// They were asked, a moment ago at the earliest; what they know is listed.
    Asked,
    /// There was no need to, or this instance asks nobody.
    NotAsked,
    /// They do not answer, or were asked too often: what is known here alone is listed.
    Unavailable,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountRead {
    /// Its number.
    pub profile_id: ProfileId,
    /// The in-game name; null when none was ever told.
    #[schema(required)]
    pub alias: Option<String>,
    /// The name that was found, where it goes by another one today.
    #[schema(required)]
    pub former_alias: Option<String>,
    /// ISO 3166-1 alpha-2, in lower case; null when unknown.
    #[schema(required)]
    pub country: Option<String>,
    /// Its place on each ladder, by ladder; empty when unknown.
    pub ratings: Vec<AccountRatingRead>,
    /// When its last game known here ended, or began if it goes on.
    #[schema(required)]
    pub last_match_at: Option<Timestamp>,
    /// Slugs of tournaments with an entry linked to it, the newest first; twenty at most.
    pub tournaments: Vec<String>,
}

/// An account's place on one ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AccountRatingRead {
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The rating now.
    pub rating: i64,
    /// The highest rating held.
    pub max_rating: i64,
    /// World rank; null when unranked.
    #[schema(required)]
    pub rank: Option<i64>,
    /// Games won and lost.
    pub games: i64,
}
