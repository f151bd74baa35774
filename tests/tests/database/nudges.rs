//! The outbox: ids appear in the order of commits, and nothing is said of what was undone.

use std::time::Duration;

use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Event, Scope},
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sqlx::postgres::PgListener;
use store::{Pool, nudges};
use tests::Database;
use tokio::time::{sleep, timeout};

use crate::samples::noon;

fn scope(ids: impl IntoIterator<Item = i64>) -> Scope {
    Scope::only(ids.into_iter().map(TournamentId)).unwrap()
}

/// Publishes and commits, dawdling before and after drawing the id.
async fn publish_slowly(pool: Pool, number: i64) {
    let dawdle = |salt: i64| sleep(Duration::from_millis(u64::try_from((number * salt) % 17).unwrap()));
    let mut tx = pool.begin().await.unwrap();
    dawdle(7).await;
    nudges::publish(&mut tx, Event::Matches, &scope([number]), noon()).await.unwrap();
    dawdle(5).await;
    if number % 8 == 0 { tx.rollback().await.unwrap() } else { tx.commit().await.unwrap() }
}

/// Reads what is new again and again, as somebody who believes that ids commit in order.
async fn read_until(pool: &Pool, count: usize) -> Vec<i64> {
    let (mut last, mut read) = (NudgeId(0), Vec::new());
    while read.len() < count {
        for nudge in nudges::after(pool, last).await.unwrap().nudges {
            assert!(nudge.id > last, "{} came after {last}", nudge.id);
            last = nudge.id;
            read.extend(nudge.scope.tournaments().unwrap().iter().map(|id| id.0));
        }
    }
    read
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_asks_for_later_ids_never_misses_one() {
    let database = Database::fresh().await;
    let writers = store::pool::connect_lazily(database.options(), 32);
    // No more at a time than there are connections: nobody waits for one.
    let publishing = stream::iter((1..=160).map(move |number| tokio::spawn(publish_slowly(writers.clone(), number))));
    let publishing = tokio::spawn(publishing.buffer_unordered(32).try_collect::<()>());
    let committed: Vec<i64> = (1..=160).filter(|number| number % 8 != 0).collect();
    let read = timeout(Duration::from_secs(20), read_until(&database.pool, committed.len())).await;
    let mut read = read.expect("a nudge was skipped over");
    publishing.await.unwrap().unwrap();
    read.sort_unstable();
    assert_eq!(read, committed);
}

#[tokio::test]
async fn what_is_undone_leaves_neither_row_nor_notification() {
    let database = Database::fresh().await;
    let mut listener = PgListener::connect_with(&database.driver_pool()).await.unwrap();
    listener.listen(nudges::CHANNEL).await.unwrap();
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(database.value::<i64>("select count(*) from nudges").await, 0);
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Matches, &Scope::All, noon()).await.unwrap();
    assert!(timeout(Duration::from_millis(300), listener.recv()).await.is_err(), "nothing is said before the commit");
    tx.commit().await.unwrap();
    let heard = timeout(Duration::from_secs(2), listener.recv()).await.expect("a notification").unwrap();
    assert!(heard.payload().contains("matches"), "{}", heard.payload());
    assert!(timeout(Duration::from_millis(300), listener.recv()).await.is_err(), "one commit, one notification");
}

#[tokio::test]
async fn nudges_of_one_transaction_keep_their_order() {
    let database = Database::fresh().await;
    let order = [Event::Matches, Event::Standings, Event::Live, Event::Standings];
    let mut tx = database.pool.begin().await.unwrap();
    for event in order {
        nudges::publish(&mut tx, event, &Scope::All, noon()).await.unwrap();
    }
    assert_eq!(nudges::after(&database.pool, NudgeId(0)).await.unwrap().nudges, [], "before the commit");
    tx.commit().await.unwrap();
    let look = nudges::after(&database.pool, NudgeId(0)).await.unwrap();
    assert_eq!(look.nudges.iter().map(|nudge| nudge.event).collect::<Vec<_>>(), order);
    assert_eq!(look.nudges.iter().map(|nudge| nudge.id.0).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(look.newest, NudgeId(4));
}

#[tokio::test]
async fn a_nudge_is_read_as_it_was_published() {
    let database = Database::fresh().await;
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Standings, &scope([3, 1, 2]), noon()).await.unwrap();
    nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
    tx.commit().await.unwrap();
    let found = nudges::after(&database.pool, NudgeId(0)).await.unwrap().nudges;
    assert_eq!((found[0].event, &found[0].scope, found[0].polled_at), (Event::Standings, &scope([1, 2, 3]), noon()));
    assert_eq!((found[1].event, &found[1].scope), (Event::Live, &Scope::All));
    assert_eq!(nudges::after(&database.pool, NudgeId(1)).await.unwrap().nudges, found[1..]);
    assert_eq!(nudges::after(&database.pool, NudgeId(2)).await.unwrap().nudges, []);
}

#[tokio::test]
async fn the_newest_id_is_known_after_every_row_was_swept_away() {
    let database = Database::fresh().await;
    assert_eq!(nudges::after(&database.pool, NudgeId(0)).await.unwrap().newest, NudgeId(0));
    let mut tx = database.pool.begin().await.unwrap();
    nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
    nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
    tx.commit().await.unwrap();
    database.run("delete from nudges").await;
    assert_eq!(nudges::after(&database.pool, NudgeId(0)).await.unwrap().newest, NudgeId(2));
}

#[tokio::test]
async fn in_a_new_database_ids_begin_with_the_clock() {
    let database = Database::empty("nudged_anew").await;
    store::migrations::run(&database.pool).await.unwrap();
    let now: i64 = database.value("select (extract(epoch from clock_timestamp()) * 1000)::bigint").await;
    assert_eq!(nudges::after(&database.pool, NudgeId(0)).await.unwrap().newest, NudgeId(0), "none was drawn");
    publish_slowly(database.pool.clone(), 1).await;
    let NudgeId(first) = nudges::after(&database.pool, NudgeId(0)).await.unwrap().newest;
    assert!((now - 60_000..=now).contains(&first), "{first} at {now}");
}
