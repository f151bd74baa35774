//! Databases that give no connection, or few: each says why, and the start how many are needed.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use store::pool;
use tests::{
    Database,
    database::{copied_server, server},
    program::{Program, free_port},
};

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
    running.wait_for_output("allowed=3", Duration::from_secs(20)).await;
    let names = "select string_agg(distinct application_name, ', ') from pg_stat_activity where usename = 'narrow'";
    let names: String = sqlx::query_scalar(names).fetch_one(&mut operator).await.unwrap();
    assert_eq!(names, "aoe2-standings worker and api");
    assert!(
        running.output().contains("needed=16"),
        "8 for writes, 4 for reads, 1 for searches, 2 for the outbox, 1 for the lease"
    );
}

#[tokio::test]
async fn why_there_is_no_connection_is_told_apart() {
    let database = Database::fresh().await;
    let error = async |pool: &pool::Pool| pool.acquire().await.unwrap_err().to_string();
    let nobody = pool::connect_lazily(database.options().port(free_port()), 1);
    assert!(error(&nobody).await.contains("Connection refused"));
    let mut operator = PgConnection::connect(&server().url("postgres")).await.unwrap();
    sqlx::query("create role nobody_more login password 'x' connection limit 0").execute(&mut operator).await.unwrap();
    let mut of_another = reqwest::Url::parse(&database.url).unwrap();
    of_another.set_username("nobody_more").unwrap();
    of_another.set_password(Some("x")).unwrap();
    let full = pool::connect_lazily(pool::options(of_another.as_str()).unwrap(), 1);
    assert!(error(&full).await.contains("too many connections for role"));
    let cold = tokio::task::spawn_blocking(|| copied_server().cold_standby().unwrap()).await.unwrap();
    let starting = pool::connect_lazily(pool::options(&cold.url("postgres")).unwrap(), 1);
    assert!(error(&starting).await.contains("the database system is not"), "{}", error(&starting).await);
    let busy = pool::connect_lazily(database.options(), 1);
    let _taken = busy.acquire().await.unwrap();
    assert!(error(&busy).await.contains("every connection of the pool is in use"));
}
