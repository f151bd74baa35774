//! Two workers as processes: one polls; the other takes over when that one dies, or hangs and comes back.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use sim::{Endpoint, Fault, Ladder, Sim};
use store::lease::{TERM, TRY};
use tests::{Database, EVENTUALLY, until};
use tokio::time::sleep;

use super::{
    program::{Program, Running},
    split::{ONE, cup},
};

/// The cadence of the quick polls (see [`Program::polling`]), and what a busy machine takes for one.
const A_POLL: Duration = Duration::from_secs(15);

/// A worker with an upstream of its own, which tells whether it polls.
async fn worker(database: &Database, sim: &Sim) -> Running {
    Program::new("poller").set("DATABASE_URL", &database.url).polling(&sim.base_url()).serve().await
}

fn polls(sim: &Sim) -> u64 {
    sim.requests(Endpoint::PersonalStat).count
}

async fn polls_within(sim: &Sim, time: Duration) -> Duration {
    let (asked, before) = (Instant::now(), polls(sim));
    while polls(sim) == before {
        assert!(asked.elapsed() < time, "it does not poll within {time:?}");
        sleep(Duration::from_millis(20)).await;
    }
    asked.elapsed()
}

/// A database, a worker that polls, and another that stands by.
struct Two {
    database: Database,
    sims: [Sim; 2],
    leader: Running,
    other: Running,
}

async fn two() -> Two {
    let (database, sim, _) = cup().await;
    // The same world, seen from elsewhere.
    let (_, elsewhere, _) = cup().await;
    let leader = worker(&database, &sim).await;
    polls_within(&sim, EVENTUALLY).await;
    let other = worker(&database, &elsewhere).await;
    sleep(TRY * 3).await;
    assert_eq!(polls(&elsewhere), 0, "one polls, and one stands by");
    Two { database, sims: [sim, elsewhere], leader, other }
}

#[tokio::test]
async fn when_the_one_that_polls_is_killed_the_other_does_within_the_lease() {
    let Two { database: _database, sims, mut leader, mut other } = two().await;
    leader.signal(Signal::KILL);
    leader.wait_until_killed().await;
    polls_within(&sims[1], TERM + TRY + A_POLL).await;
    other.stop(Signal::TERM).await;
}

#[tokio::test]
async fn one_that_was_stopped_and_goes_on_writes_nothing() {
    let Two { database, sims: [sim, elsewhere], mut leader, mut other } = two().await;
    // What only the first one hears, in the middle of hearing it.
    sim.fault_times(Endpoint::PersonalStat, Fault::Late(Duration::from_secs(2)), 1);
    let asks = async || sim.requests(Endpoint::PersonalStat).under_way > 0;
    until("it asks", EVENTUALLY, asks).await;
    sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 1999));
    leader.signal(Signal::STOP);
    polls_within(&elsewhere, TERM + TRY + A_POLL).await;
    let written = "select count(*) from player_rating_snapshots where current_rating = 1999 or max_rating = 1999";
    leader.signal(Signal::CONT);
    let resumed = Instant::now();
    while resumed.elapsed() < Duration::from_secs(4) {
        assert_eq!(database.value::<i64>(written).await, 0, "{}", leader.output());
        sleep(Duration::from_millis(50)).await;
    }
    leader.wait_for_output("standing by", EVENTUALLY).await;
    // For a second, in which a worker that polls does so often.
    let is_silent = async || {
        let asked = polls(&sim);
        sleep(Duration::from_secs(1)).await;
        polls(&sim) == asked
    };
    until("it polls no more", EVENTUALLY, is_silent).await;
    polls_within(&elsewhere, A_POLL).await;
    leader.stop(Signal::TERM).await;
    other.stop(Signal::TERM).await;
}
