//! The outbox: ids appear in the order of commits, and what is rolled back leaves no nudge.

use std::time::Duration;

use domain::{
    id::{NudgeId, TournamentId},
    nudge::{Event, Scope},
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sqlx::postgres::PgListener;
use store::{Pool, nudges};
use tests::{Database, EVENTUALLY};
use tokio::time::{sleep, timeout};

use super::samples::noon;

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
    let heard = timeout(EVENTUALLY, listener.recv()).await.expect("a notification").unwrap();
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
    let ids: Vec<_> = look.nudges.iter().map(|nudge| nudge.id.0).collect();
    assert!(ids.is_sorted_by(|earlier, later| earlier < later), "{ids:?}");
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
    assert_eq!(nudges::after(&database.pool, found[0].id).await.unwrap().nudges, found[1..]);
    assert_eq!(nudges::after(&database.pool, found[1].id).await.unwrap().nudges, []);
}

/// The ids in the outbox, in their order.
async fn ids(database: &Database) -> Vec<i64> {
    database.value("select array(select id from nudges order by id)").await
}

async fn clock(database: &Database) -> i64 {
    database.value("select floor(extract(epoch from clock_timestamp()) * 1000)::bigint").await
}

#[tokio::test]
async fn the_newest_id_is_known_after_every_row_was_deleted() {
    let database = Database::fresh().await;
    assert_eq!(nudges::latest(&database.pool, 1).await.unwrap(), (NudgeId(0), Vec::new()));
    publish_slowly(database.pool.clone(), 1).await;
    publish_slowly(database.pool.clone(), 2).await;
    let newest = *ids(&database).await.last().unwrap();
    database.run("delete from nudges").await;
    assert_eq!(nudges::latest(&database.pool, 1).await.unwrap(), (NudgeId(newest), Vec::new()));
}

#[tokio::test]
async fn an_id_is_the_databases_clock_or_one_more_than_the_last() {
    let database = Database::fresh().await;
    let before = clock(&database).await;
    publish_slowly(database.pool.clone(), 1).await;
    let first = ids(&database).await[0];
    assert!((before..=clock(&database).await).contains(&first), "{first} at {before}");
    assert!(first < 1 << 53, "JavaScript's numbers hold it");
    let mut tx = database.pool.begin().await.unwrap();
    for _ in 0..200 {
        nudges::publish(&mut tx, Event::Live, &Scope::All, noon()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let ids = ids(&database).await;
    assert!(ids.len() == 201 && ids.is_sorted_by(|earlier, later| earlier < later), "{ids:?}");
}

#[tokio::test]
async fn a_clock_that_was_set_back_takes_no_id_twice() {
    let database = Database::fresh().await;
    let ahead =
        "insert into nudges (id, event, polled_at) overriding system value values (4000000000000, 'live', now())";
    database.run(ahead).await;
    publish_slowly(database.pool.clone(), 1).await;
    database.run("delete from nudges").await;
    publish_slowly(database.pool.clone(), 2).await;
    assert_eq!(ids(&database).await, [4_000_000_000_002]);
}

#[tokio::test]
async fn ids_of_the_version_before_lie_between_ours() {
    let database = Database::fresh().await;
    for number in 1..=3 {
        publish_slowly(database.pool.clone(), number).await;
        // It leaves the id to the table.
        database.run("insert into nudges (event, polled_at) values ('live', now())").await;
    }
    let ids = ids(&database).await;
    assert!(ids.len() == 6 && ids.iter().all(|id| *id > 1_000_000_000_000), "{ids:?}");
}

#[tokio::test]
async fn after_a_restore_no_id_is_issued_again() {
    let database = Database::fresh().await;
    publish_slowly(database.pool.clone(), 1).await;
    let backup = database.backup();
    for number in 2..=5 {
        publish_slowly(database.pool.clone(), number).await;
    }
    let lost = ids(&database).await;
    database.restore(&backup);
    assert_eq!(ids(&database).await, lost[..1]);
    for number in 2..=5 {
        publish_slowly(database.pool.clone(), number).await;
    }
    let after = ids(&database).await;
    assert!(after[1] > lost[4], "{after:?} after {lost:?}");
    let known = async |id: i64| nudges::after(&database.pool, NudgeId(id)).await.unwrap().is_known;
    assert!(known(0).await && known(lost[0]).await && known(after[4]).await);
    assert!(!known(lost[1]).await && !known(lost[4]).await);
}
