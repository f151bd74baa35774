//! The whole way from the upstream to a viewer, through a worker and an api that share nothing but the database.

use std::time::Duration;

use domain::{clock::Clock as _, id::TournamentId};
use serde_json::{Value, json};
use server::SystemClock;
use sim::{Config, Endpoint, Ladder, Profile, ProfileId, Sim, World};
use tests::{
    Database,
    tournament::{create, enter, tournament},
};

use super::program::Program;

pub(crate) const ONE: ProfileId = ProfileId(101);
const STANDINGS: &str = "/v1/tournaments/cup/standings";

/// A database in which one player is tracked, and an upstream that knows the player.
pub(crate) async fn cup() -> (Database, Sim, TournamentId) {
    let database = Database::fresh().await;
    let cup = create(&database.pool, &tournament("cup")).await;
    create(&database.pool, &tournament("other")).await;
    enter(&database.pool, cup, "One", Some(ONE.0)).await;
    let now = SystemClock.now().unix_seconds();
    let mut world = World::new(Config::new(7, now));
    world.add_profile(Profile::new(ONE, "One").rated(Ladder::SoloRm, 1500, now - 86_400));
    (database, Sim::local(world).await.unwrap(), cup)
}

async fn a_change_upstream_reaches_the_stream_and_the_reads(worker: Program, api: Program) {
    let (database, sim, cup) = cup().await;
    let api = api.set("DATABASE_URL", &database.url).set("UPSTREAM_BASE_URL", sim.base_url());
    let mut api = api.serve().await;
    api.eventually(STANDINGS, Duration::from_secs(15), |standings| standings["items"] == json!([])).await;
    // A poller asks for the lease first thing, and for the catalogue at once.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let requests = Endpoint::ALL.map(|endpoint| sim.requests(endpoint).count);
    let leases: i64 = database.value("select count(*) from worker_lease").await;
    assert_eq!((requests, leases), ([0; 4], 0), "an api does not poll");
    let mut worker = worker.set("DATABASE_URL", &database.url).polling(&sim.base_url()).serve().await;
    let rated = |rating: i64| move |body: &Value| body["items"][0]["current_rating"] == rating;
    api.eventually(STANDINGS, Duration::from_secs(15), rated(1500)).await;
    settled(&database).await;
    let mut stream = api.stream().await;

    sim.world(|world| world.set_rating(ONE, Ladder::SoloRm, 1516));
    let frame = stream.event().await;
    assert_eq!(frame.event.as_deref(), Some("standings"));
    assert_eq!(frame.data.unwrap()["tournament_ids"], json!([cup]));
    let after: Value = serde_json::from_str(&api.ask(STANDINGS).await.unwrap().text().await.unwrap()).unwrap();
    assert!(rated(1516)(&after), "who refetches after a nudge gets what it was about: {after}");
    assert_eq!(stream.events_within(Duration::from_secs(2)).await, [], "one change, one nudge");

    assert_eq!(worker.ask("/v1/tournaments").await.unwrap().status(), 404, "a worker serves its health alone");
    assert_eq!(worker.ask("/host").await.unwrap().status(), 404, "nor does it serve pages");
    assert_eq!(api.ask("/host").await.unwrap().status(), 200);
    worker.stop(rustix::process::Signal::TERM).await;
    // Without a worker the api goes on with what there is.
    assert!(rated(1516)(&api.eventually(STANDINGS, Duration::from_secs(1), |_| true).await));
    api.stop(rustix::process::Signal::TERM).await;
}

/// Waits until the first polls' nudges are through.
async fn settled(database: &Database) {
    let mut before = -1;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(700)).await;
        let newest = database.value::<i64>("select coalesce(max(id), 0) from nudges").await;
        if std::mem::replace(&mut before, newest) == newest {
            return;
        }
    }
    panic!("nudges do not end");
}

#[tokio::test]
async fn a_nudge_crosses_from_the_poller_to_the_api() {
    a_change_upstream_reaches_the_stream_and_the_reads(Program::new("poller"), Program::new("api")).await;
}

#[tokio::test]
async fn a_nudge_crosses_from_one_role_to_the_other() {
    let role = || {
        let program = Program::new("aoe2-standings").set("ENVIRONMENT", "production");
        program.set("CORS_ORIGINS", "https://example.org").set("UPSTREAM_CONTACT", "ops@example.org")
    };
    let worker = role().set("LISTENER_ENABLED", "false");
    let api = role().set("POLLING_ENABLED", "false");
    a_change_upstream_reaches_the_stream_and_the_reads(worker, api).await;
}
