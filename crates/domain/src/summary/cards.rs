//! The summary as answered: one card per statistic.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    clock::Timestamp,
    id::{EntryId, ProfileId},
};

/// The leaders. A card is null when nobody qualifies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TournamentSummary {
    /// When the newest game of anybody started; null when there is none.
    #[schema(required)]
    pub last_polled_at: Option<Timestamp>,
    /// The highest peak rating, in a tournament ranked by it; final once that has ended.
    #[schema(required)]
    pub highest_peak_rating: Option<SummaryCard>,
    /// The highest current rating, in a tournament ranked by it; final once that has ended.
    pub highest_current_rating: Option<SummaryCard>,
    /// The highest percentage of games won, among those who played enough.
    #[schema(required)]
    pub best_win_rate: Option<SummaryCard>,
    /// The longest run of wins.
    #[schema(required)]
    pub longest_win_streak: Option<StreakSummaryCard>,
    /// The most rating gained from the first game to the last; may be negative when everybody lost some.
    #[schema(required)]
    pub biggest_climber: Option<SummaryCard>,
    /// The most games.
    #[schema(required)]
    pub most_games_played: Option<SummaryCard>,
}

/// Who leads, and with what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SummaryCard {
    /// The entry.
    pub tournament_player_id: EntryId,
    /// Its account.
    pub profile_id: ProfileId,
    /// The displayed name.
    pub name: String,
    /// The figure.
    pub value: Figure,
}

/// Who had the longest run of wins, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StreakSummaryCard {
    /// Who, and how many wins.
    #[serde(flatten)]
    pub card: SummaryCard,
    /// When the first of them ended.
    pub streak_start: Option<Timestamp>,
    /// When the last of them ended.
    pub streak_end: Option<Timestamp>,
}

/// A count or rating, or a percentage.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Figure {
    /// Games, or rating points.
    Whole(i64),
    /// Percent, with one decimal.
    Percent(f64),
}
