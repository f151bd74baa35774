//! The worker that polls, or one that stands by, is paused: somebody polls within ten seconds, and writes are not held
//! up meanwhile.

use std::time::Duration;

use futures_util::future::{join_all, try_join3};
use sim::{Ladder, Sim};
use tests::{
    Database,
    program::{Program, Running},
};
use tokio::time::sleep;

use super::processes::{Process, cup, requests, upstream};
use crate::interruptions::fixture::{Late, ONE, at_the_first, fixtures, in_time, somebody_else_writes};

/// The polls of which one is made every second, and the others never.
const KINDS: [&str; 3] = ["POLL_STATS_SECONDS", "POLL_MATCHES_SECONDS", "POLL_LIVE_SECONDS"];

/// One worker polls, the other stands by, an api serves.
struct Pair {
    database: Database,
    workers: [(Process, Sim); 2],
    api: Running,
}

async fn pair(kind: &str) -> Pair {
    let (database, _) = cup().await;
    let worker = async || {
        let sim = upstream().await;
        let program =
            Program::new("poller").set("UPSTREAM_BASE_URL", sim.base_url()).set("POLL_REFERENCE_SECONDS", 3_600);
        let program =
            KINDS.into_iter().fold(program, |program, each| program.set(each, if each == kind { 1 } else { 3_600 }));
        (Process::serve(program, &database).await, sim)
    };
    let workers = [worker().await, worker().await];
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("RATE_LIMIT_PER_MINUTE", 0).serve().await;
    Pair { database, workers, api }
}

impl Pair {
    /// Which worker polls, once one does.
    async fn leader(&self) -> usize {
        loop {
            let before = [0, 1].map(|worker| requests(&self.workers[worker].1));
            sleep(Duration::from_millis(300)).await;
            if let Some(leader) = (0..2).find(|&worker| requests(&self.workers[worker].1) > before[worker]) {
                return leader;
            }
        }
    }

    fn rate(&self, worker: usize, rating: i64) {
        self.workers[worker].1.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
    }

    async fn is_rated(&self, rating: i64) -> bool {
        let query = "select exists (select from player_ratings where profile_id = 101 and current_rating = $1)";
        sqlx::query_scalar(query).bind(rating).fetch_one(&self.database.pool).await.unwrap()
    }

    async fn is_read(&self) -> Result<(), Late> {
        in_time("a read and the health", async || {
            let standings = self.api.ask("/v1/tournaments/cup/standings").await;
            let ready = self.api.ask("/health/ready").await;
            standings.is_some_and(|answer| answer.status() == 200 && !answer.headers().contains_key("warning"))
                && ready.is_some_and(|answer| answer.status() == 200)
        })
        .await
    }

    /// The leader is paused at that message, and goes on when the other has taken over.
    async fn leader_pauses_at(&self, message: usize) -> Result<bool, Late> {
        let leader = self.leader().await;
        let (paused, other) = (&self.workers[leader].0, 1 - leader);
        let number = i64::try_from(message).unwrap();
        self.rate(0, 2_100 + number);
        self.rate(1, 2_100 + number);
        paused.pause_after(message);
        if !paused.is_paused(Duration::from_secs(5)).await {
            return Ok(false);
        }
        // What only the paused one would hear when it goes on.
        self.rate(leader, 5_000 + number);
        let before = requests(&self.workers[other].1);
        let polled = in_time("the other polls", async || requests(&self.workers[other].1) > before);
        try_join3(polled, somebody_else_writes(&self.database, "cup"), self.is_read()).await?;
        paused.goes_on();
        for _ in 0..10 {
            sleep(Duration::from_millis(100)).await;
            assert!(!self.is_rated(5_000 + number).await, "at message {message} it wrote without the lease");
        }
        Ok(true)
    }

    /// The one that stands by is paused at that message; the leader is not held up.
    async fn stander_by_pauses_at(&self, message: usize) -> Result<bool, Late> {
        let leader = self.leader().await;
        let paused = &self.workers[1 - leader].0;
        paused.pause_after(message);
        if !paused.is_paused(Duration::from_secs(5)).await {
            return Ok(false);
        }
        let rating = 2_600 + i64::try_from(message).unwrap();
        self.rate(leader, rating);
        let stored = in_time("what the leader polls is stored", async || self.is_rated(rating).await);
        try_join3(stored, somebody_else_writes(&self.database, "cup"), self.is_read()).await?;
        paused.goes_on();
        Ok(true)
    }
}

/// Messages of a worker in the second between two polls: the poll's own, the lease's and those of the look at windows.
const OF_A_SECOND: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_worker_that_polls_is_paused_the_other_takes_over() {
    let of_each = KINDS.map(async |kind| {
        let pairs = fixtures(2, async || pair(kind).await).await;
        at_the_first(OF_A_SECOND, pairs, Pair::leader_pauses_at).await;
    });
    join_all(of_each).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_worker_that_stands_by_is_paused_nobody_notices() {
    const OF_A_TRY: usize = 8;
    let pairs = fixtures(2, async || pair("POLL_STATS_SECONDS").await).await;
    at_the_first(OF_A_TRY, pairs, Pair::stander_by_pauses_at).await;
}
