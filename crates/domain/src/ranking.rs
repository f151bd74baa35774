//! The ranking: the rating that decides the order, and the one that breaks ties.

use std::cmp::{Ordering, Reverse};

use crate::{roster::Entry, tournament::RankBy};

/// An entrant's ratings as the tables show them; the rank metric is frozen once the window has closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntrantRatings {
    /// The highest rating held.
    pub peak: Option<i64>,
    /// The rating now.
    pub current: Option<i64>,
}

impl EntrantRatings {
    /// The two ratings in the order of their significance.
    #[must_use]
    pub fn ranked(self, by: RankBy) -> Metrics {
        match by {
            RankBy::PeakRating => Metrics { rank: self.peak, other: self.current },
            RankBy::CurrentRating => Metrics { rank: self.current, other: self.peak },
        }
    }
}

/// The rank metric and the other rating. Greater ratings rank higher; a missing rating is the least.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Metrics {
    /// The rating that decides the order.
    pub rank: Option<i64>,
    /// The rating that breaks ties.
    pub other: Option<i64>,
}

/// Compares two entries of a table: by rank metric, then by the other rating (both descending, missing last), then by
/// name.
#[must_use]
pub fn order(a: (Metrics, &Entry), b: (Metrics, &Entry)) -> Ordering {
    Reverse(a.0).cmp(&Reverse(b.0)).then_with(|| a.1.by_name(b.1))
}
