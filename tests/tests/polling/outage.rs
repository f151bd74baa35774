//! The database is gone for a while: what was rendered is served, and everything goes on by itself.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::clock::SharedClock;
use poller::{PollContext, Worker};
use relic::Relic;
use serde_json::{Value, json};
use sim::Ladder;
use store::pool;
use tests::{EVENTUALLY, Proxy, background::while_running, service::quick_polls, until};
use tokio_util::sync::CancellationToken;

use super::fixture::{Fixture, ONE};

const STANDINGS: &str = "/v1/tournaments/cup/standings";
const PLAYERS: &str = "/v1/tournaments/cup/players";

#[tokio::test]
async fn rendered_views_are_served_while_the_database_is_away() {
    let fixture = Fixture::set().await;
    fixture.settle().await;
    let before = fixture.get(STANDINGS).await;
    fixture.proxy.shut();
    let current = fixture.answer(STANDINGS).await;
    assert_eq!(
        (current.status().as_u16(), current.headers().get("warning")),
        (200, None),
        "not known to be out of date"
    );

    fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2345));
    fixture.poll_stats().await;
    fixture.settle().await;
    let stale = fixture.answer(STANDINGS).await;
    assert_eq!(stale.status(), 200);
    assert!(stale.headers().contains_key("warning"), "{:?}", stale.headers());
    assert_eq!(stale.headers().get("x-content-type-options").unwrap(), "nosniff");
    assert_eq!(tests::service::json(stale).await, before, "the last good one");

    fixture.proxy.open();
    let rating = |standings: &Value| standings["items"][0]["current_rating"].clone();
    fixture.eventually(STANDINGS, |standings| rating(standings) == 2345).await;
    assert_eq!(fixture.answer(STANDINGS).await.headers().get("warning"), None);
}

#[tokio::test]
async fn views_never_rendered_say_when_to_come_back() {
    let fixture = Fixture::set().await;
    fixture.settle().await;
    fixture.get(STANDINGS).await;
    fixture.proxy.shut();
    let asked = Instant::now();
    let refused = fixture.answer(PLAYERS).await;
    assert_eq!(refused.status(), 503);
    assert!(asked.elapsed() < Duration::from_secs(8), "a viewer does not wait longer: {:?}", asked.elapsed());
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(wait > 0);
    assert_eq!(refused.headers()["cache-control"], "no-store");
    assert_eq!(tests::service::json(refused).await, json!({"detail": "Service temporarily unavailable"}));
    assert_eq!(fixture.get("/health").await, json!({"status": "healthy"}), "alive all the same");
    fixture.proxy.open();
    let is_read = async || fixture.answer(PLAYERS).await.status() == 200;
    until("reading resumes by itself", EVENTUALLY, is_read).await;
}

#[tokio::test]
async fn an_unknown_tournament_is_not_taken_for_a_missing_one_while_nothing_was_read() {
    let fixture = Fixture::empty().await;
    fixture.proxy.shut();
    assert_eq!(fixture.answer(STANDINGS).await.status(), 503);
    fixture.proxy.open();
}

#[tokio::test]
async fn polling_resumes_by_itself() {
    let fixture = Fixture::set().await;
    let server = fixture.database.options();
    let proxy = Proxy::to(format!("127.0.0.1:{}", server.get_port())).await;
    let behind_proxy = pool::connect_lazily(server.port(proxy.port()), 4);
    let upstream = relic::Settings::at(fixture.sim.base_url().parse().unwrap());
    let context =
        PollContext::new(Relic::new(&upstream).unwrap(), behind_proxy, Arc::clone(&fixture.clock) as SharedClock);
    store::lease::release(&fixture.database.pool, fixture.epoch).await.unwrap();
    let stop = CancellationToken::new();
    let worker = Worker { context, settings: quick_polls(), name: "behind the proxy".to_owned() };
    let mut running = tokio::spawn(poller::run(worker, stop.clone()));
    let rated = async |rating: i64| {
        let query = "select current_rating from player_ratings where profile_id = 101 and leaderboard_id = 3";
        fixture.database.value::<i64>(query).await == rating
    };

    fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2100));
    while_running(&mut running, until("it polls", EVENTUALLY, async || rated(2100).await)).await;
    proxy.shut();
    fixture.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2200));
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(rated(2100).await, "the proxy is shut");
    proxy.open();
    while_running(&mut running, until("it resumes", EVENTUALLY, async || rated(2200).await)).await;
    assert!(!running.is_finished());
    stop.cancel();
    tokio::time::timeout(EVENTUALLY, running).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_crowd_that_comes_while_the_database_is_away_is_told_together() {
    let fixture = Fixture::set().await;
    fixture.settle().await;
    fixture.get(STANDINGS).await;
    fixture.proxy.shut();
    let asked = Instant::now();
    let crowd: Vec<_> = (0..30)
        .map(|_| {
            let request = fixture.client.get(format!("{}{PLAYERS}", fixture.base_url));
            tokio::spawn(async move { request.send().await.unwrap().status().as_u16() })
        })
        .collect();
    for one in crowd {
        assert_eq!(one.await.unwrap(), 503);
    }
    // Each trying for a connection in turn would take a minute and a half.
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn a_statement_that_hangs_is_given_up_and_what_waits_behind_it_is_read() {
    let fixture = Fixture::set().await;
    fixture.settle().await;
    // Of a session without our limits, such as an operator's.
    let mut holding = fixture.database.driver_pool().begin().await.unwrap();
    sqlx::query("lock table civilizations in access exclusive mode").execute(&mut *holding).await.unwrap();
    let asked = Instant::now();
    let hangs = tokio::spawn({
        let request = fixture.client.get(format!("{}/v1/civilizations", fixture.base_url));
        async move { request.send().await.unwrap().status().as_u16() }
    });
    assert_eq!(hangs.await.unwrap(), 503);
    // It would hang for as long as the lock is held.
    assert!(asked.elapsed() < Duration::from_secs(8), "{:?}", asked.elapsed());
    assert_eq!(fixture.answer("/v1/leaderboards").await.status(), 200, "the one connection is good for the next");
    holding.rollback().await.unwrap();
    // What failed is not tried again for a second.
    let is_read = async || fixture.answer("/v1/civilizations").await.status() == 200;
    until("it is tried again", EVENTUALLY, is_read).await;
    fixture.eventually("/v1/civilizations", |all| all["items"].as_array().is_some_and(|items| !items.is_empty())).await;
}
