//! Fetches many profiles in batches, a few concurrently, so that a failing batch does not affect the others. Knows
//! nothing of HTTP or payloads: the caller passes the function that requests a batch.
//!
//! A failed batch is retried in halves, down to single profiles, while there is reason to believe that a profile is at
//! fault and not the server: see [`RequestRound::next`].

mod round;

use std::{collections::HashSet, future::Future};

use domain::id::ProfileId;

use self::round::RequestRound;
use crate::{BatchResult, Error, batch_result::Rows};

/// Concurrent requests; a history of ten profiles has some 4 MB.
const AT_ONCE: usize = 4;
/// The most requests of a round beyond one per batch: three seconds of what the upstream tolerates.
const EXTRA_REQUESTS: usize = 150;

/// Whether the upstream answers other endpoints while it answers none of this round's requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherEndpoints {
    /// Another endpoint answers.
    Answering,
    /// No other endpoint answers, or none was requested.
    Unknown,
}

/// The result of a round, before duplicate rows are reconciled.
#[derive(Debug)]
pub(crate) struct FetchedBatches<T> {
    pub(crate) fetched: BatchResult<T>,
    /// Whether no whole batch was answered at its first request.
    pub(crate) all_batches_failed: bool,
    /// The numbers of readable and unreadable rows, by kind.
    pub(crate) tallies: crate::batch_result::Tallies,
}

/// Fetches `profiles`, each once and in their order, in batches of `size`.
///
/// Once the upstream asks us to wait, the remaining requests are not sent and fail with that error. A round in which no
/// request was answered in full has failed: complete rows of broken answers count only beside a good answer.
/// `is_answering` says that another request of the same kind was answered just now, and counts like one of this round.
pub(crate) async fn fetch_batched<T, F, R>(
    profiles: &[ProfileId],
    size: usize,
    is_answering: bool,
    other_endpoints: impl Fn() -> OtherEndpoints,
    fetch: F,
) -> FetchedBatches<T>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<T>, Error>>,
{
    // In the order given, because the caller puts the most important profiles first.
    let mut seen = HashSet::new();
    let profiles: Vec<ProfileId> = profiles.iter().copied().filter(|id| seen.insert(*id)).collect();
    let batches: Vec<Vec<ProfileId>> = profiles.chunks(size).map(<[_]>::to_vec).collect();
    let mut round = RequestRound::new(fetch, is_answering);
    let asked = !batches.is_empty();
    round.ask(batches).await;
    let all_batches_failed = asked && !round.is_answered();
    let other_endpoints = if all_batches_failed { other_endpoints() } else { OtherEndpoints::Unknown };
    while let Some(parts) = round.next(other_endpoints) {
        round.ask(parts).await;
    }
    round.end(all_batches_failed)
}

#[cfg(test)]
mod tests;
