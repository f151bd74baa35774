//! The view of a tournament.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{LeaderboardId, TournamentId},
    roster::Presentation,
    tournament::{RankBy, Tournament},
};

/// A tournament.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TournamentRead {
    /// Its number.
    pub id: TournamentId,
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// The ladder it is held on.
    pub leaderboard_id: LeaderboardId,
    /// What decides the order.
    #[serde(default)]
    #[schema(required)]
    pub rank_by: RankBy,
    /// The first instant at which a match may start to count; null means any.
    #[schema(required)]
    pub start_date: Option<Timestamp>,
    /// The last such instant; null means any.
    #[schema(required)]
    pub end_date: Option<Timestamp>,
    /// Prize money in hundredths of the currency's unit.
    #[schema(required)]
    pub prize_pool_cents: Option<i64>,
    /// Where the hosts broadcast.
    pub host_stream_urls: Vec<String>,
    /// The frontends' own data.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub presentation: Presentation,
    /// Whether one of the hosts is on air.
    #[serde(default)]
    #[schema(default = false)]
    pub host_stream_live: bool,
    /// When it was set up.
    pub created_at: Timestamp,
}

impl From<Tournament> for TournamentRead {
    fn from(tournament: Tournament) -> Self {
        Self {
            id: tournament.id,
            slug: tournament.slug,
            name: tournament.name,
            leaderboard_id: tournament.leaderboard_id,
            rank_by: tournament.rank_by,
            start_date: tournament.window.start,
            end_date: tournament.window.end,
            prize_pool_cents: tournament.prize_pool_cents,
            host_stream_urls: tournament.host_stream_urls,
            presentation: tournament.presentation,
            host_stream_live: tournament.host_stream_live,
            created_at: tournament.created_at,
        }
    }
}
