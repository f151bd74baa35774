//! The bodies of writes about stages and series.

use domain::{
    clock::Timestamp,
    series::{Admits, SeriesFormat},
    stages::{
        points::{PointSystem, Points},
        settings::{SideKind, Visibility},
        swiss::HalfPairing,
        table::{StageFormat, TieBreak},
    },
};
use serde::Serialize;
use utoipa::ToSchema;

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
    /// The participant that has the bye, if `pairings` are given.
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

/// Changes to a series; what is absent stays, null empties it. Null in `score`, `walkover` or `cancelled` takes back a
/// decision of that kind; in `games` all decisions about games.
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
    /// Whether it does not take place; false takes a cancellation back, and no other decision.
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
