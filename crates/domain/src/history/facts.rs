//! What the history is computed from.

use std::{collections::HashMap, sync::Arc};

use crate::{
    clock::Timestamp, id::ProfileId, participations::Participations, roster::Team, tournament_facts::TournamentFacts,
};

/// Everything the history is computed from, as of one database snapshot.
#[derive(Clone, Copy, Debug)]
pub struct HistoryFacts<'a> {
    /// Who takes part, and what they played in the window.
    pub tournament_facts: &'a TournamentFacts,
    /// The teams, by number.
    pub teams: &'a [Team],
    /// What their ratings were.
    pub past: &'a PastRatings,
}

/// What is known of past ratings beside the games of the window.
#[derive(Clone, Debug, Default)]
pub struct PastRatings {
    /// What was observed of each account's rating on the ladder, the oldest first: in the window, and the last
    /// observation before it.
    pub observations: HashMap<ProfileId, Arc<[Observation]>>,
    /// The games on the ladder that started before the window, of accounts of which nothing was observed.
    pub earlier: Participations,
}

/// An account's ratings as a poll saw them. One is kept whenever the pair changes, and never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When the poll saw them.
    pub at: Timestamp,
    /// The highest rating held.
    pub peak: i64,
    /// The rating then.
    pub current: i64,
}
