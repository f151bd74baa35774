//! Somebody holds a lock on the outbox, which every new view queries: nobody waits for long, and the outage is logged.

use std::time::{Duration, Instant};

use sqlx::Connection as _;
use tests::{
    Database, EVENTUALLY,
    program::Program,
    tournament::{create, tournament},
};

#[tokio::test]
async fn a_locked_outbox_holds_nobody_up_for_long_and_is_told() {
    let database = Database::fresh().await;
    create(&database.pool, &tournament("cup")).await;
    let running = Program::new("api").set("DATABASE_URL", &database.url).serve().await;
    running.eventually("/v1/tournaments/cup", EVENTUALLY, |body| body["slug"] == "cup").await;
    let mut operator = sqlx::PgConnection::connect(&database.url).await.unwrap();
    let mut holding = operator.begin().await.unwrap();
    sqlx::query("lock table nudges in access exclusive mode").execute(&mut *holding).await.unwrap();
    let locked = Instant::now();
    let asked = ["players", "matches", "standings", "summary", "civ-stats"].map(async |view| {
        let answer = running.ask(&format!("/v1/tournaments/cup/{view}")).await.unwrap();
        assert!([200, 503].contains(&answer.status().as_u16()), "{view}: {}", answer.status());
        assert!(locked.elapsed() < Duration::from_secs(12), "{view}: {:?}", locked.elapsed());
    });
    futures_util::future::join_all(asked).await;
    assert_eq!(running.ask("/v1/tournaments/cup").await.unwrap().status(), 200, "it was read before");
    let down = |health: &serde_json::Value| health["database"] == "down";
    running.eventually("/health/ready", EVENTUALLY, down).await;
    running.wait_for_output("the outbox of nudges cannot be read", EVENTUALLY).await;
    holding.rollback().await.unwrap();
    running.wait_for_output("the outbox of nudges can be read again", EVENTUALLY).await;
    running.eventually("/v1/tournaments/cup/players", EVENTUALLY, |body| body["items"].is_array()).await;
    running.eventually("/health/ready", EVENTUALLY, |health| health["database"] == "up").await;
}
