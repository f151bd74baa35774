//! Platforms without credentials, under the worker itself: nothing is asked, and nobody stays on air.

use std::{sync::Arc, time::Duration};

use domain::clock::SharedClock;
use platforms::{BroadcastSettings, Broadcasters};
use poller::{PollContext, Settings, Worker};
use relic::Relic;
use tests::{
    background::while_running,
    service::{broadcast_settings, default_poller_settings},
};
use tokio_util::sync::CancellationToken;

use super::fixture::{At, Fixture, live};

/// Runs a worker with these settings of the platforms until it is so, ten seconds at most.
async fn until(fixture: &Fixture, settings: &BroadcastSettings, is_so: impl AsyncFn() -> bool) {
    let seconds = |seconds| Duration::from_secs(seconds);
    let cadences = Settings {
        poll_stats_seconds: seconds(600),
        poll_matches_seconds: seconds(600),
        poll_live_seconds: seconds(600),
        poll_twitch_seconds: Duration::from_millis(200),
        poll_youtube_seconds: Duration::from_millis(200),
        freshness_nudge_seconds: Duration::ZERO,
        ..default_poller_settings()
    };
    let upstream = relic::Settings::at(fixture.sim.base_url().parse().unwrap());
    let broadcasters = Broadcasters::new(settings, &upstream.user_agent()).unwrap();
    let clock = Arc::clone(&fixture.clock) as SharedClock;
    let context =
        PollContext::new(Relic::new(&upstream).unwrap(), fixture.database.pool.clone(), clock).with(broadcasters);
    fixture.database.run("update worker_lease set expires_at = now()").await;
    let stop = CancellationToken::new();
    let worker = Worker { context, settings: cadences, name: "the worker".to_owned() };
    let mut running = tokio::spawn(poller::run(worker, stop.clone()));
    while_running(&mut running, tests::until("it polls", Duration::from_secs(10), is_so)).await;
    stop.cancel();
    running.await.unwrap().unwrap();
}

/// Ada on Twitch, Bob on YouTube and a host, all on air and stored.
async fn all_on_air() -> Fixture {
    let fixture = Fixture::with_ada().await;
    fixture.enter(fixture.cup, "Bob", &["youtube.com/channel/UCbob"]).await;
    fixture.hosted("hosted", &["https://twitch.tv/host"]).await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.broadcasters.on_twitch("host", "Title", "");
    fixture.broadcasters.on_youtube("UCbob", "Title");
    fixture.poll_twitch().await;
    fixture.poll_youtube().await;
    fixture.nudged().await;
    fixture
}

fn requests(fixture: &Fixture) -> [usize; 4] {
    At::ALL.map(|endpoint| fixture.broadcasters.requests(endpoint))
}

#[tokio::test]
async fn without_credentials_nothing_is_asked_and_the_snapshots_are_emptied() {
    let fixture = all_on_air().await;
    let before = requests(&fixture);
    let off = BroadcastSettings { youtube_api_key: Some(" ".into()), ..BroadcastSettings::default() };
    let off = off.at(&fixture.broadcasters.base_url().parse().unwrap());
    until(&fixture, &off, async || fixture.stored().await.is_empty()).await;
    assert_eq!(requests(&fixture), before);
    assert_eq!(fixture.shown("Ada").await, None);
    assert_eq!(fixture.shown("Bob").await, None);
    assert_eq!(fixture.get("/v1/tournaments/hosted").await["host_stream_live"], false);
    let live_ones = fixture.nudged().await.into_iter().filter(|(event, _)| event == "live").count();
    assert_eq!(live_ones, 2, "one for each platform");
}

#[tokio::test]
async fn a_platform_with_credentials_is_polled_beside_one_without() {
    let fixture = all_on_air().await;
    let settings = BroadcastSettings { youtube_api_key: None, ..broadcast_settings(&fixture.broadcasters) };
    let searches = fixture.broadcasters.requests(At::Search);
    fixture.broadcasters.on_twitch("ada", "Another", "");
    until(&fixture, &settings, async || {
        let stored = fixture.stored().await;
        stored.len() == 2 && stored.iter().any(|row| row.contains("Another"))
    })
    .await;
    assert_eq!(fixture.broadcasters.requests(At::Search), searches);
    assert!(fixture.nudged().await.contains(&live([fixture.cup])));
}

#[tokio::test]
async fn with_every_credential_both_platforms_are_polled() {
    let fixture = Fixture::with_ada().await;
    fixture.enter(fixture.cup, "Bob", &["youtube.com/channel/UCbob"]).await;
    fixture.broadcasters.on_twitch("ada", "Title", "");
    fixture.broadcasters.on_youtube("UCbob", "Title");
    until(&fixture, &broadcast_settings(&fixture.broadcasters), async || fixture.stored().await.len() == 2).await;
}
