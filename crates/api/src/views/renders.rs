//! The cache entries of views that are being rendered. The cache may evict an entry meanwhile: whoever asks for the view
//! finds it here and waits for the same render.

use std::{collections::HashMap, sync::Arc};

use parking_lot::{Mutex, MutexGuard};

use super::{Rendered, View};
use crate::cache_entry::CacheEntry;

type Entry = Arc<CacheEntry<Rendered>>;

/// Entries by view, as long as their render is under way.
#[derive(Debug, Default)]
pub(super) struct Renders(Mutex<HashMap<View, Entry>>);

/// A render that is under way until this is gone.
#[derive(Debug)]
pub(super) struct Render<'a> {
    renders: &'a Renders,
    view: &'a View,
    entry: Entry,
}

impl Renders {
    /// Notes the render of `view` into `entry`.
    pub(super) fn begin<'a>(&'a self, view: &'a View, entry: Entry) -> Render<'a> {
        self.entries().insert(view.clone(), Arc::clone(&entry));
        Render { renders: self, view, entry }
    }

    /// The entry that `view` is rendered into.
    pub(super) fn get(&self, view: &View) -> Option<Entry> {
        self.entries().get(view).cloned()
    }

    fn entries(&self) -> MutexGuard<'_, HashMap<View, Entry>> {
        self.0.lock()
    }
}

impl Drop for Render<'_> {
    fn drop(&mut self) {
        let mut entries = self.renders.entries();
        if entries.get(self.view).is_some_and(|entry| Arc::ptr_eq(entry, &self.entry)) {
            entries.remove(self.view);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_found_until_its_own_render_ends() {
        let renders = Renders::default();
        let (one, two) = (Entry::default(), Entry::default());
        let found = || renders.get(&View::Tournaments);
        let first = renders.begin(&View::Tournaments, Arc::clone(&one));
        assert!(found().is_some_and(|found| Arc::ptr_eq(&found, &one)));
        assert!(renders.get(&View::Leaderboards).is_none());
        let second = renders.begin(&View::Tournaments, Arc::clone(&two));
        drop(first);
        assert!(found().is_some_and(|found| Arc::ptr_eq(&found, &two)));
        drop(second);
        assert!(found().is_none());
    }
}
