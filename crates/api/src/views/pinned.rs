//! Cache entries in use: an entry that the cache evicts while a task makes or awaits its value stays the only one of
//! its key, so that no other task makes the same value at the same time.

use std::{collections::HashMap, hash::Hash, ops::Deref, sync::Arc};

use parking_lot::Mutex;

/// Entries by key, each with the number of its users.
type Entries<K, V> = Mutex<HashMap<K, (Arc<V>, usize)>>;

/// The entries of one cache that are in use.
#[derive(Debug)]
pub(super) struct Pinned<K, V>(Arc<Entries<K, V>>);

/// An entry in use, until this is dropped.
#[derive(Debug)]
pub(super) struct Pin<K: Eq + Hash, V> {
    entries: Arc<Entries<K, V>>,
    key: K,
    entry: Arc<V>,
}

impl<K, V> Default for Pinned<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash, V> Pinned<K, V> {
    /// Returns the entry of `key` that is pinned already, or pins the one that `cached` returns.
    pub(super) fn pin(&self, key: &K, cached: impl FnOnce() -> Arc<V>) -> Pin<K, V> {
        let mut entries = self.0.lock();
        let (entry, users) = entries.entry(key.clone()).or_insert_with(|| (cached(), 0));
        *users += 1;
        Pin { entries: Arc::clone(&self.0), key: key.clone(), entry: Arc::clone(entry) }
    }

    /// Returns the entry of `key` if it is in use.
    pub(super) fn get(&self, key: &K) -> Option<Arc<V>> {
        self.0.lock().get(key).map(|(entry, _)| Arc::clone(entry))
    }
}

impl<K: Eq + Hash, V> Deref for Pin<K, V> {
    type Target = Arc<V>;

    fn deref(&self) -> &Arc<V> {
        &self.entry
    }
}

impl<K: Eq + Hash, V> Drop for Pin<K, V> {
    fn drop(&mut self) {
        let mut entries = self.entries.lock();
        if let Some((_, users)) = entries.get_mut(&self.key) {
            *users -= 1;
            if *users == 0 {
                entries.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_the_only_one_of_its_key_until_its_last_user_is_done() {
        let pinned = Pinned::default();
        let first = pinned.pin(&1, || Arc::new("first"));
        let again = pinned.pin(&1, || Arc::new("another"));
        assert!(Arc::ptr_eq(&first, &again));
        assert!(pinned.get(&2).is_none());
        drop(first);
        assert!(pinned.get(&1).is_some_and(|entry| Arc::ptr_eq(&entry, &again)));
        drop(again);
        assert!(pinned.get(&1).is_none());
        assert_eq!(**pinned.pin(&1, || Arc::new("another")), "another");
    }
}
