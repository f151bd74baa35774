//! The keys in use. Keys are numbered; rotating moves on to the next number.

use std::sync::Arc;

use serde_json::{Value, json};

use super::signing_key::{self, SigningKey};

/// The numbers of the published keys, of which the last signs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Keyring {
    oldest: usize,
    current: usize,
    hides_ids: bool,
}

impl Keyring {
    pub(super) const fn rotate(&mut self) {
        self.current += 1;
    }

    pub(super) const fn retire_old(&mut self) {
        self.oldest = self.current;
    }

    pub(super) const fn publish_ids(&mut self, are_published: bool) {
        self.hides_ids = !are_published;
    }

    pub(super) fn current(self) -> Arc<SigningKey> {
        signing_key::numbered(self.current)
    }

    /// A key that is not published.
    pub(super) fn foreign(self) -> Arc<SigningKey> {
        signing_key::numbered(self.current + 1)
    }

    /// The key set that is published.
    pub(super) fn published(self) -> Value {
        let keys = (self.oldest..=self.current).map(|number| {
            let mut key = signing_key::numbered(number).jwk();
            if self.hides_ids {
                key.as_object_mut().and_then(|key| key.remove("kid"));
            }
            key
        });
        json!({ "keys": keys.collect::<Vec<_>>() })
    }
}
