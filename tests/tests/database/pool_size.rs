//! Which connections count as used: those that somebody has, and nobody who waits for one. Where they belong.

use std::time::Duration;

use futures_util::future::join_all;
use store::pool::{Pool, PoolSize, Pooler, Timeouts};
use tests::{Database, EVENTUALLY, Proxy, until};
use tokio::time::sleep;

const MOST: usize = 3;

async fn pool(database: &Database) -> (Pool, Proxy) {
    let proxy = Proxy::to(format!("127.0.0.1:{}", database.options().get_port())).await;
    (Pool::new(database.options().port(proxy.port()), Pooler::None, MOST, Timeouts::WRITES), proxy)
}

/// Twice as many as there may be use the pool, again and again.
fn everybody_asks(pool: &Pool) -> Vec<tokio::task::JoinHandle<()>> {
    let asks = |_| {
        let pool = pool.clone();
        tokio::spawn(async move {
            loop {
                if let Ok(mut connection) = pool.acquire().await {
                    let _ = sqlx::query("select pg_sleep(0.2)").execute(&mut connection).await;
                } else {
                    sleep(Duration::from_millis(10)).await;
                }
            }
        })
    };
    (0..2 * MOST).map(asks).collect()
}

#[tokio::test]
async fn a_connection_is_used_until_it_is_handed_back() {
    let database = Database::fresh().await;
    let (pool, _proxy) = pool(&database).await;
    assert_eq!(pool.size(), PoolSize { used: 0, idle: 0, most: MOST });
    let held = join_all((0..MOST).map(async |_| pool.acquire().await.unwrap())).await;
    assert_eq!(pool.size(), PoolSize { used: MOST, idle: 0, most: MOST });
    drop(held);
    assert_eq!(pool.size(), PoolSize { used: 0, idle: MOST, most: MOST });
    let transaction = pool.begin().await.unwrap();
    assert_eq!(pool.size().used, 1);
    drop(transaction);
    let is_undone = async || pool.size().used == 0;
    until("a transaction that is dropped is undone", EVENTUALLY, is_undone).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_is_away_nobody_has_a_connection() {
    let database = Database::fresh().await;
    let (pool, proxy) = pool(&database).await;
    let asking = everybody_asks(&pool);
    let all_are_used = async || pool.size().used == MOST;
    until("all are used", EVENTUALLY, all_are_used).await;
    proxy.shut();
    // Those that were used find out.
    sleep(Duration::from_secs(1)).await;
    until("nobody has one", EVENTUALLY, async || pool.size().used == 0).await;
    for _ in 0..100 {
        let size = pool.size();
        assert_eq!(size.used, 0, "{size:?}: everybody waits for one");
        sleep(Duration::from_millis(10)).await;
    }
    proxy.open();
    until("all are used again", EVENTUALLY, all_are_used).await;
    asking.iter().for_each(tokio::task::JoinHandle::abort);
}

#[test]
fn a_connection_of_another_runtime_outlives_the_one_that_it_was_first_used_in() {
    let runtime = || tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (theirs, last) = (runtime(), runtime());
    let database = last.block_on(Database::fresh());
    let process = async |pool: &Pool| {
        let mut connection = pool.acquire().await.unwrap();
        sqlx::query_scalar::<_, i32>("select pg_backend_pid()").fetch_one(&mut connection).await.unwrap()
    };
    let (first, pool) = runtime().block_on(async {
        let pool = Pool::new(database.options(), Pooler::None, 1, Timeouts::READS);
        let pool = pool.sibling_on(theirs.handle(), 1, Timeouts::READS);
        (process(&pool).await, pool)
    });
    assert_eq!(last.block_on(process(&pool)), first, "the connection is gone with the runtime that asked for it");
}
