//! What an unchanged tick costs the write-ahead log, measured on a server of its own: others would add to it.

use std::sync::Arc;

use domain::clock::{Clock as _, SharedClock};
use local_postgres::Cluster;
use poller::{PollContext, Tick as _};
use relic::Relic;
use sim::{Config, MatchType, Sim, World};
use store::{Pool, lease, pool};
use tests::{
    TestClock,
    service::{NOW, recorded_polls},
    tournament::{create, enter, tournament},
};

/// How many profiles play, each against the next.
const PLAYERS: usize = 40;
/// How often each step is measured; the server's own bookkeeping may fall into one of them.
const TRIES: usize = 5;

async fn position(pool: &Pool) -> i64 {
    let query = "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
    sqlx::query_scalar(query).fetch_one(pool).await.unwrap()
}

async fn least_cost(pool: &Pool, mut step: impl AsyncFnMut()) -> i64 {
    let mut least = i64::MAX;
    for _ in 0..TRIES {
        let before = position(pool).await;
        step().await;
        least = least.min(position(pool).await - before);
    }
    least
}

fn crowd(now: i64) -> (World, Vec<i64>) {
    let mut world = World::new(Config::new(7, now));
    let players: Vec<_> = (0..PLAYERS).map(|_| world.add_stranger()).collect();
    for pair in players.windows(2) {
        world.play_ranked(pair[0], pair[1]);
        world.play_ranked(pair[1], pair[0]);
    }
    for pair in players.chunks(2) {
        world.open_lobby(pair, MatchType::SoloRm);
    }
    (world, players.into_iter().map(|id| id.0).collect())
}

#[tokio::test]
async fn an_unchanged_tick_costs_the_log_what_recording_its_time_costs() {
    let cluster = tokio::task::spawn_blocking(Cluster::throw_away).await.unwrap().unwrap();
    let pool = pool::connect_lazily(pool::options(&cluster.url("postgres")).unwrap(), 4);
    store::migrations::run(&pool).await.unwrap();
    let clock = Arc::new(TestClock::at(NOW));
    let (world, players) = crowd(clock.now().unix_seconds());
    let cup = create(&pool, &tournament("cup")).await;
    for player in players {
        enter(&pool, cup, &format!("Player {player}"), Some(player)).await;
    }
    let sim = Sim::local(world).await.unwrap();
    let upstream = relic::Settings::at(sim.base_url().parse().unwrap());
    let context = PollContext::new(Relic::new(&upstream).unwrap(), pool.clone(), Arc::clone(&clock) as SharedClock);
    let epoch = lease::acquire(&pool, "the test").await.unwrap().unwrap();

    let bare = least_cost(&pool, async || {
        let task =
            "insert into poll_status values ('live', now()) on conflict (task) do update set succeeded_at = now()";
        sqlx::query(task).execute(&pool).await.unwrap();
    })
    .await;
    assert!(bare > 0);
    // Room for a page that is tidied on the way, or a record that is longer by its alignment.
    let bound = 2 * bare + 200;
    let mut costs = Vec::new();
    for (poll, _) in recorded_polls() {
        let ticker = poll.ticker(&context).unwrap();
        ticker.tick(epoch).await.unwrap();
        let cost = least_cost(&pool, async || {
            clock.advance(chrono::TimeDelta::seconds(15));
            assert_eq!(ticker.tick(epoch).await.unwrap().changed, 0);
        });
        costs.push((poll.name(), cost.await));
    }
    assert!(costs.len() >= 4, "{costs:?}");
    for (poll, cost) in &costs {
        assert!(*cost <= bound, "{poll} writes {cost} bytes where its time alone takes {bare}: {costs:?}");
    }
}
