//! One round of a poll that asks about accounts, in parts: what is refused or broken costs nobody but its tournament.
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

/// Accounts of the first part of a tournament's new ones.
const FIRST_PART: usize = 5;
/// After so long a round asks about no further accounts that share requests: whoever has just finished a game is in the
/// next one.
const SHARED_TIME: Duration = Duration::from_secs(30);
/// Requests of the second part under way at once.
const AT_ONCE: usize = 4;

/// A poll that asks about accounts.
pub(crate) trait AccountPoll: Sync {
    /// What an answer has of each.
    type Row: Send + Sync;
    /// Where it records its successes.
    const STATUS_ROW: StatusRow;
    /// Accounts in one request at most.
    const BATCH: usize;
    /// Accounts that share requests and are stored together, at most.
    const PART: usize;

    /// Works on the queue of accounts.
    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R;

    /// Asks about `profiles`; `works` says whether the upstream answered anything in this round.
    fn fetch(&self, profiles: &[ProfileId], works: bool) -> impl Future<Output = BatchResult<Self::Row>> + Send;

    /// Writes what differs, records the poll and who was `answered`, nudges; how many things changed.
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

/// Accounts that are asked about together, apart from the others.
struct Apart {
    /// Whose, where they are all of one tournament.
    tournament: Option<TournamentId>,
    profiles: Vec<ProfileId>,
}

/// What a round has brought so far.
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

/// Asks about the accounts of `round` and stores what is new.
///
/// # Errors
/// [`Error::Round`] when every request failed, [`Error::Refused`] when there are none but refused accounts, and
/// [`Error::Store`] when the database did not take something; what was
/// stored before stays.
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

/// The first part of each tournament's new accounts, then those that are asked about alone, then the further parts. The
/// first part is small: telling apart whom the upstream refuses takes two requests for each of them.
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

/// Takes the next parts to ask about at once: of a tournament that is not in `answered`, one.
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
    /// Asks about accounts that share requests, part by part, until the upstream does not want or does not work, or the
    /// time is up.
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

    /// Asks about the parts, a few at once, until the upstream does not want or does not work. A tournament of whose
    /// part nothing was answered is not asked about again in this round; until some part of it was answered, it has
    /// one request at a time.
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

    /// Stores what was answered, each answer by itself, and notes what became of each account.
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

    /// Tells of failures; where nobody was asked about, the poll succeeded all the same.
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

/// How many of those asked about did not fail.
fn answered<T>(requested: &[ProfileId], polled: &BatchResult<T>) -> usize {
    let failed: usize = polled.failures.iter().map(|failure| failure.profiles.len()).sum();
    requested.len().saturating_sub(failed)
}
