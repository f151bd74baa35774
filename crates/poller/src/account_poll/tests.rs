//! What a round leaves when it does not reach its end: nobody loses a turn, and whoever may be the reason comes last.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use domain::{clock::Clock, id::TournamentId};
use parking_lot::Mutex;
use tokio::time::{Instant, sleep, timeout};

use super::*;
use crate::Rosters;

/// The first of the numbers of accounts whose requests fail.
const FAILING: i64 = 1_000;

/// A poll of accounts that answers with their numbers.
struct TestPoll {
    queue: Mutex<AccountQueue>,
    trouble: Option<(ProfileId, Trouble)>,
    /// How long a request takes.
    takes: Duration,
    /// Who was fetched.
    fetched: Mutex<BTreeSet<ProfileId>>,
    stored: Mutex<BTreeSet<ProfileId>>,
}

/// What is wrong with an account's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// It does not come.
    Hangs,
    /// It cannot be stored.
    Refused,
}

impl AccountPoll for TestPoll {
    type Row = ProfileId;
    const STATUS_ROW: StatusRow = store::stats::STATUS_ROW;
    const BATCH: usize = 2;
    const PART: usize = 2;

    fn queue<R>(&self, work: impl FnOnce(&mut AccountQueue) -> R) -> R {
        work(&mut self.queue.lock())
    }

    async fn fetch(&self, profiles: &[ProfileId], _: bool) -> BatchResult<ProfileId> {
        self.fetched.lock().extend(profiles);
        sleep(if self.has(profiles, Trouble::Hangs) { Duration::MAX } else { self.takes }).await;
        if profiles.iter().any(|profile| profile.0 >= FAILING) {
            let error = relic::Error::Status { status: 500, retry_after: None };
            return BatchResult {
                failures: vec![relic::Failure { profiles: profiles.to_vec(), error }],
                ..BatchResult::default()
            };
        }
        BatchResult { rows: profiles.to_vec(), ..BatchResult::default() }
    }

    async fn save(
        &self,
        polled: &BatchResult<ProfileId>,
        _: &[ProfileId],
        _: Epoch,
        _: Timestamp,
    ) -> Result<usize, Error> {
        if self.has(&polled.rows, Trouble::Refused) {
            return Err(Error::Store(store::Error::Fenced));
        }
        self.stored.lock().extend(&polled.rows);
        Ok(polled.rows.len())
    }
}

#[derive(Debug)]
struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_seconds(1_780_272_000).unwrap()
    }
}

impl TestPoll {
    /// Of a queue that knows nobody.
    fn nobody() -> Self {
        let queue = Mutex::new(AccountQueue::new(usize::MAX, Duration::from_secs(60)));
        let (fetched, stored) = (Mutex::default(), Mutex::default());
        Self { queue, trouble: None, takes: Duration::ZERO, fetched, stored }
    }

    /// Of a queue whose accounts were all answered before.
    async fn everybody(rosters: &Rosters) -> Self {
        let polled = Self::nobody();
        polled.round(rosters).await.unwrap();
        polled
    }

    fn has(&self, profiles: &[ProfileId], trouble: Trouble) -> bool {
        self.trouble.is_some_and(|(profile, its)| its == trouble && profiles.contains(&profile))
    }

    fn next_round(&self, rosters: &Rosters) -> PollRound {
        self.queue(|queue| queue.next_round(rosters, StandingClock.now()))
    }

    async fn round(&self, rosters: &Rosters) -> Result<TickOutcome, Error> {
        let clock: SharedClock = Arc::new(StandingClock);
        run_round(self, self.next_round(rosters), Epoch(1), &clock, clock.now()).await
    }

    /// A round that fails, or is cut off as the schedule does it.
    async fn broken_off(&self, rosters: &Rosters) {
        let ended = timeout(Duration::from_secs(120), self.round(rosters)).await;
        assert!(!matches!(ended, Ok(Ok(_))), "{ended:?}");
    }
}

fn profiles(ids: impl IntoIterator<Item = i64>) -> Vec<ProfileId> {
    ids.into_iter().map(ProfileId).collect()
}

fn roster(of: i64, ids: impl IntoIterator<Item = i64>) -> (TournamentId, BTreeSet<ProfileId>) {
    (TournamentId(of), profiles(ids).into_iter().collect())
}

#[tokio::test(start_paused = true)]
async fn accounts_that_share_requests_come_again_and_those_of_the_broken_part_last() {
    let rosters = Rosters::from([roster(1, 1..=6)]);
    for trouble in [Trouble::Hangs, Trouble::Refused] {
        let polled = TestPoll { trouble: Some((ProfileId(3), trouble)), ..TestPoll::everybody(&rosters).await };
        polled.broken_off(&rosters).await;
        let next = polled.next_round(&rosters).shared;
        assert_eq!(next, profiles([5, 6, 3, 4, 1, 2]), "{trouble:?}: 1 and 2 were stored before");
    }
}

