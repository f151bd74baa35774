//! What must not be written is not: a transaction that is rolled back, a worker whose time is over.

use std::time::Duration;

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use poller::{Error, LivePoll, MatchesPoll, ReferencePoll, Retention, StatsPoll, Tick as _, WindowsWatch};
use sim::{Ladder, MatchType};
use store::{lease, nudges};

use crate::{
    stage::{ONE, STRANGER, Stage, TWO, nudge},
    stored::Stored,
};

#[tokio::test]
async fn a_rolled_back_transaction_sends_nothing_and_order_is_kept() {
    let stage = Stage::set().await;
    let mut stream = stage.stream("/v1/stream").await;
    let scope = Scope::only([stage.cup]).unwrap();
    let before = Stored::everything(&stage.database.pool).await;
    let mut tx = stage.database.pool.begin().await.unwrap();
    sqlx::query("update tournaments set name = 'Never'").execute(&mut *tx).await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &scope, stage.clock.now()).await.unwrap();
    nudges::publish(&mut tx, Event::Matches, &Scope::All, stage.clock.now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(stream.events_within(Duration::from_secs(2)).await, []);
    let after = Stored::everything(&stage.database.pool).await;
    // The row that was updated in vain keeps the trace of its lock.
    let visible = |line: &String| !line.contains("tournaments (");
    assert_eq!(before.differences(&after).into_iter().filter(visible).collect::<Vec<_>>(), [""; 0]);

    let mut ids = Vec::new();
    for rating in [2100, 2200] {
        stage.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
        stage.poll_stats().await;
        let frame = stream.event().await;
        assert_eq!(frame.event.as_deref(), Some("standings"));
        ids.push(frame.id.unwrap().parse::<i64>().unwrap());
    }
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    assert_eq!(stage.nudged().await, [nudge("standings", [stage.cup]), nudge("standings", [stage.cup])]);
}

#[tokio::test]
async fn a_worker_whose_time_is_over_cannot_write() {
    let stage = Stage::set().await;
    let pool = &stage.database.pool;
    stage.watch_windows().await;
    let old = stage.epoch;
    assert_eq!(lease::acquire(pool, "another").await.unwrap(), None, "taken");
    lease::release(pool, old).await.unwrap();
    let new = lease::acquire(pool, "another").await.unwrap().unwrap();
    assert_ne!(old, new);
    lease::release(pool, old).await.unwrap();
    assert_eq!(lease::acquire(pool, "a third").await.unwrap(), None, "the former holder gives away nothing");

    stage.sim.world(|world| {
        world.play_ranked(ONE, STRANGER);
        world.open_lobby(&[TWO, STRANGER], MatchType::SoloRm);
    });
    let before = Stored::everything(pool).await;
    let context = || stage.context.clone();
    let failures = [
        StatsPoll(context()).tick(old).await,
        MatchesPoll(context()).tick(old).await,
        LivePoll(context()).tick(old).await,
        ReferencePoll(context()).tick(old).await,
        Retention(context()).tick(old).await,
    ];
    for failure in failures {
        assert!(matches!(failure, Err(Error::Store(store::Error::Fenced))), "{failure:?}");
    }
    sqlx::query("update tournaments set start_date = '2026-06-10T12:00:10Z'").execute(pool).await.unwrap();
    stage.clock.advance(chrono::TimeDelta::seconds(20));
    let watch = WindowsWatch(context()).tick(old).await;
    assert!(matches!(watch, Err(Error::Store(store::Error::Fenced))), "{watch:?}");
    sqlx::query("update tournaments set start_date = null").execute(pool).await.unwrap();
    let after = Stored::everything(pool).await;
    let by_the_poller = |line: &String| !line.contains("tournaments (");
    assert_eq!(before.differences(&after).into_iter().filter(by_the_poller).collect::<Vec<_>>(), [""; 0]);

    assert!(StatsPoll(context()).tick(new).await.unwrap().changed > 0, "the one whose time it is can");
}

#[tokio::test]
async fn an_expired_lease_fences_even_while_nobody_else_wants_it() {
    let stage = Stage::set().await;
    stage.database.run("update worker_lease set expires_at = now()").await;
    let late = StatsPoll(stage.context.clone()).tick(stage.epoch).await;
    assert!(matches!(late, Err(Error::Store(store::Error::Fenced))), "{late:?}");
}

#[tokio::test]
async fn nobody_takes_the_lease_during_a_write() {
    let stage = Stage::set().await;
    let pool = &stage.database.pool;
    let tx = lease::begin(pool, stage.epoch).await.unwrap();
    stage.database.run("update worker_lease set expires_at = now()").await;
    assert_eq!(lease::acquire(pool, "another").await.unwrap(), None);
    tx.commit().await.unwrap();
    assert!(lease::acquire(pool, "another").await.unwrap().is_some());
}
