//! Tracks whether the upstream answers other endpoints while one endpoint fails, which is evidence that the server
//! works.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use parking_lot::Mutex;

use crate::{batch_result::Tallies, fetch_batched::OtherEndpoints};

/// When each endpoint last answered or began to fail. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// How many answers there have been; serves as a logical clock.
    answers: u64,
    /// When each endpoint last answered.
    answered: BTreeMap<&'static str, u64>,
    /// When the first round ended in which every batch failed, for endpoints that have failed ever since.
    failing: BTreeMap<&'static str, u64>,
    /// The kinds of row of which at least one was ever read.
    read: BTreeSet<&'static str>,
}

impl Health {
    /// Records that `endpoint` answered in full.
    pub(crate) fn answered(&self, endpoint: &'static str) {
        self.with(|known| {
            known.answers += 1;
            known.answered.insert(endpoint, known.answers);
        });
    }

    /// Records that every batch of a round of `endpoint` failed.
    pub(crate) fn failing(&self, endpoint: &'static str) {
        self.with(|known| {
            let now = known.answers;
            known.failing.entry(endpoint).or_insert(now);
        });
    }

    /// Records that a whole batch of `endpoint` was answered at its first request.
    pub(crate) fn recovered(&self, endpoint: &'static str) {
        self.with(|known| known.failing.remove(endpoint));
    }

    /// Whether any other endpoint has answered since `endpoint` began to fail. In the first failing round none had the
    /// time to.
    pub(crate) fn other_endpoints(&self, endpoint: &'static str) -> OtherEndpoints {
        self.with(|known| {
            let since = known.failing.get(endpoint);
            let mut others = known.answered.iter().filter(|(other, _)| **other != endpoint);
            let answers = since.is_some_and(|since| others.any(|(_, at)| at > since));
            if answers { OtherEndpoints::Answering } else { OtherEndpoints::Unknown }
        })
    }

    /// A kind of row that has become unreadable, given everything read so far.
    pub(crate) fn drifted(&self, tallies: &Tallies) -> Option<&'static str> {
        self.with(|known| {
            let drifted = tallies.drifted(|what| known.read.contains(what));
            known.read.extend(tallies.read());
            drifted
        })
    }

    fn with<R>(&self, work: impl FnOnce(&mut Known) -> R) -> R {
        work(&mut self.0.lock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_endpoints_answer_counts_only_after_the_failures_began() {
        let health = Health::default();
        let other_endpoints = || health.other_endpoints("stats");
        health.answered("lobbies");
        assert_eq!(other_endpoints(), OtherEndpoints::Unknown, "nothing fails");
        health.failing("stats");
        assert_eq!(other_endpoints(), OtherEndpoints::Unknown, "the server may have gone away since");
        health.answered("stats");
        assert_eq!(other_endpoints(), OtherEndpoints::Unknown, "a half of its own");
        health.answered("lobbies");
        assert_eq!(other_endpoints(), OtherEndpoints::Answering);
        health.failing("stats");
        assert_eq!(other_endpoints(), OtherEndpoints::Answering, "still the same trouble");
        health.recovered("stats");
        health.failing("stats");
        assert_eq!(other_endpoints(), OtherEndpoints::Unknown, "another one");
    }
}
