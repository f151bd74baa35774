//! Machines whose clocks are wrong: times are the database's, and a worker whose clock is far off takes no lease.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::{Clock, SharedClock, Timestamp};
use poller::{PollContext, Worker};
use relic::Relic;
use server::{DatabaseClock, SystemClock};
use store::lease;
use tests::{Database, EVENTUALLY, LogCapture, TestClock, service::quick_polls, until};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A machine's clock that is ahead.
#[derive(Debug)]
struct Ahead(TimeDelta);

impl Clock for Ahead {
    fn now(&self) -> Timestamp {
        SystemClock.now() + self.0
    }
}

#[tokio::test]
async fn the_time_is_the_databases_once_it_has_told_it() {
    let database = Database::fresh().await;
    let pool = store::pool::connect_lazily(database.options(), 1);
    let machine = TestClock::at("2001-02-03T04:05:06Z");
    let began = machine.now();
    let clock = DatabaseClock::new(Arc::new(machine), pool.database_state().clone());
    assert_eq!((clock.now(), clock.skew()), (began, TimeDelta::zero()), "nothing better is known");
    drop(pool.acquire().await.unwrap());
    let off = (clock.now() - SystemClock.now()).abs();
    assert!(off < TimeDelta::seconds(1), "the server is on this machine: {off}");
    assert!(clock.skew() < TimeDelta::days(-3_650), "{}", clock.skew());
}

/// By how much a time may be off: the database's clock is known to within half a round trip.
const ERROR: TimeDelta = TimeDelta::milliseconds(200);

async fn now(database: &Database) -> DateTime<Utc> {
    database.value("select clock_timestamp()").await
}

/// A worker on a machine whose clock is wrong.
struct Skewed {
    database: Database,
    started_at: DateTime<Utc>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Skewed {
    /// Starts one on a machine that is ahead by so much.
    async fn start(ahead: TimeDelta) -> Self {
        let database = Database::fresh().await;
        let pool = store::pool::connect_lazily(database.options(), 4);
        let clock: SharedClock = Arc::new(DatabaseClock::new(Arc::new(Ahead(ahead)), pool.database_state().clone()));
        let upstream = relic::Settings::at("http://127.0.0.1:9".parse().unwrap());
        // The database has told the time before anybody asks for the lease.
        drop(pool.acquire().await.unwrap());
        let context = PollContext::new(Relic::new(&upstream).unwrap(), pool, clock);
        let stop = CancellationToken::new();
        let worker = Worker { context, settings: quick_polls(), name: "worker".to_owned() };
        let started_at = now(&database).await;
        let run = poller::run(worker, stop.clone());
        let running = tokio::spawn(async move { run.await.unwrap() });
        Self { database, started_at, stop, running }
    }

    /// When its polls succeeded, as it wrote it.
    async fn polled_at(&self) -> Vec<DateTime<Utc>> {
        sqlx::query_scalar("select succeeded_at from poll_status").fetch_all(&self.database.pool).await.unwrap()
    }

    async fn end(self) {
        self.stop.cancel();
        self.running.await.unwrap();
    }
}

#[tokio::test]
async fn a_worker_that_is_a_little_off_polls_and_writes_the_databases_times() {
    for ahead in [TimeDelta::seconds(4), TimeDelta::seconds(-4)] {
        let worker = Skewed::start(ahead).await;
        until("it polls", EVENTUALLY, async || !worker.polled_at().await.is_empty()).await;
        let (times, now) = (worker.polled_at().await, now(&worker.database).await);
        let possible = worker.started_at - ERROR..=now + ERROR;
        assert!(times.iter().all(|time| possible.contains(time)), "{times:?} are not within {possible:?}");
        worker.end().await;
    }
}

#[tokio::test]
async fn a_worker_that_is_an_hour_off_leaves_polling_to_others() {
    for ahead in [TimeDelta::hours(1), TimeDelta::hours(-1)] {
        let log = LogCapture::start(|_, fields| {
            fields.get("message").is_some_and(|said| said.contains("until then this worker takes no lease"))
        });
        let worker = Skewed::start(ahead).await;
        until("it tells why", EVENTUALLY, async || !log.take().is_empty()).await;
        // It looks at its clock again meanwhile.
        tokio::time::sleep(lease::TRY).await;
        assert_eq!(worker.database.value::<i64>("select count(*) from worker_lease").await, 0, "{ahead}");
        assert!(worker.polled_at().await.is_empty(), "{ahead}");
        worker.end().await;
    }
}
