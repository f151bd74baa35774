//! A worker's connection goes silent at every message of every poll: what the poll brought is stored once, and nobody
//! else is held up.

use std::sync::Arc;

use domain::clock::SharedClock;
use futures_util::future::{join, join_all};
use poller::{
    LivePoll, MatchesPoll, Outcome, PollContext, ReferencePoll, Retention, StatsPoll, Tick as _, TwitchPoll,
    WindowsWatch,
};
use sim::Ladder;
use store::pool;
use tests::{Proxy, Service};

use super::fixture::{ONE, Silence, cups, everywhere, fixtures, in_time, somebody_else_writes};

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
    async fn tick(&self, kind: &str) -> Result<Outcome, poller::Error> {
        let (context, epoch) = (self.context.clone(), self.service.epoch);
        match kind {
            "stats" => StatsPoll(context).tick(epoch).await,
            "matches" => MatchesPoll(context).tick(epoch).await,
            "live" => LivePoll(context).tick(epoch).await,
            "reference" => ReferencePoll(context).tick(epoch).await,
            "windows" => WindowsWatch(context).tick(epoch).await,
            "retention" => Retention(context).tick(epoch).await,
            _ => {
                let twitch = context.broadcasters.twitch.clone().expect("it is on");
                TwitchPoll(context, twitch).tick(epoch).await
            }
        }
    }

    async fn silent_at(&self, kind: &str, message: usize, silence: Silence) -> bool {
        let rating = 2_100 + i64::try_from(message).unwrap();
        self.service.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
        self.proxy.fault_after(message, silence.fault());
        let polled = in_time(kind, async || self.tick(kind).await.is_ok());
        join(polled, somebody_else_writes(&self.service.database, "cup")).await;
        if kind == "stats" {
            let database = &self.service.database;
            let observed =
                "select count(*) from player_rating_snapshots where profile_id = 101 and current_rating = $1";
            let observed: i64 = sqlx::query_scalar(observed).bind(rating).fetch_one(&database.pool).await.unwrap();
            let now: i64 = database.value("select current_rating from player_ratings where profile_id = 101").await;
            assert_eq!((observed, now), (1, rating), "at message {message}");
        }
        self.proxy.mend()
    }
}

async fn every_poll_survives(silence: Silence) {
    const KINDS: [&str; 7] = ["stats", "matches", "live", "reference", "windows", "retention", "twitch"];
    let workers = fixtures(KINDS.len() * 2, worker).await;
    let reached = join_all(KINDS.into_iter().zip(workers.chunks(2)).map(async |(kind, workers)| {
        everywhere(workers, async |worker, message| worker.silent_at(kind, message, silence).await).await
    }));
    for (kind, reached) in KINDS.into_iter().zip(reached.await) {
        assert!(reached > 2, "{kind}: only {reached} messages were interrupted");
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
