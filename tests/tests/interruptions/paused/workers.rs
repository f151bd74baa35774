//! The worker that polls, or one that stands by, is paused: somebody polls within ten seconds, and writes are not held
//! up meanwhile.

use std::time::Duration;

use futures_util::future::{join_all, try_join3};
use sim::{Ladder, MatchId, MatchType, ProfileId, Sim, World};
use tests::{
    Database,
    program::{Program, Running},
};
use tokio::time::sleep;

use super::processes::{Process, cup, requests, upstream};
use crate::interruptions::fixture::{Late, ONE, at_the_first, fixtures, in_time, somebody_else_writes};

/// The polls of which one is made every second, and the others never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Stats,
    Matches,
    Live,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Stats, Self::Matches, Self::Live];

    /// The variable of its cadence.
    const fn cadence(self) -> &'static str {
        match self {
            Self::Stats => "POLL_STATS_SECONDS",
            Self::Matches => "POLL_MATCHES_SECONDS",
            Self::Live => "POLL_LIVE_SECONDS",
        }
    }

    /// Changes what this poll stores: to a rating of this number, or by an opponent of this number.
    fn change(self, world: &mut World, number: i64) {
        let opponent = ProfileId(number);
        match self {
            Self::Stats => world.set_rating(ONE, Ladder::SoloRm, number),
            Self::Matches => _ = world.play_ranked(ONE, opponent),
            Self::Live => {
                let listed: Vec<MatchId> = world.lobbies().map(|lobby| lobby.id).collect();
                listed.into_iter().for_each(|id| world.close_lobby(id).unwrap());
                world.open_lobby(&[ONE, opponent], MatchType::SoloRm);
            }
        }
    }

    /// Whether a change with the number `$1` is stored, or was: whoever was met in a lobby keeps a name.
    const fn stored(self) -> &'static str {
        match self {
            Self::Stats => "select exists (select from player_ratings where profile_id = 101 and current_rating = $1)",
            Self::Matches => "select exists (select from match_players where profile_id = $1)",
            Self::Live => {
                "select exists (select from live_match_players where profile_id = $1)
                    or exists (select from profile_aliases where profile_id = $1)"
            }
        }
    }
}

/// One worker polls, the other stands by, an api serves.
struct Pair {
    kind: Kind,
    database: Database,
    workers: [(Process, Sim); 2],
    api: Running,
}

async fn pair(kind: Kind) -> Pair {
    let (database, _) = cup().await;
    let worker = async |numbers_skipped: usize| {
        let sim = upstream().await;
        sim.world(|world| (0..numbers_skipped).for_each(|_| _ = world.open_lobby(&[], MatchType::Custom)));
        let program =
            Program::new("poller").set("UPSTREAM_BASE_URL", sim.base_url()).set("POLL_REFERENCE_SECONDS", 3_600);
        let program = Kind::ALL
            .into_iter()
            .fold(program, |program, each| program.set(each.cadence(), if each == kind { 1 } else { 3_600 }));
        (Process::serve(program, &database).await, sim)
    };
    // No match of one upstream has the number of another one's.
    let workers = [worker(0).await, worker(1_000).await];
    let api = Program::new("api").set("DATABASE_URL", &database.url).set("RATE_LIMIT_PER_MINUTE", 0).serve().await;
    Pair { kind, database, workers, api }
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

    /// Changes what this worker's upstream says.
    fn change(&self, worker: usize, number: i64) {
        self.workers[worker].1.world(|world| self.kind.change(world, number));
    }

    async fn is_stored(&self, number: i64) -> bool {
        sqlx::query_scalar(self.kind.stored()).bind(number).fetch_one(&self.database.pool).await.unwrap()
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
        self.change(0, 2_100 + number);
        self.change(1, 2_100 + number);
        paused.pause_after(message);
        if !paused.is_paused(Duration::from_secs(5)).await {
            return Ok(false);
        }
        // What only the paused one would hear when it goes on, and what only the other one hears.
        self.change(leader, 5_000 + number);
        self.change(other, 3_000 + number);
        let stored = in_time("what the other polls is stored", async || self.is_stored(3_000 + number).await);
        try_join3(stored, somebody_else_writes(&self.database, "cup"), self.is_read()).await?;
        paused.goes_on();
        for _ in 0..10 {
            sleep(Duration::from_millis(100)).await;
            assert!(!self.is_stored(5_000 + number).await, "at message {message} it wrote without the lease");
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
        let number = 2_600 + i64::try_from(message).unwrap();
        self.change(leader, number);
        let stored = in_time("what the leader polls is stored", async || self.is_stored(number).await);
        try_join3(stored, somebody_else_writes(&self.database, "cup"), self.is_read()).await?;
        paused.goes_on();
        Ok(true)
    }
}

/// Messages of a worker in the second between two polls: the poll's own, the lease's and those of the windows' watch.
const OF_A_SECOND: usize = 24;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_the_worker_that_polls_is_paused_the_other_takes_over() {
    let of_each = Kind::ALL.map(async |kind| {
        let pairs = fixtures(2, async || pair(kind).await).await;
        at_the_first(OF_A_SECOND, pairs, Pair::leader_pauses_at).await;
    });
    join_all(of_each).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_a_worker_that_stands_by_is_paused_nobody_notices() {
    const OF_A_TRY: usize = 8;
    let pairs = fixtures(2, async || pair(Kind::Stats).await).await;
    at_the_first(OF_A_TRY, pairs, Pair::stander_by_pauses_at).await;
}
