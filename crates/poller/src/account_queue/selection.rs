//! Which accounts a round of a poll should fetch.

use domain::id::ProfileId;

/// The accounts that a round should fetch.
pub(crate) struct AccountSelection<'a> {
    /// Whether an account is wanted.
    pub(crate) is_wanted: &'a (dyn Fn(ProfileId) -> bool + Sync),
    /// The share of all accounts to take as well, from 0 to 1, in turn.
    pub(crate) others: f64,
}

impl AccountSelection<'_> {
    /// Every account is wanted.
    pub(super) const EVERYBODY: Self = AccountSelection { is_wanted: &|_| true, others: 0.0 };

    /// This share of `all` accounts: at least one, unless the share is zero.
    pub(super) fn share_of(&self, all: usize) -> usize {
        (all as f64 * self.others).ceil() as usize
    }
}
