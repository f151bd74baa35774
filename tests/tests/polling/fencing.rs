//! What must not be written is not: a transaction that is rolled back, a worker whose time is over.

use std::time::Duration;

use domain::{
    clock::Clock as _,
    nudge::{Event, Scope},
};
use poller::{Error, Poll, StatsPoll, Tick as _, WindowsWatch};
use sim::{Ladder, MatchType};
use store::{lease, nudges};
use tests::service::polls;

use super::{
    fixture::{Fixture, ONE, STRANGER, TWO, nudge},
    stored::Stored,
};

#[tokio::test]
async fn a_rolled_back_transaction_sends_nothing_and_order_is_kept() {
    let fixture = Fixture::set().await;
    let mut stream = fixture.stream("/v1/stream").await;
    let scope = Scope::one(fixture.cup);
    let before = Stored::everything(&fixture.database.pool).await;
    let mut tx = fixture.database.pool.begin().await.unwrap();
    sqlx::query("update tournaments set name = 'Never'").execute(&mut *tx).await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &scope, fixture.clock.now()).await.unwrap();
    nudges::publish(&mut tx, Event::Matches, &Scope::All, fixture.clock.now()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(stream.events_within(Duration::from_secs(2)).await, []);
    let after = Stored::everything(&fixture.database.pool).await;
    // The row that was updated in vain keeps the trace of its lock.
    let visible = |line: &String| !line.contains("tournaments (");
    assert_eq!(before.differences(&after).into_iter().filter(visible).collect::<Vec<_>>(), [""; 0]);

    let mut ids = Vec::new();
    for rating in [2100, 2200] {
        fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, rating));
        fixture.poll_stats().await;
        let frame = stream.event().await;
        assert_eq!(frame.event.as_deref(), Some("standings"));
        ids.push(frame.id.unwrap().parse::<i64>().unwrap());
    }
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    assert_eq!(fixture.nudged().await, [nudge("standings", [fixture.cup]), nudge("standings", [fixture.cup])]);
}

#[tokio::test]
async fn a_worker_whose_time_is_over_cannot_write() {
    let fixture = Fixture::set().await;
    let pool = &fixture.database.pool;
    fixture.watch_windows().await;
    let old = fixture.epoch;
    assert_eq!(lease::acquire(pool, "another").await.unwrap(), None, "taken");
    lease::release(pool, old).await.unwrap();
    let new = lease::acquire(pool, "another").await.unwrap().unwrap();
    assert_ne!(old, new);
    lease::release(pool, old).await.unwrap();
    assert_eq!(lease::acquire(pool, "a third").await.unwrap(), None, "the former holder gives away nothing");

    fixture.sim.world(|world| {
        world.play_ranked(ONE, STRANGER);
        world.open_lobby(&[TWO, STRANGER], MatchType::SoloRm);
    });
    let before = Stored::everything(pool).await;
    let context = || fixture.context.clone();
    // The platforms' find nothing to write.
    let writes = |poll: &Poll| poll.status_row().is_some() || poll.name() == "retention";
    let polls: Vec<_> = polls().into_iter().filter(writes).collect();
    assert!(polls.len() >= 5, "{polls:?}");
    for poll in polls {
        let failure = poll.ticker(&fixture.context).unwrap().tick(old).await;
        assert!(matches!(failure, Err(Error::Store(store::Error::Fenced))), "{}: {failure:?}", poll.name());
    }
    sqlx::query("update tournaments set start_date = '2026-06-10T12:00:10Z'").execute(pool).await.unwrap();
    fixture.clock.advance(chrono::TimeDelta::seconds(20));
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
    let fixture = Fixture::set().await;
    fixture.database.run("update worker_lease set expires_at = now()").await;
    let late = StatsPoll(fixture.context.clone()).tick(fixture.epoch).await;
    assert!(matches!(late, Err(Error::Store(store::Error::Fenced))), "{late:?}");
}

#[tokio::test]
async fn nobody_takes_the_lease_during_a_write() {
    let fixture = Fixture::set().await;
    let pool = &fixture.database.pool;
    let tx = lease::begin(pool, fixture.epoch).await.unwrap();
    fixture.database.run("update worker_lease set expires_at = now()").await;
    assert_eq!(lease::acquire(pool, "another").await.unwrap(), None);
    tx.commit().await.unwrap();
    assert!(lease::acquire(pool, "another").await.unwrap().is_some());
}