#[tokio::test(start_paused = true)]
async fn new_accounts_come_again_and_those_of_the_broken_part_last() {
    let rosters = Rosters::from([roster(1, 1..=8), roster(2, 11..=12)]);
    let polled = TestPoll { trouble: Some((ProfileId(3), Trouble::Refused)), ..TestPoll::nobody() };
    polled.broken_off(&rosters).await;
    assert_eq!(polled.stored.lock().len(), 0, "1 to 5 were fetched beside 11 and 12");
    let next = polled.next_round(&rosters);
    let in_order = vec![(TournamentId(1), profiles([6, 7, 8, 1, 2, 3, 4, 5])), (TournamentId(2), profiles([11, 12]))];
    assert_eq!((next.new, next.shared), (in_order, Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn a_separate_fetch_that_hangs_fails_alone_and_in_time() {
    let rosters = Rosters::from([roster(1, 1..=8), roster(2, 11..=12)]);
    let polled = TestPoll { trouble: Some((ProfileId(3), Trouble::Hangs)), ..TestPoll::nobody() };
    let started = Instant::now();
    polled.round(&rosters).await.unwrap();
    assert!(started.elapsed() <= Duration::from_secs(31), "{:?}", started.elapsed());
    assert_eq!(*polled.stored.lock(), profiles([11, 12]).into_iter().collect());
    let next = polled.next_round(&rosters);
    assert_eq!((next.alone, next.new), (profiles(1..=5), vec![(TournamentId(1), profiles(6..=8))]));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_cannot_be_stored_keeps_only_its_own_part_from_being_stored() {
    let rosters = Rosters::from([roster(1, 1..=8), roster(2, 11..=12)]);
    let (new, answered) = (TestPoll::nobody(), TestPoll::everybody(&rosters).await);
    for (polled, of_its_part) in [(new, vec![3, 4, 5]), (answered, vec![3, 4])] {
        let trouble = Some((ProfileId(3), Trouble::Refused));
        let polled = TestPoll { trouble, stored: Mutex::default(), ..polled };
        for _ in 0..5 {
            polled.broken_off(&rosters).await;
        }
        let others = (1..=8).chain(11..=12).filter(|id| !of_its_part.contains(id));
        assert_eq!(*polled.stored.lock(), profiles(others).into_iter().collect());
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_for_which_there_was_no_time_are_not_preferred() {
    let rosters = Rosters::from([roster(1, 1..=6)]);
    let polled = TestPoll { takes: Duration::from_secs(15), ..TestPoll::everybody(&rosters).await };
    polled.round(&rosters).await.unwrap();
    polled.queue(|queue| queue.prefer(ProfileId(2)));
    assert_eq!(polled.next_round(&rosters).shared, profiles([2, 5, 6, 1, 3, 4]), "who just played comes before them");
}

#[tokio::test(start_paused = true)]
async fn tournaments_of_failing_accounts_keep_later_tournaments_waiting_for_a_round_at_most() {
    let failing = |of: i64| roster(of, FAILING + 100 * of..FAILING + 100 * (of + 1));
    let rosters = Rosters::from([failing(1), failing(2), failing(3), failing(4), roster(5, [5])]);
    let polled = TestPoll::nobody();
    for _ in 0..2 {
        let _ = polled.round(&rosters).await;
    }
    assert_eq!(*polled.stored.lock(), profiles([5]).into_iter().collect());
}

#[tokio::test(start_paused = true)]
async fn slow_separate_fetches_end_the_round_in_time_and_are_continued_in_the_next_ones() {
    let rosters: Rosters = (1..=20).map(|id| roster(id, [id])).collect();
    let polled = TestPoll { takes: Duration::from_secs(15), ..TestPoll::nobody() };
    for stored in [4, 8, 12, 16, 20] {
        let started = Instant::now();
        polled.round(&rosters).await.unwrap();
        assert_eq!(polled.stored.lock().len(), stored);
        // Two shared requests one after the other, then the separate ones together.
        assert!(started.elapsed() <= Duration::from_secs(45), "{:?}", started.elapsed());
    }
}

/// A tournament of an account that is answered, and twenty of accounts that fail, each in a round with answered ones.
async fn failing_in_twenty_tournaments() -> (TestPoll, Rosters) {
    let failing = |of: i64| roster(of, FAILING + 100 * of..FAILING + 100 * of + 5);
    let rosters: Rosters = std::iter::once(roster(1, [1])).chain((2..=21).map(failing)).collect();
    let polled = TestPoll::nobody();
    for _ in 0..10 {
        polled.round(&rosters).await.unwrap();
    }
    assert!(polled.next_round(&rosters).new.is_empty(), "all of them failed");
    polled.fetched.lock().clear();
    (polled, rosters)
}

#[tokio::test(start_paused = true)]
async fn failing_accounts_of_each_tournament_have_a_turn_when_rounds_end_early() {
    let (polled, rosters) = failing_in_twenty_tournaments().await;
    for _ in 0..5 {
        polled.round(&rosters).await.unwrap();
    }
    let fetched: BTreeSet<_> = polled.fetched.lock().iter().map(|profile| (profile.0 - FAILING) / 100).collect();
    assert!((2..=21).all(|of| fetched.contains(&of)), "four in each round: {fetched:?}");
}

#[tokio::test(start_paused = true)]
async fn failing_accounts_have_a_turn_beside_new_ones_when_rounds_end_early() {
    let (polled, mut rosters) = failing_in_twenty_tournaments().await;
    rosters.extend((31..=40).map(|id| roster(id, [id])));
    let slow = TestPoll { takes: Duration::from_secs(15), ..polled };
    slow.round(&rosters).await.unwrap();
    let fetched = slow.fetched.lock().clone();
    assert_eq!(fetched.iter().filter(|profile| profile.0 >= FAILING).count(), 1, "{fetched:?}");
    assert_eq!(fetched.iter().filter(|profile| (31..=40).contains(&profile.0)).count(), 3, "{fetched:?}");
}
