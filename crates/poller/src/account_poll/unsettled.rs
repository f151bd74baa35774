//! The accounts of a round that are not settled yet, which go back to the queue however the round ends.

use std::collections::{BTreeSet, VecDeque};

use domain::{
    clock::Timestamp,
    id::{ProfileId, TournamentId},
};
use relic::Failure;

use super::{
    AccountPoll,
    parts::{SeparateFetch, in_parts, take_next},
};
use crate::PollRound;

/// The accounts of a round that are not settled yet. Dropping it puts them back in the queue, also when storing failed
/// or the tick was cut off.
pub(super) struct Unsettled<'a, P: AccountPoll> {
    poll: &'a P,
    /// The parts of the accounts that share requests, to be fetched.
    shared: VecDeque<Vec<ProfileId>>,
    /// The parts to be fetched apart from the others.
    apart: VecDeque<SeparateFetch>,
    /// The parts that are being fetched and stored, in the order in which they are settled.
    under_way: VecDeque<Vec<ProfileId>>,
}

impl<'a, P: AccountPoll> Unsettled<'a, P> {
    pub(super) fn of(poll: &'a P, round: PollRound) -> Self {
        let PollRound { shared, new, alone } = round;
        let shared = shared.chunks(P::PART).map(<[_]>::to_vec).collect();
        Self { poll, shared, apart: in_parts(&new, alone, P::BATCH), under_way: VecDeque::new() }
    }

    /// The next part of the accounts that share requests, to be fetched now.
    pub(super) fn next_shared(&mut self) -> Option<Vec<ProfileId>> {
        let part = self.shared.pop_front()?;
        self.under_way.push_back(part.clone());
        Some(part)
    }

    /// Leaves the remaining accounts that share requests to later rounds.
    pub(super) fn postpone_shared(&mut self) {
        self.poll.queue(|queue| self.shared.drain(..).for_each(|part| queue.postpone(&part)));
    }

    /// The next parts to fetch concurrently, apart from the others; none when there are no further ones.
    pub(super) fn next_apart(&mut self, answered: &BTreeSet<TournamentId>) -> Vec<SeparateFetch> {
        let next = take_next(&mut self.apart, answered);
        self.poll.queue(|queue| next.iter().for_each(|part| queue.begin_apart(&part.profiles)));
        self.under_way.extend(next.iter().map(|part| part.profiles.clone()));
        next
    }

    /// Records in the queue what became of the first part under way.
    pub(super) fn settle(&mut self, failures: &[Failure], is_answering: bool, now: Timestamp) {
        if let Some(part) = self.under_way.pop_front() {
            self.poll.queue(|queue| queue.settle(&part, failures, is_answering, now));
        }
    }

    /// Puts the remaining parts of these tournaments back.
    pub(super) fn skip(&mut self, tournaments: &BTreeSet<TournamentId>) {
        let is_skipped = |part: &SeparateFetch| part.tournament.is_some_and(|id| tournaments.contains(&id));
        self.poll.queue(|queue| {
            self.apart.iter().filter(|part| is_skipped(part)).for_each(|part| queue.put_back(&part.profiles));
        });
        self.apart.retain(|part| !is_skipped(part));
    }
}

impl<P: AccountPoll> Drop for Unsettled<'_, P> {
    fn drop(&mut self) {
        self.poll.queue(|queue| {
            self.shared.iter().for_each(|part| queue.put_back(part));
            self.apart.iter().for_each(|part| queue.put_back(&part.profiles));
            // After all others those that were under way, in case one of them is the reason; last those that were being
            // stored.
            let mut under_way = self.under_way.iter();
            let being_stored = under_way.next();
            under_way.chain(being_stored).for_each(|part| queue.put_back(part));
        });
    }
}
