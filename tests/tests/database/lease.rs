//! The worker's lease: one holder at a time, and a new epoch with every change of holder.

use std::{collections::BTreeSet, time::Duration};

use store::lease::{Epoch, TERM, acquire, release};
use tests::Database;

/// Lets the lease run out.
async fn expire(database: &Database) {
    database.run("update worker_lease set expires_at = now() - interval '1 second'").await;
}

async fn seconds_left(database: &Database) -> f64 {
    database.value("select extract(epoch from expires_at - now())::float8 from worker_lease").await
}

#[tokio::test]
async fn the_first_to_ask_holds_it_and_others_wait() {
    let database = Database::fresh().await;
    assert_eq!(acquire(&database.pool, "one").await.unwrap(), Some(Epoch(1)));
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), None);
    let left = seconds_left(&database).await;
    assert!(left > TERM.as_secs_f64() - 5.0 && left <= TERM.as_secs_f64(), "{left}");
}

#[tokio::test]
async fn renewing_moves_the_end_and_keeps_the_epoch() {
    let database = Database::fresh().await;
    acquire(&database.pool, "one").await.unwrap();
    database.run("update worker_lease set expires_at = now() + interval '1 second'").await;
    assert_eq!(acquire(&database.pool, "one").await.unwrap(), Some(Epoch(1)));
    assert!(seconds_left(&database).await > TERM.as_secs_f64() - 5.0);
}

#[tokio::test]
async fn a_lease_that_ran_out_goes_to_whoever_asks_with_a_new_epoch() {
    let database = Database::fresh().await;
    acquire(&database.pool, "one").await.unwrap();
    expire(&database).await;
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), Some(Epoch(2)));
    assert_eq!(acquire(&database.pool, "one").await.unwrap(), None);
    expire(&database).await;
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), Some(Epoch(3)), "it was not held meanwhile");
}

#[tokio::test]
async fn a_lease_handed_over_can_be_had_at_once() {
    let database = Database::fresh().await;
    let epoch = acquire(&database.pool, "one").await.unwrap().unwrap();
    release(&database.pool, epoch).await.unwrap();
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), Some(Epoch(2)));
    release(&database.pool, epoch).await.unwrap();
    assert_eq!(acquire(&database.pool, "three").await.unwrap(), None, "only its holder hands a lease over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_ask_at_once_exactly_one_holds_it() {
    let database = Database::fresh().await;
    let pool = store::pool::connect_lazily(database.options(), 16);
    for round in 1..=8 {
        let asking: Vec<_> = (0..16)
            .map(|worker| {
                let pool = pool.clone();
                tokio::spawn(async move { acquire(&pool, &format!("{round} {worker}")).await.unwrap() })
            })
            .collect();
        let mut held = Vec::new();
        for asking in asking {
            let epoch = tokio::time::timeout(Duration::from_secs(10), asking).await.expect("nobody hangs").unwrap();
            held.extend(epoch);
        }
        assert_eq!(held, [Epoch(round)]);
        expire(&database).await;
    }
}

#[tokio::test]
async fn there_is_one_lease() {
    let database = Database::fresh().await;
    acquire(&database.pool, "one").await.unwrap();
    expire(&database).await;
    acquire(&database.pool, "two").await.unwrap();
    let holders: Vec<String> =
        sqlx::query_scalar("select holder from worker_lease").fetch_all(&database.pool).await.unwrap();
    assert_eq!(BTreeSet::from_iter(holders), BTreeSet::from(["two".to_owned()]));
}
