//! Which keys are in use. Keys are numbered: each stands for the one before it when that is rotated out.

use std::sync::Arc;

use super::signing_key::{self, SigningKey};

/// The numbers of the keys published, of which the last signs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyring {
    oldest: usize,
    current: usize,
}

impl Keyring {
    pub(super) const fn rotate(&mut self) {
        self.current += 1;
    }

    pub(super) const fn retire_old(&mut self) {
        self.oldest = self.current;
    }

    pub(super) fn current(self) -> Arc<SigningKey> {
        signing_key::numbered(self.current)
    }

    /// A key that is not published.
    pub(super) fn foreign(self) -> Arc<SigningKey> {
        signing_key::numbered(self.current + 1)
    }

    pub(super) fn published(self) -> impl Iterator<Item = Arc<SigningKey>> {
        (self.oldest..=self.current).map(signing_key::numbered)
    }
}
