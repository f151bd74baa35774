//! Writes under a lease: a paused former holder's are refused, and no other worker takes over during one.

use store::{
    Error,
    lease::{Epoch, acquire, begin, release},
};
use tests::{Database, EVENTUALLY, until};
use tokio::time::timeout;

async fn expire(database: &Database) {
    database.run("update worker_lease set expires_at = now() - interval '1 second'").await;
}

#[tokio::test]
async fn a_write_under_an_epoch_that_is_over_is_refused() {
    let database = Database::fresh().await;
    let old = acquire(&database.pool, "one").await.unwrap().unwrap();
    begin(&database.pool, old).await.expect("the holder may write").rollback().await.unwrap();
    expire(&database).await;
    assert!(matches!(begin(&database.pool, old).await, Err(Error::Fenced)), "it ran out");
    let new = acquire(&database.pool, "two").await.unwrap().unwrap();
    assert!(matches!(begin(&database.pool, old).await, Err(Error::Fenced)), "another holds it");
    begin(&database.pool, new).await.expect("the new holder may write").rollback().await.unwrap();
    release(&database.pool, new).await.unwrap();
    assert!(matches!(begin(&database.pool, new).await, Err(Error::Fenced)), "it was handed over");
}

#[tokio::test]
async fn without_any_lease_nobody_writes() {
    let database = Database::fresh().await;
    assert!(matches!(begin(&database.pool, Epoch(1)).await, Err(Error::Fenced)));
}

#[tokio::test]
async fn nobody_takes_over_while_a_write_is_open() {
    let database = Database::fresh().await;
    let old = acquire(&database.pool, "one").await.unwrap().unwrap();
    let mut write = begin(&database.pool, old).await.unwrap();
    sqlx::query("insert into civilizations values (1, 'Franks')").execute(&mut *write).await.unwrap();
    expire(&database).await;
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), None);
    write.commit().await.expect("what was begun in time is finished");
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), Some(Epoch(2)));
    assert_eq!(database.value::<i64>("select count(*) from civilizations").await, 1);
}

#[tokio::test]
async fn a_write_that_was_refused_is_in_nobodys_way() {
    let database = Database::fresh().await;
    let old = acquire(&database.pool, "one").await.unwrap().unwrap();
    expire(&database).await;
    assert!(begin(&database.pool, old).await.is_err());
    let taken = timeout(EVENTUALLY, async {
        loop {
            if let Some(epoch) = acquire(&database.pool, "two").await.unwrap() {
                return epoch;
            }
        }
    });
    assert_eq!(taken.await.expect("its transaction ends by itself"), Epoch(2));
}

#[tokio::test]
async fn the_holders_writes_and_renewals_do_not_wait_for_each_other() {
    let database = Database::fresh().await;
    let epoch = acquire(&database.pool, "one").await.unwrap().unwrap();
    let first = begin(&database.pool, epoch).await.unwrap();
    // The first holds what it has until it commits: who waited for that would fail by the time-out of locks.
    let second = begin(&database.pool, epoch).await.expect("no waiting");
    let renewed = acquire(&database.pool, "one").await.expect("no waiting");
    assert_eq!(renewed, Some(epoch));
    first.commit().await.unwrap();
    second.commit().await.unwrap();
}

#[tokio::test]
async fn a_write_that_pauses_is_cut_off_by_the_server() {
    let database = Database::fresh().await;
    let epoch = acquire(&database.pool, "one").await.unwrap().unwrap();
    let mut write = begin(&database.pool, epoch).await.unwrap();
    let holds: bool = sqlx::query_scalar(
        "select current_setting('idle_in_transaction_session_timeout')::interval
            between interval '1ms' and interval '15s'",
    )
    .fetch_one(&mut *write)
    .await
    .unwrap();
    assert!(holds, "before another may have the lease");
    // The same mechanism, with a limit a test can wait for.
    sqlx::query("insert into civilizations values (1, 'Franks')").execute(&mut *write).await.unwrap();
    sqlx::query("set local idle_in_transaction_session_timeout = '100ms'").execute(&mut *write).await.unwrap();
    expire(&database).await;
    let in_transactions = "select count(*) from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'";
    let is_cut_off = async || database.value::<i64>(in_transactions).await == 0;
    until("the server cut it off", EVENTUALLY, is_cut_off).await;
    assert_eq!(acquire(&database.pool, "two").await.unwrap(), Some(Epoch(2)));
    assert!(write.commit().await.is_err());
    assert_eq!(database.value::<i64>("select count(*) from civilizations").await, 0);
}
