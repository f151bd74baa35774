//! The bodies of writes, as described in the OpenAPI document. They are read field by field ([`crate::body::Fields`]),
//! so that every violation can be reported.

#![expect(dead_code, reason = "descriptions")]

use domain::{
    clock::Timestamp,
    roster::Presentation,
    series::{Admits, SeriesFormat},
    stages::{
        points::{PointSystem, Points},
        stage::{SideKind, Visibility},
        swiss::HalfPairing,
        table::{StageFormat, TieBreak},
    },
    tournament::RankBy,
};
use serde::Serialize;
use utoipa::ToSchema;

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

/// Groups of a round robin: how many, by snake seeding, or the participants of each.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Groups {
    Number(u16),
    Lists(Vec<Vec<i64>>),
}

/// A stage to set up.
#[derive(Debug, ToSchema)]
pub(crate) struct StageCreate {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    format: StageFormat,
    #[schema(required = false, default = json!("entries"))]
    sides: SideKind,
    /// The numbers of entries or teams, in the order of seeds.
    #[schema(max_items = 256)]
    participants: Vec<i64>,
    /// Only of a round robin: how many groups, by snake seeding, or the participants of each. One group unless said.
    #[schema(required = false)]
    groups: Groups,
    /// Only of a round robin: how often each two sides of a group meet.
    #[schema(required = false, minimum = 1, maximum = 2, default = 1)]
    legs: u8,
    /// Only of a Swiss stage: how many rounds it has in all.
    #[schema(minimum = 1, maximum = 100)]
    rounds: Option<u16>,
    #[schema(required = false, default = json!("slide"))]
    half_pairing: HalfPairing,
    series_format: SeriesFormat,
    #[schema(required = false, default = json!("lobby"))]
    admits: Admits,
    #[schema(required = false)]
    points: PointSystem,
    /// The most significant first. Those that are usual for the format unless said.
    #[schema(required = false, max_items = 9)]
    tie_breaks: Vec<TieBreak>,
    /// How many of each group advance.
    #[schema(required = false, minimum = 0, maximum = 256, default = 0)]
    advance: u32,
    #[schema(required = false, default = json!("draft"))]
    visibility: Visibility,
}

/// Changes to a stage; what is absent stays.
#[derive(Debug, ToSchema)]
pub(crate) struct StageUpdate {
    #[schema(required = false, min_length = 1, max_length = 100)]
    name: String,
    /// Once the stage is started, those that it has, with late ones after them.
    #[schema(required = false, max_items = 256)]
    participants: Vec<i64>,
    #[schema(required = false)]
    groups: Groups,
    #[schema(required = false, minimum = 1, maximum = 2)]
    legs: u8,
    #[schema(minimum = 1, maximum = 100)]
    rounds: Option<u16>,
    #[schema(required = false)]
    half_pairing: HalfPairing,
    #[schema(required = false)]
    series_format: SeriesFormat,
    #[schema(required = false)]
    admits: Admits,
    #[schema(required = false)]
    points: PointSystem,
    #[schema(required = false, max_items = 9)]
    tie_breaks: Vec<TieBreak>,
    #[schema(required = false, minimum = 0, maximum = 256)]
    advance: u32,
    #[schema(required = false)]
    visibility: Visibility,
}

/// A round to propose or to start.
#[derive(Debug, ToSchema)]
pub(crate) struct RoundCreate {
    /// Whether to propose the round only.
    dry_run: bool,
    /// The host's own pairings instead of the proposed ones, by the numbers of the participants.
    #[schema(required = false)]
    pairings: Vec<Vec<i64>>,
    /// Who has nobody to meet, besides the host's own pairings.
    #[schema(exclusive_minimum = 0)]
    bye: Option<i64>,
}

/// Points to give to a side, or to take.
#[derive(Debug, ToSchema)]
pub(crate) struct AdjustmentPut {
    /// The number of the entry or of the team.
    #[schema(exclusive_minimum = 0)]
    side: i64,
    /// With at most two decimals; 0 withdraws what was given before.
    points: Points,
    /// Everybody can read it.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
}

/// An order of sides that tie in everything.
#[derive(Debug, ToSchema)]
pub(crate) struct TiesPut {
    /// The numbers of the entries or teams, the better first.
    #[schema(max_items = 256)]
    order: Vec<i64>,
}

/// A series to create.
#[derive(Debug, ToSchema)]
pub(crate) struct SeriesCreate {
    /// A manual stage that it belongs to.
    #[schema(exclusive_minimum = 0)]
    stage_id: Option<i64>,
    /// Whether the sides are entries or teams; the stage's, if it has one.
    #[schema(required = false, default = json!("entries"))]
    kind: SideKind,
    /// The numbers of the two entries or teams.
    #[schema(min_items = 2, max_items = 2)]
    sides: Vec<i64>,
    /// The stage's unless said.
    #[schema(required = false)]
    format: SeriesFormat,
    #[schema(required = false, default = json!("lobby"))]
    admits: Admits,
    scheduled_at: Option<Timestamp>,
    #[schema(min_length = 1, max_length = 256)]
    stream_url: Option<String>,
    #[schema(min_length = 1, max_length = 100)]
    label: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    note: Option<String>,
}

/// Changes to a series; what is absent stays, null empties it, or hands it back to what follows from the games.
#[derive(Debug, ToSchema)]
pub(crate) struct SeriesUpdate {
    scheduled_at: Option<Timestamp>,
    #[schema(min_length = 1, max_length = 256)]
    stream_url: Option<String>,
    #[schema(min_length = 1, max_length = 100)]
    label: Option<String>,
    #[schema(min_length = 1, max_length = 1000)]
    note: Option<String>,
    /// Decisions about single games, besides those made before; null withdraws all.
    #[schema(max_items = 30)]
    games: Option<Vec<GameDecision>>,
    /// The score, whatever the games say.
    #[schema(min_items = 2, max_items = 2)]
    score: Option<Vec<u8>>,
    /// The side that wins without playing to the end, 0 or 1.
    #[schema(minimum = 0, maximum = 1)]
    walkover: Option<u8>,
    /// Whether it does not take place.
    cancelled: Option<bool>,
}

/// A decision about one game: about a match, or of a game that the service does not know.
#[derive(Debug, ToSchema)]
pub(crate) struct GameDecision {
    /// The match; without one a game is added.
    #[schema(required = false, exclusive_minimum = 0)]
    match_id: i64,
    /// A decision to withdraw, instead.
    #[schema(required = false, exclusive_minimum = 0)]
    decision_id: i64,
    /// Whether the match counts; null withdraws what was decided.
    counts: Option<bool>,
    /// The side that won, 0 or 1. An added game needs it; of a match it takes precedence over its outcome.
    #[schema(required = false, minimum = 0, maximum = 1)]
    winner: u8,
    /// The map of an added game.
    #[schema(required = false, min_length = 1, max_length = 100)]
    map: String,
}
