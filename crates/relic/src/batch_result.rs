//! The results of the client's requests: rows, and what is missing from them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    id::{MatchId, ProfileId},
    live::Lobby,
    player::Alias,
};

use crate::Error;

/// The result of a round of requests: its rows beside its failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchResult<T> {
    /// What could be read, each thing once.
    pub rows: Vec<T>,
    /// Names found in the answers, one per account; only histories contain any.
    pub aliases: Vec<Alias>,
    /// The profiles that could not be fetched, with the reason.
    pub failures: Vec<Failure>,
    /// How many rows of the payloads, nested ones included, were unusable.
    pub dropped: usize,
}

impl<T> Default for BatchResult<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), aliases: Vec::new(), failures: Vec::new(), dropped: 0 }
    }
}

impl<T> BatchResult<T> {
    pub(crate) fn add(&mut self, rows: Rows<T>) {
        self.rows.extend(rows.rows);
        self.aliases.extend(rows.aliases);
        self.dropped += rows.dropped;
    }
}

/// A request that failed, with the profiles it was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The profiles requested; never empty.
    pub profiles: Vec<ProfileId>,
    /// The reason.
    pub error: Error,
}

/// The open lobbies and the games that started from one, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lobbies {
    /// Each lobby once.
    pub lobbies: Vec<Lobby>,
    /// Lobbies that are listed but otherwise unreadable; what is known of them stays.
    pub unread: BTreeSet<MatchId>,
    /// Whether an unreadable row may be any lobby: then no lobby is known to be gone.
    pub has_unknown: bool,
    /// Names found in the answers, one per account.
    pub aliases: Vec<Alias>,
    /// How many rows of the payloads, nested ones included, were unusable.
    pub dropped: usize,
}

/// The contents of one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) dropped: usize,
    /// How many rows of each kind could be read.
    pub(crate) tallies: Tallies,
    /// Why there may be more rows than these: the answer was cut short, or lacks one of its lists.
    pub(crate) incomplete: Option<Error>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), aliases: Vec::new(), dropped: 0, tallies: Tallies::default(), incomplete: None }
    }
}

/// How many rows of each kind were readable and unreadable: evidence of a changed shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tallies(BTreeMap<&'static str, Tally>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    read: usize,
    unreadable: usize,
}

impl Tallies {
    /// Counts rows of the kind `what`.
    pub(crate) fn count(&mut self, what: &'static str, read: usize, unreadable: usize) {
        let tally = self.0.entry(what).or_default();
        tally.read += read;
        tally.unreadable += unreadable;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, tally) in &other.0 {
            self.count(what, tally.read, tally.unreadable);
        }
    }

    /// The kinds of which rows were read.
    pub(crate) fn read(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().filter(|(_, tally)| tally.read > 0).map(|(what, _)| *what)
    }

    /// A kind of which no row can be read any more. One unreadable row is evidence if rows of its kind `used_to` be
    /// readable; otherwise it takes two.
    pub(crate) fn drifted(&self, used_to: impl Fn(&'static str) -> bool) -> Option<&'static str> {
        let is_drift = |what, tally: &Tally| tally.read == 0 && tally.unreadable >= if used_to(what) { 1 } else { 2 };
        self.0.iter().find(|(what, tally)| is_drift(what, tally)).map(|(what, _)| *what)
    }
}
