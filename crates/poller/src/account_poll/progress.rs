//! What a round has done so far, and what it does next.

use std::{
    collections::{BTreeSet, HashSet},
    time::Duration,
};

use domain::{
    clock::{SharedClock, Timestamp},
    id::ProfileId,
};
use futures_util::future::join_all;
use relic::{BatchResult, Failure};
use store::lease::Epoch;
use tokio::time::{Instant, timeout_at};

use super::{AccountPoll, parts::SeparateFetch, unsettled::Unsettled};
use crate::{Error, TickOutcome, account_queue::is_refused, error::RoundFailures};

/// After this time a round starts no further shared requests: accounts that have just finished a game are in the next
/// round.
const SHARED_TIME: Duration = Duration::from_secs(20);
/// Separate requests are started for a third of the cadence, after the first ones: the accounts that share requests do
/// not wait long for their next round however slow the upstream is. What is left has its turn in later rounds.
const SEPARATE_SHARE: u32 = 3;
/// Separate requests are not started for longer than this, however long the cadence: a tick's time is limited.
const SEPARATE_TIME: Duration = Duration::from_secs(10);
/// How much longer separate fetches may take: as long as one request. Halving a failed one may take several.
const LAST_REQUESTS: Duration = Duration::from_secs(20);

/// What a round has done so far.
pub(super) struct RoundProgress<'a, P: AccountPoll> {
    pub(super) poll: &'a P,
    pub(super) epoch: Epoch,
    /// When the round began.
    pub(super) now: Timestamp,
    pub(super) clock: &'a SharedClock,
    pub(super) outcome: TickOutcome,
    pub(super) failures: Vec<Failure>,
    /// Whether the upstream answered anything.
    pub(super) is_answering: bool,
    pub(super) is_saved: bool,
    /// The accounts that are left to do.
    pub(super) unsettled: Unsettled<'a, P>,
}

impl<P: AccountPoll> RoundProgress<'_, P> {
    /// Fetches accounts that share requests, part by part, until the upstream asks to wait, fails, or the time is up.
    pub(super) async fn poll_shared(&mut self) -> Result<(), Error> {
        let started = Instant::now();
        while let Some(part) = self.unsettled.next_shared() {
            let polled = self.poll.fetch(&part, self.is_answering).await;
            self.take(vec![(part, polled)]).await?;
            if !self.is_answering || self.is_asked_to_wait() || started.elapsed() >= SHARED_TIME {
                break;
            }
        }
        self.unsettled.postpone_shared();
        Ok(())
    }

    /// Fetches the parts, a few concurrently, until the upstream asks to wait, fails, or the time is up. If nothing in
    /// a tournament's part was answered, the tournament is skipped for the rest of this round. Until some part of it
    /// was answered, a tournament has one request at a time.
    pub(super) async fn poll_apart(&mut self) -> Result<(), Error> {
        let time = (self.poll.queue(|queue| queue.cadence()) / SEPARATE_SHARE).min(SEPARATE_TIME);
        let until = Instant::now() + time;
        let mut answered_of = BTreeSet::new();
        while !self.is_asked_to_wait() {
            let next = self.unsettled.next_apart(&answered_of);
            if next.is_empty() {
                break;
            }
            let is_answering = self.is_answering;
            let limit = until + LAST_REQUESTS;
            let answers = join_all(next.iter().map(|part| fetch_apart(self.poll, part, is_answering, limit))).await;
            let (mut is_answered, mut halted) = (false, BTreeSet::new());
            for (part, polled) in next.iter().zip(&answers) {
                let has_answers = answered(&part.profiles, polled) > 0;
                is_answered |= has_answers || polled.failures.iter().any(|failure| is_refused(&failure.error));
                if has_answers { &mut answered_of } else { &mut halted }.extend(part.tournament);
            }
            self.take(next.into_iter().map(|part| part.profiles).zip(answers).collect()).await?;
            self.unsettled.skip(&halted);
            if !is_answered || Instant::now() >= until {
                break;
            }
        }
        Ok(())
    }

    fn is_asked_to_wait(&self) -> bool {
        self.failures.iter().any(|failure| failure.error.asks_to_wait())
    }

    /// Stores each answer by itself, and records in the queue what became of each account. When storing fails, the
    /// accounts whose answers are not stored stay unsettled.
    async fn take(&mut self, polled: Vec<(Vec<ProfileId>, BatchResult<P::Row>)>) -> Result<(), Error> {
        self.is_answering |= polled.iter().any(|(requested, polled)| answered(requested, polled) > 0);
        for (requested, polled) in polled {
            if answered(&requested, &polled) > 0 {
                self.save(&polled, &requested).await?;
            }
            self.unsettled.settle(&polled.failures, self.is_answering, self.now);
            self.outcome.dropped += polled.dropped;
            self.failures.extend(polled.failures);
        }
        Ok(())
    }

    async fn save(&mut self, polled: &BatchResult<P::Row>, requested: &[ProfileId]) -> Result<(), Error> {
        let failed: HashSet<_> = polled.failures.iter().flat_map(|failure| &failure.profiles).collect();
        let answered: Vec<_> = requested.iter().filter(|profile| !failed.contains(profile)).copied().collect();
        let save = || self.poll.save(polled, &answered, self.epoch, self.clock.now());
        let saved = match save().await {
            // Another poll or a host was in the way.
            Err(Error::Store(store::Error::Contended(_))) => save().await,
            saved => saved,
        };
        self.outcome.changed += saved?;
        self.is_saved = true;
        Ok(())
    }

    /// Reports failures; a round with no accounts to fetch counts as a success.
    pub(super) async fn finish(mut self, knows_good_accounts: bool) -> Result<TickOutcome, Error> {
        if let Some(failures) = RoundFailures::of(&self.failures) {
            if !self.is_saved {
                let are_refused = self.failures.iter().all(|failure| is_refused(&failure.error));
                let is_theirs = are_refused && !knows_good_accounts;
                return Err(if is_theirs { Error::Refused(failures) } else { Error::Round(failures) });
            }
            let status = failures.status();
            tracing::warn!(
                source = "upstream",
                task = P::STATUS_ROW.name(),
                status,
                %failures,
                "some accounts could not be polled"
            );
            self.outcome.retry_after = failures.retry_after();
        } else if !self.is_saved {
            self.save(&BatchResult::default(), &[]).await?;
        }
        Ok(self.outcome)
    }
}

/// Fetches a part; when that takes longer than until `limit`, it failed.
async fn fetch_apart<P: AccountPoll>(
    poll: &P,
    part: &SeparateFetch,
    is_answering: bool,
    limit: Instant,
) -> BatchResult<P::Row> {
    let late = || Failure { profiles: part.profiles.clone(), error: relic::Error::Timeout };
    let fetched = timeout_at(limit, poll.fetch(&part.profiles, is_answering)).await;
    fetched.unwrap_or_else(|_| BatchResult { failures: vec![late()], ..BatchResult::default() })
}

/// How many of the `requested` accounts did not fail.
fn answered<T>(requested: &[ProfileId], polled: &BatchResult<T>) -> usize {
    let failed: usize = polled.failures.iter().map(|failure| failure.profiles.len()).sum();
    requested.len().saturating_sub(failed)
}
