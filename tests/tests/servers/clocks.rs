//! Machines whose clocks are wrong: times are told by the database's, and who is far off does not lead.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use domain::clock::{Clock, SharedClock, Timestamp};
use poller::{PollContext, Worker};
use relic::Relic;
use server::{DatabaseClock, SystemClock};
use tests::{Database, TestClock, service::quick_polls};
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

/// Runs a worker on a machine that is ahead by so much; the times of its polls, by the database's clock.
async fn polled(ahead: TimeDelta) -> Vec<f64> {
    let database = Database::fresh().await;
    let pool = store::pool::connect_lazily(database.options(), 4);
    let clock: SharedClock = Arc::new(DatabaseClock::new(Arc::new(Ahead(ahead)), pool.database_state().clone()));
    let upstream = relic::Settings::at("http://127.0.0.1:9".parse().unwrap());
    // The database has told the time before anybody asks for the lease.
    drop(pool.acquire().await.unwrap());
    let context = PollContext::new(Relic::new(&upstream).unwrap(), pool, clock);
    let stop = CancellationToken::new();
    let worker = Worker { context, settings: quick_polls(), name: "worker".to_owned() };
    let running = tokio::spawn(poller::run(worker, stop.clone()));
    tokio::time::sleep(Duration::from_secs(2)).await;
    stop.cancel();
    running.await.unwrap().unwrap();
    let ages = "select extract(epoch from clock_timestamp() - succeeded_at)::float8 from poll_status";
    sqlx::query_scalar(ages).fetch_all(&database.pool).await.unwrap()
}

#[tokio::test]
async fn a_worker_that_is_a_little_off_polls_and_writes_the_databases_times() {
    for ahead in [TimeDelta::seconds(4), TimeDelta::seconds(-4)] {
        let ages = polled(ahead).await;
        assert!(!ages.is_empty());
        // The database's clock is known to within half a round trip.
        assert!(ages.iter().all(|age| (-0.2..3.0).contains(age)), "{ages:?}");
    }
}

#[tokio::test]
async fn a_worker_that_is_an_hour_off_leaves_polling_to_others() {
    for ahead in [TimeDelta::hours(1), TimeDelta::hours(-1)] {
        assert!(polled(ahead).await.is_empty(), "{ahead}");
    }
}
