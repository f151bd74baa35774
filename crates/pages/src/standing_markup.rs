//! What tables of standings show of a row: ratings, streak and outcomes.

use domain::{matches::Outcome, standings::StandingRow, tournament::RankBy};
use maud::{Markup, html};

/// The names of the rating that ranks, and of the other one.
pub(crate) const fn rating_names(rank_by: RankBy) -> (&'static str, &'static str) {
    match rank_by {
        RankBy::PeakRating => ("Peak", "Current"),
        RankBy::CurrentRating => ("Rating", "Peak"),
    }
}

/// The rating that ranks, and the other one.
pub(crate) const fn ratings(rank_by: RankBy, row: &StandingRow) -> (Option<i64>, Option<i64>) {
    match rank_by {
        RankBy::PeakRating => (row.max_rating, row.current_rating),
        RankBy::CurrentRating => (row.current_rating, row.max_rating),
    }
}

/// The length of a streak, with a letter for won or lost.
pub(crate) fn streak(length: i64) -> Markup {
    html! {
        @match length {
            0 => "–",
            1.. => span.won { "W" (length) },
            _ => span.lost { "L" (length.unsigned_abs()) },
        }
    }
}

/// An outcome as a letter.
pub(crate) fn outcome(outcome: Outcome) -> Markup {
    html! {
        @match outcome {
            Outcome::Win => span.won { "W" },
            Outcome::Loss => span.lost { "L" },
        }
    }
}
