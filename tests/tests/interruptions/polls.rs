//! A worker's connection goes silent at every message of every poll: what the poll brought is stored once, and nobody
//! else is held up.

use std::sync::Arc;

use domain::clock::SharedClock;
use futures_util::future::try_join;
use poller::{Poll, PollContext, Tick as _};
use sim::Ladder;
use store::pool;
use tests::{Proxy, Service, service::polls};

use super::fixture::{Late, ONE, Silence, cups, everywhere_in_each, fixtures, in_time, somebody_else_writes};

/// A service, and a worker's context behind a proxy of its own.
struct Worker {
    service: Service,
    proxy: Proxy,
    context: PollContext,
}

async fn worker() -> Worker {
    let (service, _) = cups().await;
    let server = service.database.options();
    let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
    let pool = pool::connect_lazily(server.port(proxy.port()), 4);
    let context = PollContext { pool, clock: Arc::clone(&service.clock) as SharedClock, ..service.context.clone() };
    Worker { service, proxy, context }
}

impl Worker {
    async fn silent_at(&self, poll: Poll, message: usize, silence: Silence) -> Result<bool, Late> {
        let rating = 2_100 + i64::try_from(message).unwrap();
        self.service.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
        self.proxy.fault_after(message, silence.fault());
        let ticker = poll.ticker(&self.context).expect("something to do");
        let polled = in_time(poll.name(), async || ticker.tick(self.service.epoch).await.is_ok());
        try_join(polled, somebody_else_writes(&self.service.database, "cup")).await?;
        if poll.name() == "stats" {
            let database = &self.service.database;
            let observed =
                "select count(*) from player_rating_snapshots where profile_id = 101 and current_rating = $1";
            let observed: i64 = sqlx::query_scalar(observed).bind(rating).fetch_one(&database.pool).await.unwrap();
            let now: i64 = database.value("select current_rating from player_ratings where profile_id = 101").await;
            assert_eq!((observed, now), (1, rating), "at message {message}");
        }
        Ok(self.proxy.mend())
    }
}

async fn every_poll_survives(silence: Silence) {
    // Where a platform is on, nothing stands in for it.
    let (service, _) = cups().await;
    let polls: Vec<_> = polls().into_iter().filter(|poll| poll.ticker(&service.context).is_some()).collect();
    assert!(["stats", "twitch", "windows"].iter().all(|name| polls.iter().any(|poll| poll.name() == *name)));
    let workers = fixtures(polls.len() * 2, worker).await;
    let reached = everywhere_in_each(&polls, workers, async |worker, poll, message| {
        worker.silent_at(*poll, message, silence).await
    });
    for (poll, reached) in polls.iter().zip(reached.await) {
        assert!(reached > 2, "{}: only {reached} messages were interrupted", poll.name());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polls_go_on_when_a_statement_is_lost() {
    every_poll_survives(Silence::Before).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn polls_go_on_when_an_answer_of_the_database_is_lost() {
    every_poll_survives(Silence::After).await;
}
