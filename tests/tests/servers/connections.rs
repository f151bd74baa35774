//! A role that may have few connections: the start says how many are needed.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use tests::{database::server, program::Program};

#[tokio::test]
async fn the_start_says_how_many_connections_are_needed() {
    let mut operator = PgConnection::connect(&server().url("postgres")).await.unwrap();
    for statement in
        ["create role narrow login password 'narrow' connection limit 3", "create database narrow owner narrow"]
    {
        sqlx::query(statement).execute(&mut operator).await.unwrap();
    }
    let port = store::pool::options(&server().url("narrow")).unwrap().get_port();
    let url = format!("postgres://narrow:narrow@127.0.0.1:{port}/narrow");
    let program =
        Program::new("aoe2-standings").set("DATABASE_URL", url).set("UPSTREAM_BASE_URL", "http://127.0.0.1:9");
    let running = program.serve().await;
    let told = async {
        while !running.said().contains("allowed=3") {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let said = tokio::time::timeout(Duration::from_secs(20), told).await;
    assert!(said.is_ok(), "{}", running.said());
    let names = "select string_agg(distinct application_name, ', ') from pg_stat_activity where usename = 'narrow'";
    let names: String = sqlx::query_scalar(names).fetch_one(&mut operator).await.unwrap();
    assert_eq!(names, "aoe2-standings worker and api");
    assert!(running.said().contains("needed=15"), "8 for writes, 4 for reads, 2 for the outbox, 1 for the lease");
}
