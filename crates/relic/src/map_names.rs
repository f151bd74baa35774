//! The game's built-in maps: the string id in a lobby's options, and the name that players use. The table is
//! `map_names.tsv`, sorted by id.

use std::{
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use parking_lot::Mutex;

static NAMES: LazyLock<HashMap<i64, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("map_names.tsv").lines().filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(id, name)| Some((id.parse().ok()?, name))).collect()
});

/// The name of the built-in map with this id; ids that are not positive stand for none. An unknown id is logged once
/// per process.
pub(crate) fn map_name(id: i64) -> Option<&'static str> {
    let name = NAMES.get(&id).copied();
    if name.is_none() && id > 0 && first_time(id) {
        tracing::warn!(id, "a map id without a name: add it to crates/relic/src/map_names.tsv");
    }
    name
}

/// Whether this id occurs for the first time. Remembers a bounded number of ids, so that a broken upstream can fill
/// neither the memory nor the log.
fn first_time(id: i64) -> bool {
    const MOST: usize = 1000;
    static SEEN: Mutex<BTreeSet<i64>> = Mutex::new(BTreeSet::new());
    let mut seen = SEEN.lock();
    seen.len() < MOST && seen.insert(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_parses() {
        let lines: Vec<&str> = include_str!("map_names.tsv").lines().collect();
        assert_eq!(NAMES.len(), lines.len(), "a line does not parse, or an id is there twice");
        let ids: Vec<i64> = lines.iter().map(|line| line.split('\t').next().unwrap().parse().unwrap()).collect();
        assert!(ids.is_sorted() && ids[0] > 0);
        assert!(NAMES.values().all(|name| !name.is_empty() && name.trim() == *name));
    }

    #[test]
    fn known_ids_have_names_and_unknown_ones_are_logged_once() {
        assert_eq!(map_name(10_875), Some("Arabia"));
        assert_eq!(map_name(10_878), Some("Black Forest"));
        assert_eq!(map_name(77), None);
        assert!(!first_time(77));
        assert!(first_time(78));
        assert_eq!((map_name(0), map_name(-2)), (None, None));
        assert!(first_time(0) && first_time(-2), "scripts and scenarios are nothing to log");
    }
}
