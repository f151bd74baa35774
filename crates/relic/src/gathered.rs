//! What the client hands out: rows, and an honest account of what is missing from them.

use domain::{id::ProfileId, live::Lobby, player::Alias};

use crate::Error;

/// What a round of requests brought. Failures and rows stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered<T> {
    /// What was understood, each thing once.
    pub rows: Vec<T>,
    /// Names learned on the way, one per account; only histories tell any.
    pub aliases: Vec<Alias>,
    /// The profiles nothing is known of, with the reason.
    pub failures: Vec<Failure>,
    /// How many rows of the payloads, nested ones included, were of no use.
    pub dropped: usize,
}

impl<T> Default for Gathered<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), aliases: Vec::new(), failures: Vec::new(), dropped: 0 }
    }
}

impl<T> Gathered<T> {
    pub(crate) fn add(&mut self, rows: Rows<T>) {
        self.rows.extend(rows.rows);
        self.aliases.extend(rows.aliases);
        self.dropped += rows.dropped;
    }

    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        self.aliases.extend(other.aliases);
        self.failures.extend(other.failures);
        self.dropped += other.dropped;
        self
    }
}

/// A request that failed, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The profiles asked for; never empty.
    pub profiles: Vec<ProfileId>,
    /// Why.
    pub error: Error,
}

/// The open lobbies and the games that started from one, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lobbies {
    /// Each lobby once.
    pub lobbies: Vec<Lobby>,
    /// Names learned on the way, one per account.
    pub aliases: Vec<Alias>,
    /// How many rows of the payloads, nested ones included, were of no use.
    pub dropped: usize,
}

/// What one answer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) dropped: usize,
}
