//! Migrations that fail: what is undone, what others notice meanwhile, and which failures may pass.

use std::time::{Duration, Instant};

use store::{Error, migrations, pool};
use tests::{Database, database::MIGRATOR};

#[tokio::test]
async fn a_migration_that_fails_is_undone_and_says_so() {
    let database = Database::empty("migrated_in_vain").await;
    database.run("create table poll_status ()").await;
    let error = migrations::run(&database.pool).await.expect_err("the name is taken");
    assert!(matches!(error, Error::Migration(_)), "{error}");
    assert!(!migrations::may_pass(&error), "{error}");
    database.run("drop table poll_status").await;
    let again = pool::connect_lazily(database.options(), 1);
    let trying = tokio::time::timeout(Duration::from_secs(10), migrations::run(&again)).await;
    trying.expect("the failed one does not stand in the way").expect("nothing half done is left");
}

#[tokio::test]
async fn a_table_in_use_is_not_waited_for_until_everybody_waits() {
    let database = Database::empty("migrated_while_read").await;
    MIGRATOR.run_to(17, &database.driver_pool()).await.unwrap();
    // Like a backup, it reads a table for long.
    let others = database.driver_pool();
    let mut reading = others.begin().await.unwrap();
    sqlx::query("select from nudges").execute(&mut *reading).await.unwrap();
    let started = Instant::now();
    let error = migrations::run(&database.pool).await.expect_err("the table is in use");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert!(migrations::may_pass(&error), "{error}");
    reading.rollback().await.unwrap();
    assert_eq!(migrations::run(&database.pool).await.unwrap()[0].version, 18);
}

#[tokio::test]
async fn a_database_that_takes_no_writes_may_take_them_later() {
    let database = Database::empty("migrated_on_a_standby").await;
    database.run("alter database migrated_on_a_standby set default_transaction_read_only = on").await;
    let error = migrations::run(&database.pool).await.expect_err("nothing can be written");
    assert!(migrations::may_pass(&error) && !migrations::is_of_newer(&error), "{error}");
}

#[tokio::test]
async fn the_schema_of_a_newer_version_is_told_from_one_that_was_changed() {
    let database = Database::fresh().await;
    let insert = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values ($1, 'not known here', true, '', 0)";
    for (version, is_newer) in [(9_999_i64, true), (0, false)] {
        sqlx::query(insert).bind(version).execute(&database.pool).await.unwrap();
        let error = migrations::run(&database.pool).await.expect_err("it is not known here");
        assert_eq!((migrations::is_of_newer(&error), migrations::may_pass(&error)), (is_newer, false), "{error}");
    }
}
