//! The parts of a round that are fetched apart from the others, and their order.

use std::collections::{BTreeSet, VecDeque};

use domain::id::{ProfileId, TournamentId};

/// How many parts are fetched concurrently.
const AT_ONCE: usize = 4;

/// The size of the first part of a tournament's new accounts.
const FIRST_PART: usize = 5;

/// Accounts that are fetched together, apart from the others.
pub(super) struct SeparateFetch {
    /// Their tournament, when they are all of one.
    pub(super) tournament: Option<TournamentId>,
    pub(super) profiles: Vec<ProfileId>,
}

/// Orders the parts: first the first part of each tournament's new accounts and the accounts that are fetched alone,
/// then the further parts. First parts are small because isolating a refused account takes two requests.
pub(super) fn in_parts(
    new: &[(TournamentId, Vec<ProfileId>)],
    alone: Vec<ProfileId>,
    size: usize,
) -> VecDeque<SeparateFetch> {
    let parts = |(tournament, profiles): &(TournamentId, Vec<ProfileId>)| {
        let part =
            |profiles: &[ProfileId]| SeparateFetch { tournament: Some(*tournament), profiles: profiles.to_vec() };
        let (first, further) = profiles.split_at(FIRST_PART.min(profiles.len()));
        std::iter::once(first).chain(further.chunks(size)).map(part).enumerate().collect::<Vec<_>>()
    };
    let mut parts: Vec<_> = new.iter().flat_map(parts).collect();
    parts.sort_by_key(|(turn, _)| *turn);
    let first = parts.partition_point(|(turn, _)| *turn == 0);
    let further = parts.split_off(first).into_iter().map(|(_, part)| part);
    let mut first = parts.into_iter().map(|(_, part)| part);
    let mut alone = alone.into_iter().map(|profile| SeparateFetch { tournament: None, profiles: vec![profile] });
    let mut in_order = VecDeque::new();
    while first.len() + alone.len() > 0 {
        // At least one of each kind is among the parts that are fetched first: a round may end with these.
        in_order.extend(first.by_ref().take(AT_ONCE - 1));
        in_order.extend(alone.next());
    }
    in_order.extend(further);
    in_order
}

/// Takes the next parts to fetch concurrently: at most one of each tournament that is not in `answered`.
pub(super) fn take_next(parts: &mut VecDeque<SeparateFetch>, answered: &BTreeSet<TournamentId>) -> Vec<SeparateFetch> {
    let (mut next, mut later, mut tried) = (Vec::new(), VecDeque::new(), BTreeSet::new());
    for part in parts.drain(..) {
        let may_follow = part.tournament.is_none_or(|id| answered.contains(&id) || tried.insert(id));
        if next.len() < AT_ONCE && may_follow {
            next.push(part);
        } else {
            later.push_back(part);
        }
    }
    *parts = later;
    next
}
