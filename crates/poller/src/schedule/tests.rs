//! When loops tick.

use std::sync::{Arc, Mutex};

use tokio::{sync::Notify, time::Instant};

use super::{
    pace::{LONGEST_PAUSE, LONGEST_PAUSE_OF_OURS, pause},
    *,
};

const SCHEDULE: Schedule = Schedule::steady("test", Duration::from_secs(10), Some(Source::Upstream));

#[test]
fn pauses_double_up_to_five_minutes_unless_the_upstream_asks_for_more() {
    let after = |failures, wish| pause(SCHEDULE, failures, LONGEST_PAUSE, wish).as_secs();
    let pauses: Vec<_> = (0..7).map(|failures| after(failures, None)).collect();
    assert_eq!(pauses, [10, 20, 40, 80, 160, 300, 300]);
    assert_eq!(after(0, Some(Duration::from_secs(77))), 77);
    assert_eq!(after(0, Some(Duration::ZERO)), 10);
    assert_eq!(pause(SCHEDULE, 9, LONGEST_PAUSE_OF_OURS, None).as_secs(), 10, "never before its cadence");
}

#[tokio::test(start_paused = true)]
async fn a_woken_loop_ticks_at_most_every_five_seconds_and_keeps_its_cadence() {
    let (wake, begun) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Vec::new())));
    let ticker = Ticker { wake: Arc::clone(&wake), ..Ticker::new(Arc::clone(&begun)) };
    let waking = async {
        for pause in [13, 1, 1, 8] {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            wake.notify_one();
        }
    };
    let ((), ()) = tokio::join!(run(ticker, 45), waking);
    assert_eq!(*begun.lock().unwrap(), [0, 10, 15, 20, 25, 30, 40]);
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_fails_or_is_asked_to_wait_is_not_woken() {
    let failure = || Error::Upstream(relic::Error::Timeout);
    let wishes = [(Some(failure as fn() -> Error), None), (None, Some(Duration::from_secs(30)))];
    for (failure, retry_after) in wishes {
        let (wake, begun) = (Arc::new(Notify::new()), Arc::new(Mutex::new(Vec::new())));
        let again_in = Some(Duration::from_secs(1));
        let wake_of_ticker = Arc::clone(&wake);
        let ticker = Ticker { failure, retry_after, again_in, wake: wake_of_ticker, ..Ticker::new(Arc::clone(&begun)) };
        let waking = async {
            tokio::time::sleep(Duration::from_secs(7)).await;
            wake.notify_one();
        };
        let ((), ()) = tokio::join!(run(ticker, 9), waking);
        assert_eq!(*begun.lock().unwrap(), [0]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_tick_may_ask_for_the_next_one_before_its_time() {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let again_in = Some(Duration::from_secs(6));
    run(Ticker { again_in, ..Ticker::new(Arc::clone(&begun)) }, 15).await;
    assert_eq!(*begun.lock().unwrap(), [0, 6, 10]);
}

/// A ticker whose ticks take `takes` seconds each in turn, and which records when each began.
struct Ticker {
    takes: &'static [u64],
    failure: Option<fn() -> Error>,
    /// How many of its first ticks fail.
    failing: usize,
    retry_after: Option<Duration>,
    again_in: Option<Duration>,
    wake: Arc<Notify>,
    zero: Instant,
    begun: Arc<Mutex<Vec<u64>>>,
}

impl Ticker {
    fn new(begun: Arc<Mutex<Vec<u64>>>) -> Self {
        let (failure, wake, zero) = (None, Arc::default(), Instant::now());
        Self { takes: &[], failure, failing: usize::MAX, retry_after: None, again_in: None, wake, zero, begun }
    }
}

impl Tick for Ticker {
    async fn tick(&self, _: Epoch) -> Result<TickOutcome, Error> {
        let turn = {
            let mut begun = self.begun.lock().unwrap();
            begun.push(self.zero.elapsed().as_secs());
            begun.len() - 1
        };
        tokio::time::sleep(Duration::from_secs(self.takes.get(turn).copied().unwrap_or(0))).await;
        let (retry_after, again_in) = (self.retry_after, self.again_in);
        let done = TickOutcome { retry_after, again_in, ..TickOutcome::default() };
        self.failure.filter(|_| turn < self.failing).map_or(Ok(done), |failure| Err(failure()))
    }

    async fn wake(&self) {
        self.wake.notified().await;
    }
}

async fn beginnings(takes: &'static [u64], failure: Option<fn() -> Error>, until: u64) -> Vec<u64> {
    beginnings_of(takes, failure, None, until).await
}

async fn beginnings_of(
    takes: &'static [u64],
    failure: Option<fn() -> Error>,
    retry_after: Option<Duration>,
    until: u64,
) -> Vec<u64> {
    let begun = Arc::new(Mutex::new(Vec::new()));
    run(Ticker { takes, failure, retry_after, ..Ticker::new(Arc::clone(&begun)) }, until).await;
    begun.lock().unwrap().clone()
}

#[tokio::test(start_paused = true)]
async fn a_pause_ends_soon_after_another_loop_is_answered_and_if_that_fails_not_before_the_retry() {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let failure = || Error::Upstream(relic::Error::Timeout);
    let reports = LoopReports::default();
    let others = async {
        // After the failures at 0, 10 and 30, the next try would be at 70.
        for pause in [32, 4, 57] {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            reports.outages.succeeded("stats", Some(Source::Upstream));
        }
    };
    let ticker = Ticker { failure: Some(failure), ..Ticker::new(Arc::clone(&begun)) };
    let ((), ()) = tokio::join!(run_beside(ticker, 95, reports.clone()), others);
    assert_eq!(*begun.lock().unwrap(), [0, 10, 30, 35, 45, 93]);
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_works_again_before_its_retry_is_back_at_its_cadence() {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let failure = || Error::Upstream(relic::Error::Timeout);
    let reports = LoopReports::default();
    let others = async {
        tokio::time::sleep(Duration::from_secs(32)).await;
        reports.outages.succeeded("stats", Some(Source::Upstream));
    };
    let ticker = Ticker { failure: Some(failure), failing: 3, ..Ticker::new(Arc::clone(&begun)) };
    let ((), ()) = tokio::join!(run_beside(ticker, 60, reports.clone()), others);
    assert_eq!(*begun.lock().unwrap(), [0, 10, 30, 35, 45, 55]);
}

#[tokio::test(start_paused = true)]
async fn a_request_to_wait_without_a_time_holds_even_if_another_loop_is_answered() {
    let begun = Arc::new(Mutex::new(Vec::new()));
    let failure = || Error::Upstream(relic::Error::RateLimited { retry_after: None });
    let reports = LoopReports::default();
    let others = async {
        tokio::time::sleep(Duration::from_secs(32)).await;
        reports.outages.succeeded("stats", Some(Source::Upstream));
    };
    let ticker = Ticker { failure: Some(failure), ..Ticker::new(Arc::clone(&begun)) };
    let ((), ()) = tokio::join!(run_beside(ticker, 95, reports.clone()), others);
    assert_eq!(*begun.lock().unwrap(), [0, 10, 30, 70]);
}

async fn run(ticker: Ticker, until: u64) {
    run_beside(ticker, until, LoopReports::default()).await;
}

async fn run_beside(ticker: Ticker, until: u64, reports: LoopReports) {
    let (_keep, leadership) = watch::channel(Some(Epoch(1)));
    let ticking = run_loop(SCHEDULE, leadership, CancellationToken::new(), reports, Limited(ticker));
    let _ = tokio::time::timeout(Duration::from_secs(until), ticking).await;
}

#[tokio::test(start_paused = true)]
async fn a_loop_starts_at_once_and_a_slow_tick_delays_the_next_without_bunching() {
    assert_eq!(beginnings(&[0, 25, 0, 0], None, 60).await, [0, 10, 35, 45, 55]);
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_upstream_space_the_ticks_out() {
    let failure = || Error::Upstream(relic::Error::Timeout);
    assert_eq!(beginnings(&[], Some(failure), 200).await, [0, 10, 30, 70, 150]);
}

#[tokio::test(start_paused = true)]
async fn a_partial_answer_with_a_request_to_wait_is_respected() {
    let patient = Some(Duration::from_secs(70));
    assert_eq!(beginnings_of(&[], None, patient, 200).await, [0, 70, 140]);
    let hasty = Some(Duration::from_secs(1));
    assert_eq!(beginnings_of(&[], None, hasty, 25).await, [0, 10, 20], "never before its cadence");
}

#[tokio::test(start_paused = true)]
async fn failures_of_the_database_do_not_space_the_ticks_out() {
    let failure = || Error::Store(store::Error::Address(String::new()));
    assert_eq!(beginnings(&[], Some(failure), 55).await, [0, 10, 20, 30, 40, 50]);
}

#[tokio::test(start_paused = true)]
async fn a_tick_that_hangs_is_cut_off_and_counts_as_a_failure() {
    assert_eq!(beginnings(&[1_000, 1_000], None, 285).await, [0, 130, 270, 280]);
}

#[tokio::test(start_paused = true)]
async fn a_loop_has_a_deadline_while_a_tick_hangs_and_none_between_ticks() {
    let (reports, zero) = (LoopReports::default(), Instant::now());
    let deadlines = reports.deadlines.clone();
    let second = |second| zero + Duration::from_secs(second);
    let looks = async {
        tokio::time::sleep_until(second(60)).await;
        assert_eq!(deadlines.stuck(second(150)), None, "three cadences on top of the limit");
        assert_eq!(deadlines.stuck(second(151)), Some("test"));
        tokio::time::sleep_until(second(125)).await;
        assert_eq!(deadlines.stuck(second(10_000)), None, "it was cut off, and the next tick is to come");
        tokio::time::sleep_until(second(135)).await;
        assert_eq!(deadlines.stuck(second(280)), None);
        assert_eq!(deadlines.stuck(second(281)), Some("test"), "the next one hangs too");
    };
    let ticker = Ticker { takes: &[1_000, 1_000], ..Ticker::new(Arc::default()) };
    let ((), ()) = tokio::join!(run_beside(ticker, 200, reports.clone()), looks);
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_lost_the_lease_stands_by_without_a_deadline() {
    let (announce, leadership) = watch::channel(Some(Epoch(1)));
    let (reports, begun) = (LoopReports::default(), Arc::new(Mutex::new(Vec::new())));
    let deadlines = reports.deadlines.clone();
    let ticking = run_loop(SCHEDULE, leadership, CancellationToken::new(), reports, Ticker::new(Arc::clone(&begun)));
    let losing = async {
        tokio::time::sleep(Duration::from_secs(15)).await;
        announce.send_replace(None);
        tokio::time::sleep(Duration::from_secs(1_000)).await;
        assert_eq!(deadlines.stuck(Instant::now()), None);
    };
    let (_, ()) = tokio::join!(tokio::time::timeout(Duration::from_secs(1_015), ticking), losing);
    assert_eq!(*begun.lock().unwrap(), [0, 10]);
}

#[tokio::test(start_paused = true)]
async fn a_loop_that_takes_over_ticks_once_and_then_at_its_cadence() {
    let (announce, leadership) = watch::channel(None);
    let begun = Arc::new(Mutex::new(Vec::new()));
    let (reports, ticker) = (LoopReports::default(), Ticker::new(Arc::clone(&begun)));
    let ticking = run_loop(SCHEDULE, leadership, CancellationToken::new(), reports, ticker);
    let leading = async {
        for (pause, epoch) in [(35, Some(Epoch(1))), (12, None), (36, Some(Epoch(2)))] {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            announce.send_replace(epoch);
        }
    };
    let (_, ()) = tokio::join!(tokio::time::timeout(Duration::from_secs(105), ticking), leading);
    assert_eq!(*begun.lock().unwrap(), [35, 45, 83, 93, 103], "it led from 35 to 47, and from 83 on");
}
