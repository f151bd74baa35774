//! An account's rating and results on a ladder.

use crate::{
    clock::Timestamp,
    id::{LeaderboardId, ProfileId},
};

/// An account's rating and results on one ladder.
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
    /// How many accounts are ranked in the world.
    pub rank_total: Option<i64>,
    /// Rank within the region.
    pub region_rank: Option<i64>,
    /// How many accounts are ranked in the region.
    pub region_rank_total: Option<i64>,
    /// When the last ranked game ended.
    pub last_match_at: Option<Timestamp>,
}

impl Rating {
    /// The rating of an account that has not played: unranked, with the rating as its peak.
    #[must_use]
    pub const fn new(profile_id: ProfileId, leaderboard_id: LeaderboardId, current_rating: i64) -> Self {
        Self {
            profile_id,
            leaderboard_id,
            current_rating,
            max_rating: current_rating,
            wins: 0,
            losses: 0,
            streak: 0,
            drops: 0,
            rank: None,
            rank_total: None,
            region_rank: None,
            region_rank_total: None,
            last_match_at: None,
        }
    }
}

/// A rank in an upstream answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The answer says that there is none.
    Unranked,
    /// The rank, from 1 on.
    At(i64),
}

impl Rank {
    /// The rank's number, if there is one.
    #[must_use]
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Unranked => None,
            Self::At(rank) => Some(rank),
        }
    }
}

/// An account's rating on one ladder as an upstream answer reports it: a [`Rating`] with gaps. `None` means that the
/// answer did not tell the value; the stored value stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolledRating {
    /// The account.
    pub profile_id: ProfileId,
    /// The ladder.
    pub leaderboard_id: LeaderboardId,
    /// The rating now.
    pub current_rating: i64,
    /// The highest rating held, on today's scale: never below the current one.
    pub max_rating: Option<i64>,
    /// Games won, ever.
    pub wins: Option<i64>,
    /// Games lost, ever.
    pub losses: Option<i64>,
    /// Length of the running streak, negative for losses.
    pub streak: Option<i64>,
    /// Games dropped out of.
    pub drops: Option<i64>,
    /// World rank.
    pub rank: Option<Rank>,
    /// How many accounts are ranked in the world.
    pub rank_total: Option<i64>,
    /// Rank within the region.
    pub region_rank: Option<Rank>,
    /// How many accounts are ranked in the region.
    pub region_rank_total: Option<i64>,
    /// When the last ranked game ended.
    pub last_match_at: Option<Timestamp>,
}

impl PolledRating {
    /// A polled rating with no other value known.
    #[must_use]
    pub const fn new(profile_id: ProfileId, leaderboard_id: LeaderboardId, current_rating: i64) -> Self {
        Self {
            profile_id,
            leaderboard_id,
            current_rating,
            max_rating: None,
            wins: None,
            losses: None,
            streak: None,
            drops: None,
            rank: None,
            rank_total: None,
            region_rank: None,
            region_rank_total: None,
            last_match_at: None,
        }
    }

    /// How many counts, totals and ranks an answer told.
    #[must_use]
    pub fn known_values(&self) -> usize {
        let counts = [self.max_rating, self.wins, self.losses, self.streak, self.drops];
        let totals = [self.rank_total, self.region_rank_total];
        let ranks = [self.rank, self.region_rank].into_iter().flatten().filter_map(Rank::number);
        counts.iter().chain(&totals).flatten().count() + ranks.count()
    }
}

impl From<Rating> for PolledRating {
    /// Converts a complete rating, as if an answer had reported all of it.
    fn from(rating: Rating) -> Self {
        let known = |rank: Option<i64>| Some(rank.map_or(Rank::Unranked, Rank::At));
        Self {
            profile_id: rating.profile_id,
            leaderboard_id: rating.leaderboard_id,
            current_rating: rating.current_rating,
            max_rating: Some(rating.max_rating),
            wins: Some(rating.wins),
            losses: Some(rating.losses),
            streak: Some(rating.streak),
            drops: Some(rating.drops),
            rank: known(rating.rank),
            rank_total: rating.rank_total,
            region_rank: known(rating.region_rank),
            region_rank_total: rating.region_rank_total,
            last_match_at: rating.last_match_at,
        }
    }
}
