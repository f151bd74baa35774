//! The facts that the history is computed from.

use std::{collections::HashMap, sync::Arc};

use crate::{
    clock::Timestamp, id::ProfileId, participations::Participations, roster::Team, tournament_facts::TournamentFacts,
};

/// The facts that the history is computed from, as of one database snapshot.
#[derive(Clone, Copy, Debug)]
pub struct HistoryFacts<'a> {
    /// The participants, and their games in the window.
    pub tournament_facts: &'a TournamentFacts,
    /// The teams, by id.
    pub teams: &'a [Team],
    /// Their past ratings.
    pub past: &'a PastRatings,
}

/// What is known of past ratings besides the games of the window.
#[derive(Clone, Debug, Default)]
pub struct PastRatings {
    /// The observations of each account's rating on the ladder, the oldest first: those in the window, and the last one
    /// before it.
    pub observations: HashMap<ProfileId, Arc<[Observation]>>,
    /// The games on the ladder that started before the window, of accounts without observations.
    pub earlier: Participations,
}

/// An account's ratings as a poll saw them. One is stored whenever the pair changes; stored ones never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When the poll saw them.
    pub at: Timestamp,
    /// The highest rating held.
    pub peak: i64,
    /// The current rating at that time.
    pub current: i64,
}
