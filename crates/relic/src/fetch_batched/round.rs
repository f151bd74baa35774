//! The state of a round: what was fetched, what failed and may be halved, and how many requests are left.

use std::{collections::VecDeque, future::Future, sync::OnceLock};

use domain::id::ProfileId;
use futures_util::{StreamExt as _, stream};

use super::{AT_ONCE, EXTRA_REQUESTS, FetchedBatches, OtherEndpoints};
use crate::{
    BatchResult, Error, Failure,
    batch_result::{Rows, Tallies},
};

/// The most failed requests while looking for one that succeeds, when the upstream answers other endpoints: enough for
/// the halves and quarters of one batch, of which one succeeds unless each quarter has a bad profile.
const PROBES: usize = 6;
/// The most requests refused by a result code while looking for one that is not: enough for the parts of one batch down
/// to sixteenths, of which one is answered unless each sixteenth has a bad profile.
const REFUSALS: usize = 30;

pub(super) struct RequestRound<T, F> {
    fetch: F,
    /// Set once the upstream asks us to send nothing more.
    stop: OnceLock<Error>,
    fetched: BatchResult<T>,
    tallies: Tallies,
    /// Whether any request was answered in full, including those just before the round.
    is_answered: bool,
    /// Failed parts that can be halved.
    deferred: VecDeque<Failure>,
    /// Requests made beyond the batches.
    extra: usize,
}

impl<T, F, R> RequestRound<T, F>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<T>, Error>>,
{
    pub(super) fn new(fetch: F, is_answered: bool) -> Self {
        let deferred = VecDeque::new();
        let (stop, fetched, tallies) = (OnceLock::new(), BatchResult::default(), Tallies::default());
        Self { fetch, stop, fetched, tallies, is_answered, deferred, extra: 0 }
    }

    pub(super) const fn is_answered(&self) -> bool {
        self.is_answered
    }

    /// Requests each part, a few concurrently.
    pub(super) async fn ask(&mut self, parts: Vec<Vec<ProfileId>>) {
        let (fetch, stop) = (&self.fetch, &self.stop);
        let ask = |profiles: Vec<ProfileId>| async move {
            let answer = match stop.get() {
                Some(error) => Err(error.clone()),
                None => fetch(profiles.clone()).await,
            };
            if let Err(error) = &answer
                && error.asks_to_wait()
            {
                // Another request may have set it first: its error says the same.
                _ = stop.set(error.clone());
            }
            (profiles, answer)
        };
        let answers: Vec<_> = stream::iter(parts).map(ask).buffer_unordered(AT_ONCE).collect().await;
        for (profiles, answer) in answers {
            self.take_in(profiles, answer);
        }
    }

    fn take_in(&mut self, profiles: Vec<ProfileId>, answer: Result<Rows<T>, Error>) {
        let error = match answer {
            Ok(mut rows) => {
                let incomplete = rows.incomplete.take();
                self.tallies.add(&rows.tallies);
                self.fetched.add(rows);
                incomplete
            }
            Err(error) => Some(error),
        };
        let Some(error) = error else {
            self.is_answered = true;
            return;
        };
        let failure = Failure { profiles, error };
        if failure.profiles.len() > 1 && failure.error.may_be_one_profiles() {
            self.deferred.push_back(failure);
        } else {
            self.fetched.failures.push(failure);
        }
    }

    /// What to request next: the halves of failed parts.
    ///
    /// - Once any request of the round was answered in full, every failed part is halved.
    /// - Before that, a part refused by a result code is halved for up to [`REFUSALS`] requests: a server that refuses
    ///   is working.
    /// - Before that, a part that failed otherwise is halved for up to [`PROBES`] requests if the upstream answers
    ///   other endpoints, and never if it does not: then the server is failing.
    /// - Never more than [`EXTRA_REQUESTS`].
    pub(super) fn next(&mut self, other_endpoints: OtherEndpoints) -> Option<Vec<Vec<ProfileId>>> {
        let affordable = EXTRA_REQUESTS.saturating_sub(self.extra) / 2;
        if self.stop.get().is_some() || affordable == 0 {
            return None;
        }
        let halved: Vec<Failure> = if self.is_answered {
            let affordable = affordable.min(self.deferred.len());
            self.deferred.drain(..affordable).collect()
        } else {
            let extra = self.extra;
            let worth_it = |failure: &Failure| extra < probes(failure, other_endpoints);
            let first = self.deferred.iter().position(worth_it)?;
            self.deferred.remove(first).into_iter().collect()
        };
        self.extra += 2 * halved.len();
        let parts: Vec<_> = halved.into_iter().flat_map(|failure| halves(failure.profiles)).collect();
        (!parts.is_empty()).then_some(parts)
    }

    pub(super) fn end(mut self, all_batches_failed: bool) -> FetchedBatches<T> {
        self.fetched.failures.extend(self.deferred);
        self.fetched.failures.sort_by(|a, b| a.profiles.cmp(&b.profiles));
        if !self.is_answered {
            (self.fetched.rows, self.fetched.aliases) = (Vec::new(), Vec::new());
        }
        FetchedBatches { fetched: self.fetched, all_batches_failed, tallies: self.tallies }
    }
}

/// How many requests may be spent on finding a part that is answered, when none was.
fn probes(failure: &Failure, other_endpoints: OtherEndpoints) -> usize {
    match (&failure.error, other_endpoints) {
        (Error::ResultCode { .. }, _) => REFUSALS,
        (_, OtherEndpoints::Answering) => PROBES,
        (_, OtherEndpoints::Unknown) => 0,
    }
}

fn halves(mut profiles: Vec<ProfileId>) -> [Vec<ProfileId>; 2] {
    let second = profiles.split_off(profiles.len() / 2);
    [profiles, second]
}
