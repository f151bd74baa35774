//! A player's row on a ladder: rating, results and peak.

use crate::ladder::Ladder;

/// A row on a ladder.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Standing {
    /// The rating.
    pub rating: i64,
    /// Games won.
    pub wins: i64,
    /// Games lost.
    pub losses: i64,
    /// Consecutive wins; negative for losses.
    pub streak: i64,
    /// Games left early.
    pub drops: i64,
    /// The peak; shown as 0 while unranked.
    pub highest_rating: i64,
    /// The best rank after any game.
    pub highest_rank: Option<i64>,
    /// The end of the latest game, in unix seconds; a row without one is unranked.
    pub last_match: Option<i64>,
}

impl Standing {
    pub(super) fn ranked(rating: i64, last_match: i64) -> Self {
        Self {
            highest_rating: rating,
            last_match: Some(last_match),
            wins: 20,
            losses: 18,
            streak: 1,
            ..Self::unranked(rating)
        }
    }

    pub(super) fn unranked(rating: i64) -> Self {
        Self {
            rating,
            wins: 0,
            losses: 0,
            streak: 0,
            drops: 0,
            highest_rating: 0,
            highest_rank: None,
            last_match: None,
        }
    }

    pub(crate) fn fresh(ladder: Ladder) -> Self {
        Self::unranked(ladder.first_rating())
    }

    /// Whether the row has a rank.
    #[must_use]
    pub const fn is_ranked(&self) -> bool {
        self.last_match.is_some()
    }

    /// Records a result: `by` points up or down, at `completed` in unix seconds.
    pub(crate) fn record(&mut self, won: bool, by: i64, completed: i64) {
        if won {
            self.wins += 1;
            self.rating += by;
            self.streak = self.streak.max(0) + 1;
        } else {
            self.losses += 1;
            self.rating -= by;
            self.streak = self.streak.min(0) - 1;
        }
        self.highest_rating = self.highest_rating.max(self.rating);
        self.last_match = Some(completed);
    }
}
