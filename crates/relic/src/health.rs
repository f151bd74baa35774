//! Whether the upstream answers other questions while one kind of question fails: evidence that it is not
//! the server that is in trouble.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use parking_lot::Mutex;

use crate::{batch_result::Tallies, fetch_batched::Elsewhere};

/// What each endpoint last did. Clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Health(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// How many answers there have been: the time that this is told in.
    answers: u64,
    /// When each endpoint last answered.
    answered: BTreeMap<&'static str, u64>,
    /// When the first of the rounds ended that failed ever since, batch by batch.
    failing: BTreeMap<&'static str, u64>,
    /// The kinds of row of which one was ever read.
    read: BTreeSet<&'static str>,
}

impl Health {
    /// `endpoint` answered in full.
    pub(crate) fn answered(&self, endpoint: &'static str) {
        self.with(|known| {
            known.answers += 1;
            known.answered.insert(endpoint, known.answers);
        });
    }

    /// A round of `endpoint` began to ask in vain: each of its batches failed.
    pub(crate) fn failing(&self, endpoint: &'static str) {
        self.with(|known| {
            let now = known.answers;
            known.failing.entry(endpoint).or_insert(now);
        });
    }

    /// A batch of `endpoint` was answered when it was asked for whole.
    pub(crate) fn well(&self, endpoint: &'static str) {
        self.with(|known| known.failing.remove(endpoint));
    }

    /// Whether any other endpoint has answered since `endpoint` began to fail. In the round in which that
    /// begins there has been no time to.
    pub(crate) fn elsewhere(&self, endpoint: &'static str) -> Elsewhere {
        self.with(|known| {
            let since = known.failing.get(endpoint);
            let mut others = known.answered.iter().filter(|(other, _)| **other != endpoint);
            let answers = since.is_some_and(|since| others.any(|(_, at)| at > since));
            if answers { Elsewhere::Answers } else { Elsewhere::Unknown }
        })
    }

    /// A kind of row that can be read no longer, in view of all that has been read so far.
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
    fn another_answer_since_it_began_to_fail_is_evidence() {
        let health = Health::default();
        let elsewhere = || health.elsewhere("stats");
        health.answered("lobbies");
        assert_eq!(elsewhere(), Elsewhere::Unknown, "nothing fails");
        health.failing("stats");
        assert_eq!(elsewhere(), Elsewhere::Unknown, "the server may have gone away since");
        health.answered("stats");
        assert_eq!(elsewhere(), Elsewhere::Unknown, "a half of its own");
        health.answered("lobbies");
        assert_eq!(elsewhere(), Elsewhere::Answers);
        health.failing("stats");
        assert_eq!(elsewhere(), Elsewhere::Answers, "still the same trouble");
        health.well("stats");
        health.failing("stats");
        assert_eq!(elsewhere(), Elsewhere::Unknown, "another one");
    }
}
