//! The bodies of writes, as described in the OpenAPI document. They are read field by field ([`crate::body::Fields`]),
//! so that every violation can be reported.

#![expect(dead_code, reason = "descriptions")]

mod stages;

use domain::{clock::Timestamp, roster::Presentation, tournament::RankBy};
use utoipa::ToSchema;

pub(crate) use stages::{AdjustmentPut, RoundCreate, SeriesCreate, SeriesUpdate, StageCreate, StageUpdate, TiesPut};

/// A tournament to set up.
#[derive(Debug, ToSchema)]
pub(crate) struct TournamentCreate {
    #[schema(min_length = 1, max_length = 64, pattern = "^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$")]
    slug: String,
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[schema(exclusive_minimum = 0)]
    leaderboard_id: i64,
    #[schema(required = false, default = json!("peak_rating"))]
    rank_by: RankBy,
    start_date: Option<Timestamp>,
    end_date: Option<Timestamp>,
    #[schema(minimum = 0)]
    prize_pool_cents: Option<i64>,
    #[schema(required = false, max_items = 5, default = json!([]))]
    host_stream_urls: Vec<String>,
    #[schema(required = false, value_type = Object)]
    presentation: Presentation,
}

/// Changes to a tournament; what is absent stays, null empties it.
#[derive(Debug, ToSchema)]
pub(crate) struct TournamentUpdate {
    #[schema(required = false, min_length = 1, max_length = 200)]
    name: String,
    #[schema(required = false, exclusive_minimum = 0)]
    leaderboard_id: i64,
    #[schema(required = false)]
    rank_by: RankBy,
    start_date: Option<Timestamp>,
    end_date: Option<Timestamp>,
    #[schema(minimum = 0)]
    prize_pool_cents: Option<i64>,
    #[schema(required = false, max_items = 5)]
    host_stream_urls: Vec<String>,
    #[schema(required = false, value_type = Object)]
    presentation: Presentation,
}

/// Somebody to make an owner.
#[derive(Debug, ToSchema)]
pub(crate) struct TournamentOwnerCreate {
    #[schema(
        min_length = 36,
        max_length = 36,
        pattern = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"
    )]
    user_id: String,
}

/// An entry to add to the roster.
#[derive(Debug, ToSchema)]
pub(crate) struct RosterPlayerCreate {
    /// Trimmed and composed (NFC), without control characters, with at most two combining marks on a letter, and unlike
    /// any other name of the roster, case and white space aside. With an account it may be left out: the account's name
    /// will do.
    #[schema(required = false, min_length = 1, max_length = 64)]
    name: String,
    #[schema(exclusive_minimum = 0)]
    profile_id: Option<i64>,
    #[schema(required = false, value_type = Object)]
    presentation: Presentation,
}

/// Changes to an entry; what is absent stays.
#[derive(Debug, ToSchema)]
pub(crate) struct RosterPlayerUpdate {
    #[schema(exclusive_minimum = 0)]
    profile_id: Option<i64>,
    #[schema(value_type = Option<Object>)]
    presentation: Option<Presentation>,
}

/// A team to create.
#[derive(Debug, ToSchema)]
pub(crate) struct TeamCreate {
    /// Of the same form as an entry's name, and unlike any other team's of the tournament, case and white space aside.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    #[schema(min_length = 1, max_length = 8)]
    initials: String,
}

/// Changes to a team; what is absent stays.
#[derive(Debug, ToSchema)]
pub(crate) struct TeamUpdate {
    /// As in a new team.
    #[schema(required = false, min_length = 1, max_length = 200)]
    name: String,
    #[schema(required = false, min_length = 1, max_length = 8)]
    initials: String,
}

/// Why a match does not count.
#[derive(Debug, ToSchema)]
pub(crate) struct ExclusionPut {
    /// Everybody can read it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// An entry to put on a team.
#[derive(Debug, ToSchema)]
pub(crate) struct TeamMemberCreate {
    /// The entry, by its own number or its account's.
    #[schema(required = false, exclusive_minimum = 0)]
    tournament_player_id: i64,
    /// The entry by its account, instead.
    #[schema(exclusive_minimum = 0)]
    profile_id: Option<i64>,
}

/// Where a member goes.
#[derive(Debug, ToSchema)]
pub(crate) struct TeamMemberUpdate {
    /// Another team of the same tournament.
    #[schema(exclusive_minimum = 0)]
    team_id: i64,
}

/// A member to make captain.
#[derive(Debug, ToSchema)]
pub(crate) struct TeamCaptainSet {
    /// The entry, by its own number or its account's.
    #[schema(required = false, exclusive_minimum = 0)]
    tournament_player_id: i64,
    /// The entry by its account, instead.
    #[schema(exclusive_minimum = 0)]
    profile_id: Option<i64>,
}
