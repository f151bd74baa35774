//! A database that takes no writes for a while (`default_transaction_read_only`), as a provider does when a disk is
//! full.

use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::{lease, pool};
use tests::{Database, until};

/// Sets the database so, or lets it take writes again, and leaves sessions as they are.
async fn set_read_only(database: &Database, is_so: bool) {
    let mut operator = PgConnection::connect(&database.url).await.unwrap();
    let name: String = sqlx::query_scalar("select current_database()").fetch_one(&mut operator).await.unwrap();
    sqlx::query("set default_transaction_read_only = off").execute(&mut operator).await.unwrap();
    let set = format!("alter database {name} set default_transaction_read_only = {is_so}");
    sqlx::query(AssertSqlSafe(set)).execute(&mut operator).await.unwrap();
}

#[tokio::test]
async fn connections_that_take_no_writes_are_replaced_the_leases_too() {
    let database = Database::fresh().await;
    set_read_only(&database, true).await;
    let pool = pool::connect_lazily(database.options(), 4);
    let refused = lease::acquire(&pool, "worker").await.unwrap_err();
    assert!(matches!(refused, store::Error::Unavailable(_)), "{refused}");
    assert!(refused.to_string().contains("read-only"), "{refused}");
    assert!(pool.database_state().is_read_only());
    set_read_only(&database, false).await;
    let is_given = async || lease::acquire(&pool, "worker").await.is_ok();
    until("the lease is given", Duration::from_secs(5), is_given).await;
    assert!(!pool.database_state().is_read_only());
}

#[tokio::test]
async fn readers_look_for_a_server_that_takes_writes_too() {
    let database = Database::fresh().await;
    set_read_only(&database, true).await;
    let reads = pool::connect_lazily(database.options(), 1);
    let one = async || sqlx::query_scalar::<_, i32>("select 1").fetch_one(&reads).await.unwrap();
    assert_eq!((one().await, reads.database_state().is_read_only()), (1, true));
    set_read_only(&database, false).await;
    let takes_writes = async || {
        one().await;
        !reads.database_state().is_read_only()
    };
    until("a standby's reads would be old for ever", Duration::from_secs(5), takes_writes).await;
}
