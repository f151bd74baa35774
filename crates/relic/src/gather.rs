//! A round over many profiles: batches, a few at once, none harmed by another's failure.
//! Knows nothing of HTTP or payloads; what a batch's request is, it is told.

use std::{
    collections::{HashSet, VecDeque},
    future::Future,
    sync::OnceLock,
};

use domain::id::ProfileId;
use futures_util::{StreamExt as _, stream};

use crate::{Error, Failure, Gathered, gathered::Rows};

/// Requests in flight at any time; a history of ten profiles is some 4 MB.
const AT_ONCE: usize = 4;

/// Asks for `profiles`, each once and in their order, in batches of `size`.
///
/// A batch the upstream refuses by a result code is halved until the profiles it objects to stand
/// alone. Once it asks us to wait, what has not been sent is not sent, and fails for that reason.
pub(crate) async fn gather<T, F, R>(profiles: &[ProfileId], size: usize, fetch: F) -> Gathered<T>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<T>, Error>>,
{
    // In the order given: the caller puts first what matters most.
    let mut seen = HashSet::new();
    let profiles: Vec<ProfileId> = profiles.iter().copied().filter(|id| seen.insert(*id)).collect();
    let batches: Vec<Vec<ProfileId>> = profiles.chunks(size).map(<[_]>::to_vec).collect();
    let (fetch, stop) = (&fetch, &OnceLock::new());
    let mut gathered = stream::iter(batches)
        .map(|batch| gather_batch(batch, fetch, stop))
        .buffer_unordered(AT_ONCE)
        .fold(Gathered::default(), async |all, some| all.merge(some))
        .await;
    gathered.failures.sort_by(|a, b| a.profiles.cmp(&b.profiles));
    gathered
}

async fn gather_batch<T, F, R>(batch: Vec<ProfileId>, fetch: &F, stop: &OnceLock<Error>) -> Gathered<T>
where
    F: Fn(Vec<ProfileId>) -> R,
    R: Future<Output = Result<Rows<T>, Error>>,
{
    let mut gathered = Gathered::default();
    let mut patience = Patience::new(batch.len());
    // Breadth first: a bad profile anywhere leaves a good part within the first few requests.
    let mut parts = VecDeque::from([batch]);
    // Refused, and not halved for want of patience.
    let mut held = Vec::new();
    while let Some(profiles) = parts.pop_front() {
        let answer = match stop.get() {
            Some(error) => Err(error.clone()),
            None => fetch(profiles.clone()).await,
        };
        match answer {
            Ok(rows) => {
                patience.accepted();
                gathered.add(rows);
                parts.extend(held.drain(..).flat_map(|Failure { profiles, .. }| halves(profiles)));
            }
            Err(error @ Error::ResultCode { .. }) if profiles.len() > 1 => {
                if patience.refused() {
                    parts.extend(halves(profiles));
                } else {
                    held.push(Failure { profiles, error });
                }
            }
            Err(error) => {
                if error.asks_to_wait() {
                    // Losing this race is as good: the upstream said so twice.
                    _ = stop.set(error.clone());
                }
                gathered.failures.push(Failure { profiles, error });
            }
        }
    }
    gathered.failures.extend(held);
    gathered
}

fn halves(mut profiles: Vec<ProfileId>) -> [Vec<ProfileId>; 2] {
    let second = profiles.split_off(profiles.len() / 2);
    [profiles, second]
}

/// How long halving a refused batch is worth it: without end once any part has been accepted, else
/// for as many refusals as isolate one bad profile twice over. An upstream that refuses everything
/// is not asked once per profile.
struct Patience {
    refusals_left: Option<u32>,
}

impl Patience {
    fn new(profiles: usize) -> Self {
        let halvings = profiles.next_power_of_two().ilog2();
        Self { refusals_left: Some(2 * halvings + 2) }
    }

    fn accepted(&mut self) {
        self.refusals_left = None;
    }

    /// Counts a refusal; whether to go on halving.
    fn refused(&mut self) -> bool {
        let Some(left) = &mut self.refusals_left else {
            return true;
        };
        let go_on = *left > 0;
        *left = left.saturating_sub(1);
        go_on
    }
}

#[cfg(test)]
mod tests;
