//! The accounts that a round of a poll is to ask about.

use domain::id::ProfileId;

/// Whom a round is for.
pub(crate) struct Demand<'a> {
    /// Whether an account is wanted.
    pub(crate) is_wanted: &'a (dyn Fn(ProfileId) -> bool + Sync),
    /// Which share of all accounts to take besides, from 0 to 1: those whose turn it is.
    pub(crate) others: f64,
}

impl Demand<'_> {
    /// Everybody is wanted.
    pub(super) const EVERYBODY: Self = Demand { is_wanted: &|_| true, others: 0.0 };

    /// How many that are of `all`: at least one, unless it is none at all.
    pub(super) fn share_of(&self, all: usize) -> usize {
        (all as f64 * self.others).ceil() as usize
    }
}
