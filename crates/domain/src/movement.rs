//! How many places each entry rose or fell since an instant, by the same history as the standings' history.

use std::collections::HashMap;

use crate::{
    clock::Timestamp,
    history::{HistoryFacts, places_at},
    id::EntryId,
};

/// The places by which each listed entry rose since `since`; negative if it fell. Empty when there is no history.
#[must_use]
pub fn movement(facts: &HistoryFacts<'_>, since: Timestamp) -> HashMap<EntryId, i64> {
    let before = places_at(facts, since);
    let now = facts.tournament_facts.ranked(facts.tournament_facts.listed());
    let rose = (1..).zip(now).filter_map(|(place, entrant): (i64, _)| {
        let id = entrant.entry.id;
        Some((id, before.get(&id)? - place))
    });
    rose.collect()
}
