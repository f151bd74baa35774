//! Round-robin among tournaments.

use std::collections::{BTreeMap, HashSet};

use domain::id::{ProfileId, TournamentId};

/// Takes the first of each queue in turn, then the second, until there are `most`, beginning with the queue after
/// `after`. An account in several queues is taken once. Also returns the tournament whose turn was the last, when not
/// all were taken.
pub(super) fn in_turn(
    queues: &[(TournamentId, Vec<ProfileId>)],
    after: Option<TournamentId>,
    most: usize,
) -> (Vec<(TournamentId, ProfileId)>, Option<TournamentId>) {
    let first = queues.iter().position(|(tournament, _)| after.is_some_and(|after| *tournament > after)).unwrap_or(0);
    let (before, from) = queues.split_at(first);
    let mut waiting: Vec<_> =
        from.iter().chain(before).map(|(tournament, queue)| (*tournament, queue.iter().copied())).collect();
    let (mut chosen, mut taken) = (Vec::new(), HashSet::new());
    while !waiting.is_empty() {
        waiting.retain_mut(|(tournament, queue)| {
            if chosen.len() == most {
                return true;
            }
            let next = queue.find(|profile| taken.insert(*profile));
            chosen.extend(next.map(|profile| (*tournament, profile)));
            next.is_some()
        });
        if chosen.len() == most {
            let last = chosen.last().map(|(tournament, _)| *tournament);
            return (chosen, last);
        }
    }
    (chosen, None)
}
/// The entries of a map in their order, beginning with the first one after `after`.
pub(super) fn begin_after<K: Ord, V>(mut map: BTreeMap<K, V>, after: Option<K>) -> Vec<(K, V)> {
    let Some(after) = after else { return map.into_iter().collect() };
    let mut later = map.split_off(&after);
    let last = later.remove_entry(&after);
    later.into_iter().chain(map).chain(last).collect()
}
