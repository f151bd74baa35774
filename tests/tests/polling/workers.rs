//! Any number of workers may run: one polls, and another takes over when it stops.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use domain::clock::SharedClock;
use poller::{PollContext, Worker};
use relic::Relic;
use sim::{Config, Endpoint, Ladder, Profile, Sim, World};
use store::lease;
use tests::{
    Database, EVENTUALLY, LogCapture, TestClock,
    background::while_running,
    service::{NOW, polls, quick_polls, recorded_polls},
    tournament::{create, enter, tournament},
    until,
};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::fixture::ONE;

/// A worker with an upstream of its own, which tells who polls.
struct Polling {
    sim: Sim,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Polling {
    async fn start(database: &Database, name: &str) -> Self {
        let mut world = World::new(Config::new(7, 1_781_092_800));
        world.add_profile(Profile::new(ONE, "One").rated(Ladder::SoloRm, 1500, 1_781_000_000));
        let sim = Sim::local(world).await.unwrap();
        let upstream = relic::Settings::at(sim.base_url().parse().unwrap());
        let clock: SharedClock = Arc::new(TestClock::at(NOW));
        let context = PollContext::new(Relic::new(&upstream).unwrap(), database.pool.clone(), clock);
        let stop = CancellationToken::new();
        let worker = Worker { context, settings: quick_polls(), name: name.to_owned() };
        let run = poller::run(worker, stop.clone());
        let running = tokio::spawn(async move { run.await.unwrap() });
        Self { sim, stop, running }
    }

    fn requests(&self) -> u64 {
        requests(&self.sim)
    }

    async fn polls(&mut self) {
        let (sim, before) = (&self.sim, requests(&self.sim));
        while_running(&mut self.running, until("it polls", EVENTUALLY, async || requests(sim) >= before + 6)).await;
    }

    /// Asks nothing for a second, in which a worker that polls asks often.
    async fn is_silent(&self) -> bool {
        let before = self.requests();
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.requests() == before
    }

    async fn end(self) -> u64 {
        self.stop.cancel();
        tokio::time::timeout(EVENTUALLY, self.running).await.expect("it ends").unwrap();
        requests(&self.sim)
    }
}

/// How many requests an upstream has had.
fn requests(sim: &Sim) -> u64 {
    Endpoint::ALL.map(|endpoint| sim.requests(endpoint).count).iter().sum()
}

async fn tracked() -> Database {
    let database = Database::fresh().await;
    let cup = create(&database.pool, &tournament("cup")).await;
    enter(&database.pool, cup, "One", Some(ONE.0)).await;
    database
}

#[tokio::test]
async fn one_of_two_workers_polls_and_the_other_takes_over_when_it_stops() {
    let database = tracked().await;
    let mut first = Polling::start(&database, "first").await;
    first.polls().await;
    let mut second = Polling::start(&database, "second").await;
    first.polls().await;
    // Long enough for the second to ask for the lease, and for the first to renew it.
    tokio::time::sleep(lease::RENEWAL + lease::TRY).await;
    assert_eq!(second.requests(), 0, "exactly one polls");
    first.polls().await;

    first.end().await;
    let handed_over = "select holder = 'second' or expires_at <= now() from worker_lease";
    assert!(database.value::<bool>(handed_over).await, "the second need not wait until it runs out");
    second.polls().await;
    let held: String = database.value("select holder from worker_lease where expires_at > now()").await;
    assert_eq!(held, "second");
    second.end().await;
    let free: bool = database.value("select expires_at <= now() from worker_lease").await;
    assert!(free, "handed over, not left to run out");
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_stops_polling() {
    let log = LogCapture::start(|_, fields| fields.get("message").is_some_and(|said| said.contains("standing by")));
    let database = tracked().await;
    let mut worker = Polling::start(&database, "paused").await;
    worker.polls().await;
    // Somebody else has taken over, as after a long pause of the process.
    let taken =
        "update worker_lease set holder = 'somebody else', epoch = epoch + 1, expires_at = now() + interval '1 hour'";
    database.run(taken).await;
    // What had begun by then may still end.
    database.wait_until_idle().await;
    let polled = "select max(succeeded_at)::text || (select max(xmin::text::bigint) from poll_status) from poll_status";
    let before: String = database.value(polled).await;
    until("it is told that another one polls", EVENTUALLY, async || !log.take().is_empty()).await;
    until("it stands by", EVENTUALLY, async || worker.is_silent().await).await;
    assert_eq!(database.value::<String>(polled).await, before, "and has written nothing since");
    worker.end().await;
    let held: bool = database.value("select expires_at > now() from worker_lease").await;
    assert!(held, "what is not its own it does not give away");
}

#[test]
fn every_loop_has_a_name_of_its_own() {
    let names = polls().iter().map(poller::Poll::name).collect::<Vec<_>>();
    let distinct = names.iter().collect::<BTreeSet<_>>();
    assert!(distinct.len() == names.len() && names.contains(&"stats"), "{names:?}");
    assert!(recorded_polls().all(|(poll, row)| poll.name() == row.name()), "{names:?}");
}
