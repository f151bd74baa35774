//! One round of a poll over accounts, in parts, so that refused or failing accounts affect only their own tournament.
//!
//! Healthy accounts are fetched and stored first. The others follow in small requests that never mix tournaments.

use std::{
    collections::{BTreeSet, HashSet, VecDeque},
    slice::Chunks,
    time::Duration,
};

use domain::{
    clock::{SharedClock, Timestamp},
    id::{ProfileId, TournamentId},
};
use futures_util::future::join_all;
use relic::{BatchResult, Failure};
use store::{lease::Epoch, poll_status::StatusRow};
use tokio::time::Instant;

use crate::{
    AccountQueue, Error, Outcome, Round,
    account_queue::{asks_to_wait, is_refused},
    error::Failures,
};

/// The size of the first part of a tournament's new accounts.
const FIRST_PART: usize = 5;
/// After this time a round starts no further shared requests: accounts that have just finished a game are in the next
/// round.
const SHARED_TIME: Duration = Duration::from_secs(30);
/// Concurrent requests while new and failing accounts are fetched.
const AT_ONCE: usize = 4;

/// A poll that fetches data by account.
pub(crate) trait AccountPoll: Sync {
    /// What the upstream returns for one account.
    type Row: Send + Sync;
    /// The row in which the poll records its successes.
    const STATUS_ROW: StatusRow;
    /// The most accounts in one request.
    const BATCH: usize;
    /// The most accounts that share requests and are stored together.
    const PART: usize;

    /// Runs `work` on the queue of accounts.
    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R;

    /// Fetches `profiles`; `works` says whether the upstream answered anything in this round.
    fn fetch(&self, profiles: &[ProfileId], works: bool) -> impl Future<Output = BatchResult<Self::Row>> + Send;

    /// Writes what differs, records the poll and the accounts that were `answered`, and publishes nudges. Returns how
    /// many things changed.
    ///
    /// # Errors
    /// [`Error::Store`]; then nothing is written.
    fn save(
        &self,
        polled: &BatchResult<Self::Row>,
        answered: &[ProfileId],
        epoch: Epoch,
        now: Timestamp,
    ) -> impl Future<Output = Result<usize, Error>> + Send;
}

/// Accounts that are fetched together, apart from the others.
struct Apart {
    /// Their tournament, when they are all of one.
    tournament: Option<TournamentId>,
    profiles: Vec<ProfileId>,
}

/// What a round has done so far.
struct Progress<'a, P> {
    poll: &'a P,
    epoch: Epoch,
    /// When the round began.
    now: Timestamp,
    clock: &'a SharedClock,
    outcome: Outcome,
    failures: Vec<Failure>,
    /// Whether the upstream answered anything.
    works: bool,
    is_saved: bool,
}

/// Fetches the accounts of `round` and stores what is new.
///
/// # Errors
/// [`Error::Round`] when every request failed, [`Error::Refused`] when there are only refused accounts, and
/// [`Error::Store`] when the database failed to store something. What was stored before stays.
pub(crate) async fn poll<P: AccountPoll>(
    poll: &P,
    round: Round,
    epoch: Epoch,
    clock: &SharedClock,
    now: Timestamp,
) -> Result<Outcome, Error> {
    let Round { shared, new, alone } = round;
    let outcome = Outcome::default();
    let knows_good_accounts = !shared.is_empty();
    let mut progress =
        Progress { poll, epoch, now, clock, outcome, failures: Vec::new(), works: false, is_saved: false };
    progress.poll_shared(&shared).await?;
    progress.poll_apart(in_parts(&new, alone, P::BATCH)).await?;
    progress.finish(knows_good_accounts).await
}

/// Orders the parts: first the first part of each tournament's new accounts, then the accounts that are fetched alone,
/// then the further parts. First parts are small because isolating a refused account takes two requests.
fn in_parts(new: &[(TournamentId, Vec<ProfileId>)], alone: Vec<ProfileId>, size: usize) -> VecDeque<Apart> {
    let parts = |(tournament, profiles): &(TournamentId, Vec<ProfileId>)| {
        let part = |profiles: &[ProfileId]| Apart { tournament: Some(*tournament), profiles: profiles.to_vec() };
        let (first, further) = profiles.split_at(FIRST_PART.min(profiles.len()));
        std::iter::once(first).chain(further.chunks(size)).map(part).enumerate().collect::<Vec<_>>()
    };
    let mut parts: Vec<_> = new.iter().flat_map(parts).collect();
    parts.sort_by_key(|(turn, _)| *turn);
    let first = parts.partition_point(|(turn, _)| *turn == 0);
    let further = parts.split_off(first);
    let alone = alone.into_iter().map(|profile| Apart { tournament: None, profiles: vec![profile] });
    let parts = parts.into_iter().map(|(_, part)| part).chain(alone);
    parts.chain(further.into_iter().map(|(_, part)| part)).collect()
}

