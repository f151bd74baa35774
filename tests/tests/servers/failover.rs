//! A failover: the address leads to a standby for a while, and then to the primary again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use domain::clock::SharedClock;
use http::HeaderMap;
use poller::{PollContext, Worker};
use relic::Relic;
use serde_json::json;
use sim::{Ladder, Profile, ProfileId};
use tests::{
    Database, EVENTUALLY, LogCapture, Proxy, Service,
    background::while_running,
    database::copied_server,
    service::{HOST, quick_polls},
    tournament::{create, enter, tournament},
    until,
};
use tokio_util::sync::CancellationToken;

/// By when everything works again, as docs/OPERATIONS.md promises.
const RECOVERY: Duration = Duration::from_secs(5);

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

/// A host's write.
async fn rename(service: &Service, name: &str) -> (u16, HeaderMap) {
    let token = service.token(HOST);
    let (status, headers, _) =
        service.send("PATCH", "/v1/tournaments/cup", Some(&token), Some(json!({"name": name})), &[]).await;
    (status, headers)
}

#[tokio::test]
async fn hosts_are_told_to_wait_viewers_read_on_and_all_is_well_within_five_seconds() {
    let service = Service::start_with(Database::on_copied_server().await).await;
    let cup = create(&service.database.pool, &tournament("cup")).await;
    service.make_owner(cup, HOST).await;
    assert_eq!(rename(&service, "Before").await.0, 200);
    let standby = tokio::task::spawn_blocking(|| copied_server().standby().unwrap()).await.unwrap();
    service.proxy.redirect(address(port_of(&standby.url("postgres")))).await;

    let log = LogCapture::start(|_, fields| fields.get("message").is_some_and(|said| said.contains("read-only")));
    let (status, headers) = rename(&service, "Meanwhile").await;
    assert_eq!(status, 503);
    assert!(headers.contains_key("retry-after"));
    assert_eq!(service.answer("/v1/tournaments/cup/players").await.status(), 200, "a view that nobody rendered before");
    let health = service.get("/health/ready").await;
    assert_eq!((&health["database"], &health["roles"]["api"]), (&json!("read-only"), &json!("ready")));
    assert_eq!(log.take().len(), 1, "told once");

    service.proxy.redirect(address(service.database.options().get_port())).await;
    let back = Instant::now();
    until("hosts write", RECOVERY, async || rename(&service, "After").await.0 == 200).await;
    let is_up = async || service.get("/health/ready").await["database"] == "up";
    until("it is told to be up", RECOVERY.saturating_sub(back.elapsed()), is_up).await;
    assert_eq!(service.database.value::<String>("select name from tournaments where slug = 'cup'").await, "After");
}

#[tokio::test]
async fn the_worker_takes_its_lease_and_polls_again_within_five_seconds() {
    const ONE: ProfileId = ProfileId(101);
    let service = Service::start_with(Database::on_copied_server().await).await;
    let week_ago = service.sim.world(|world| world.now() - 7 * 86_400);
    service.sim.world(|world| world.add_profile(Profile::new(ONE, "One").rated(Ladder::SoloRm, 2_000, week_ago)));
    let cup = create(&service.database.pool, &tournament("cup")).await;
    enter(&service.database.pool, cup, "One", Some(ONE.0)).await;
    let primary = address(service.database.options().get_port());
    let proxy = Proxy::to(primary.clone()).await;
    let pool = store::pool::connect_lazily(service.database.options().port(proxy.port()), 4);
    let upstream = relic::Settings::at(service.sim.base_url().parse().unwrap());
    let context = PollContext::new(Relic::new(&upstream).unwrap(), pool, Arc::clone(&service.clock) as SharedClock);
    store::lease::release(&service.database.pool, service.epoch).await.unwrap();
    let stop = CancellationToken::new();
    let worker = Worker { context, settings: quick_polls(), name: "worker".to_owned() };
    let mut running = tokio::spawn(poller::run(worker, stop.clone()));
    let is_rated = async |rating: i64, within: Duration| {
        let stored = "select coalesce(max(current_rating), 0) from player_ratings";
        until("it polls", within, async || service.database.value::<i64>(stored).await == rating).await;
    };
    while_running(&mut running, is_rated(2_000, EVENTUALLY)).await;
    let log = LogCapture::start(|_, fields| fields.get("message").is_some_and(|said| said.contains("another worker")));
    let standby = tokio::task::spawn_blocking(|| copied_server().standby().unwrap()).await.unwrap();
    proxy.redirect(address(port_of(&standby.url("postgres")))).await;
    // Longer than the lease's term.
    tokio::time::sleep(store::lease::TERM + Duration::from_secs(2)).await;
    service.sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 2_100));
    proxy.redirect(primary).await;
    while_running(&mut running, is_rated(2_100, RECOVERY)).await;
    assert!(!running.is_finished());
    assert!(log.take().is_empty(), "there is no other worker");
    stop.cancel();
    tokio::time::timeout(EVENTUALLY, running).await.unwrap().unwrap().unwrap();
}

fn port_of(url: &str) -> u16 {
    store::pool::options(url).unwrap().get_port()
}
