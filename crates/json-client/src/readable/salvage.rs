//! Rebuilds an answer from its complete rows, with placeholders for the lost ones.

use std::{
    borrow::Cow,
    collections::{BTreeSet, VecDeque},
};

use super::{List, Object, Readable};
use crate::complete_objects;

/// Rebuilds an answer from the complete rows, each in the list whose row key it has; `None` when there are none.
pub(super) fn salvage(text: &str, lists: &[List]) -> Option<Readable> {
    let inside = text.find('{')? + 1;
    let found = complete_objects::find(text, inside);
    let mut rows: Vec<Vec<Cow<'_, str>>> = vec![Vec::new(); lists.len()];
    let mut ids = BTreeSet::new();
    let (mut result, mut end) = ("null", inside);
    let mut is_unwrapped = false;
    let mut places = VecDeque::from(found.objects);
    while let Some(place) = places.pop_front() {
        end = place.end;
        let row = text.get(place.clone())?;
        // Its literals and keys were not validated so far.
        let Ok(object) = serde_json::from_str::<Object>(row) else { continue };
        let has = |name: &str| object.keys.iter().any(|key| key == name);
        if let Some(list) = lists.iter().position(|list| has(list.row_key)) {
            rows.get_mut(list)?.push(Cow::Borrowed(row));
            ids.extend(object.id);
        } else if has("code") {
            result = row;
        } else if lists.iter().any(|list| has(list.name)) && !std::mem::replace(&mut is_unwrapped, true) {
            // The answer itself, after one brace too many.
            let inner = complete_objects::find(text.get(..place.end)?, place.start + 1);
            inner.objects.into_iter().rev().for_each(|object| places.push_front(object));
        }
    }
    if rows.iter().all(Vec::is_empty) {
        return None;
    }
    let mut parts = vec![format!("\"result\":{result}")];
    for (list, mut rows) in lists.iter().zip(rows) {
        if rows.is_empty() && !text.contains(&format!("\"{}\"", list.name)) {
            continue;
        }
        rows.extend(lost(text, *list, rows.len(), &ids));
        parts.push(format!("\"{}\":[{}]", list.name, rows.join(",")));
    }
    let has_end = text.trim_end().ends_with('}') && text.get(end..).is_some_and(|tail| tail.contains(']'));
    Some(Readable { text: format!("{{{}}}", parts.join(",")), is_salvaged: true, is_cut: found.is_open || !has_end })
}

/// Placeholder rows for a list's incomplete rows: as many as its row key occurs more often than complete rows do, or
/// more by `id` where the row key itself is broken.
fn lost(text: &str, list: List, whole: usize, ids: &BTreeSet<i64>) -> Vec<Cow<'static, str>> {
    let row_keys = text.matches(&format!("\"{}\"", list.row_key)).count();
    let missing = row_keys.saturating_sub(whole);
    let mut lost: Vec<Cow<'static, str>> = Vec::new();
    if list.keeps_ids {
        let found: BTreeSet<i64> = text.split("\"id\":").skip(1).filter_map(number).collect();
        lost.extend(found.difference(ids).map(|id| Cow::from(format!("{{\"id\":{id}}}"))));
    }
    lost.resize(lost.len().max(missing), Cow::Borrowed("{}"));
    lost
}

/// The number at the start of `text`, if it ends where a value does.
fn number(text: &str) -> Option<i64> {
    let (number, _) = text.split_once([',', '}'])?;
    number.trim().trim_matches('"').parse().ok()
}