/// Takes the next parts to fetch concurrently: at most one of each tournament that is not in `answered`.
fn take_next(parts: &mut VecDeque<Apart>, answered: &BTreeSet<TournamentId>) -> Vec<Apart> {
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

impl<P: AccountPoll> Progress<'_, P> {
    /// Fetches accounts that share requests, part by part, until the upstream asks to wait, fails, or the time is up.
    async fn poll_shared(&mut self, shared: &[ProfileId]) -> Result<(), Error> {
        let started = Instant::now();
        let mut parts = shared.chunks(P::PART);
        let postpone = |parts: Chunks<'_, ProfileId>| {
            self.poll.queue(|queue| parts.for_each(|part| queue.postpone(part)));
        };
        while let Some(part) = parts.next() {
            let polled = self.poll.fetch(part, self.works).await;
            self.take(vec![(part.to_vec(), polled)]).await.inspect_err(|_| postpone(parts.clone()))?;
            let is_unwanted = self.failures.iter().any(|failure| asks_to_wait(&failure.error));
            if !self.works || is_unwanted || started.elapsed() >= SHARED_TIME {
                break;
            }
        }
        postpone(parts);
        Ok(())
    }

    /// Fetches the parts, a few concurrently, until the upstream asks to wait or fails. If nothing in a tournament's
    /// part was answered, the tournament is skipped for the rest of this round. Until some part of it was answered, a
    /// tournament has one request at a time.
    async fn poll_apart(&mut self, mut parts: VecDeque<Apart>) -> Result<(), Error> {
        let mut answered_of = BTreeSet::new();
        while !parts.is_empty() {
            if self.failures.iter().any(|failure| asks_to_wait(&failure.error)) {
                break;
            }
            let next = take_next(&mut parts, &answered_of);
            let works = self.works;
            let answers = join_all(next.iter().map(|part| self.poll.fetch(&part.profiles, works))).await;
            let (mut is_answered, mut halted) = (false, BTreeSet::new());
            for (part, polled) in next.iter().zip(&answers) {
                let has_answers = answered(&part.profiles, polled) > 0;
                is_answered |= has_answers || polled.failures.iter().any(|failure| is_refused(&failure.error));
                if has_answers { &mut answered_of } else { &mut halted }.extend(part.tournament);
            }
            self.take(next.into_iter().map(|part| part.profiles).zip(answers).collect()).await?;
            let is_halted = |part: &Apart| part.tournament.is_some_and(|id| halted.contains(&id));
            parts.iter().filter(|part| is_halted(part)).for_each(|part| self.put_back(part));
            parts.retain(|part| !is_halted(part));
            if !is_answered {
                break;
            }
        }
        parts.iter().for_each(|part| self.put_back(part));
        Ok(())
    }

    fn put_back(&self, part: &Apart) {
        self.poll.queue(|queue| queue.put_back(&part.profiles));
    }

    /// Stores each answer by itself, and records in the queue what became of each account.
    async fn take(&mut self, polled: Vec<(Vec<ProfileId>, BatchResult<P::Row>)>) -> Result<(), Error> {
        self.works |= polled.iter().any(|(requested, polled)| answered(requested, polled) > 0);
        for (requested, polled) in polled {
            if answered(&requested, &polled) > 0
                && let Err(error) = self.save(&polled, &requested).await
            {
                self.poll.queue(|queue| queue.put_back(&requested));
                return Err(error);
            }
            let (works, now) = (self.works, self.now);
            self.poll.queue(|queue| queue.settle(&requested, &polled.failures, works, now));
            self.outcome.dropped += polled.dropped;
            self.failures.extend(polled.failures);
        }
        Ok(())
    }

    async fn save(&mut self, polled: &BatchResult<P::Row>, requested: &[ProfileId]) -> Result<(), Error> {
        let failed: HashSet<_> = polled.failures.iter().flat_map(|failure| &failure.profiles).collect();
        let answered: Vec<_> = requested.iter().filter(|profile| !failed.contains(profile)).copied().collect();
        self.outcome.changed += self.poll.save(polled, &answered, self.epoch, self.clock.now()).await?;
        self.is_saved = true;
        Ok(())
    }

    /// Reports failures; a round with no accounts to fetch counts as a success.
    async fn finish(mut self, knows_good_accounts: bool) -> Result<Outcome, Error> {
        if let Some(failures) = Failures::of(&self.failures) {
            if !self.is_saved {
                let are_refused = self.failures.iter().all(|failure| is_refused(&failure.error));
                let is_theirs = are_refused && !knows_good_accounts;
                return Err(if is_theirs { Error::Refused(failures) } else { Error::Round(failures) });
            }
            let status = failures.status();
            tracing::warn!(source = "upstream", task = P::STATUS_ROW.name(), status, %failures, "some accounts could not be polled");
            self.outcome.retry_after = failures.retry_after();
        } else if !self.is_saved {
            self.save(&BatchResult::default(), &[]).await?;
        }
        Ok(self.outcome)
    }
}

/// How many of the `requested` accounts did not fail.
fn answered<T>(requested: &[ProfileId], polled: &BatchResult<T>) -> usize {
    let failed: usize = polled.failures.iter().map(|failure| failure.profiles.len()).sum();
    requested.len().saturating_sub(failed)
}
