//! Says in a host's words what a field accepts whose type has its own `Deserialize`: serde's messages name Rust types.

use domain::{
    series::{SeriesFormat, Winner},
    stages::{
        groups::Groups,
        points::{PointSystem, Points},
        round_robin::Legs,
        table::TieBreak,
    },
};
use serde::de::DeserializeOwned;

/// A type with its own `Deserialize`. Whole numbers reach it as integers, also those written as 3.0.
pub(crate) trait Described: DeserializeOwned {
    /// What a value is to be.
    fn expected() -> String;
}

impl Described for SeriesFormat {
    fn expected() -> String {
        "best_of is 1, 3, 5, 7 or 9, or else play_all is 1 to 9".to_owned()
    }
}

impl Described for Legs {
    fn expected() -> String {
        "legs are 1 or 2".to_owned()
    }
}

impl<T: DeserializeOwned> Described for Groups<T> {
    fn expected() -> String {
        "groups are a number, or a list of lists of participants".to_owned()
    }
}

impl Described for PointSystem {
    fn expected() -> String {
        format!("win, draw, loss and bye are each {}", number_of_points())
    }
}

impl Described for Points {
    fn expected() -> String {
        format!("points are {}", number_of_points())
    }
}

fn number_of_points() -> String {
    format!("a number from -{limit} to {limit} with at most two decimals", limit = Points::LIMIT)
}

impl Described for Vec<TieBreak> {
    fn expected() -> String {
        format!("tie-breaks are a list of {}", TieBreak::ALL.map(TieBreak::as_str).join(", "))
    }
}

impl Described for Winner {
    fn expected() -> String {
        "a side of a series is 0 or 1".to_owned()
    }
}

/// The score of a series.
impl Described for [u8; 2] {
    fn expected() -> String {
        "a score is the games that each side won, as [2, 1]".to_owned()
    }
}

/// The sides of a series.
impl Described for [i64; 2] {
    fn expected() -> String {
        "the sides of a series are the numbers of two entries or teams".to_owned()
    }
}

/// The pairings of a round.
impl Described for Vec<[i64; 2]> {
    fn expected() -> String {
        "pairings are a list of pairs of participants' numbers".to_owned()
    }
}
