//! A round over many profiles: batches, a few at once, none harmed by another's failure.
//! Knows nothing of HTTP or payloads; what a batch's request is, it is told.
//!
//! A batch that fails is asked for again in halves, down to single profiles, while there is reason to
//! believe that a profile is to blame and not the server: see [`Round::next`].

mod round;

use std::{collections::HashSet, future::Future};

use domain::id::ProfileId;

use self::round::Round;
use crate::{BatchResult, Error, batch_result::Rows};

/// Requests in flight at any time; a history of ten profiles is some 4 MB.
const AT_ONCE: usize = 4;
/// Requests beyond one per batch that a round may make: three seconds' worth of what the upstream tolerates.
const EXTRA_REQUESTS: usize = 150;

/// Whether the upstream answers other questions while it answers none of this round's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// It does.
    Answers,
    /// It does not, or nobody has asked.
    Unknown,
}

/// What a round brought, before rows that say the same are made one.
#[derive(Debug)]
pub(crate) struct FetchedBatches<T> {
    pub(crate) fetched: BatchResult<T>,
    /// Whether no batch was answered when it was asked for whole.
    pub(crate) all_batches_failed: bool,
    /// Rows read and unreadable ones, by what they are.
    pub(crate) tallies: crate::batch_result::Tallies,
}

/// Asks for `profiles`, each once and in their order, in batches of `size`.
///
/// Once the upstream asks us to wait, what has not been sent is not sent, and fails for that reason. A
/// round of which no request was answered in full has failed: whole rows of broken answers count only
/// beside a good one. `is_answering` says that another request of the same kind was answered just now, as if it
/// were one of this round.
pub(crate) async fn fetch_batched<T, F, R>(
    profiles: &[ProfileId],
    size: usize,
    is_answering: bool,
    elsewhere: impl Fn() -> Elsewhere,
    fetch: F,
) -> FetchedBatches<T>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<T>, Error>>,
{
    // In the order given: the caller puts first what matters most.
    let mut seen = HashSet::new();
    let profiles: Vec<ProfileId> = profiles.iter().copied().filter(|id| seen.insert(*id)).collect();
    let batches: Vec<Vec<ProfileId>> = profiles.chunks(size).map(<[_]>::to_vec).collect();
    let mut round = Round::new(fetch, is_answering);
    let asked = !batches.is_empty();
    round.ask(batches).await;
    let all_batches_failed = asked && !round.is_answered();
    let elsewhere = if all_batches_failed { elsewhere() } else { Elsewhere::Unknown };
    while let Some(parts) = round.next(elsewhere) {
        round.ask(parts).await;
    }
    round.end(all_batches_failed)
}

#[cfg(test)]
mod tests;
