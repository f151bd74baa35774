//! Measures the ingestion of histories: 100 profiles with 100 matches each, the first time and unchanged.

use std::time::{Duration, Instant};

use domain::clock::Clock as _;
use relic::MatchTypes;
use sim::World;
use tests::{
    Service, TestClock,
    service::{NOW, settings},
    tournament::{create, enter, tournament},
};

use crate::figure::Report;

const PROFILES: usize = 100;
const MATCHES: usize = 100;

pub(crate) async fn measure(report: &mut Report) {
    let clock = TestClock::at(NOW);
    let (world, profiles) = World::with_history(7, clock.now().unix_seconds(), PROFILES, MATCHES);
    let service = Service::with(world, clock, Default::default(), &settings(), Default::default()).await;
    let id = create(&service.database.pool, &tournament("bench")).await;
    for profile in &profiles {
        enter(&service.database.pool, id, &format!("Player {}", profile.0), Some(profile.0)).await;
    }
    service.poll_reference().await;
    service.poll_stats().await;
    // The simulator renders its answers on the first request, which should not be measured.
    let tracked: Vec<_> = profiles.iter().map(|profile| domain::id::ProfileId(profile.0)).collect();
    service.context.relic.recent_matches(&tracked, &MatchTypes::default()).await;
    let fetching = times(3, async || {
        service.context.relic.recent_matches(&tracked, &MatchTypes::default()).await;
    })
    .await;
    let first = times(1, async || {
        service.poll_matches().await;
    })
    .await;
    let unchanged = times(5, async || assert_eq!(service.poll_matches().await.changed, 0)).await;
    let stored: i64 = service.database.value("select count(*) from match_players").await;
    report.note("match rows behind the next figures", stored.to_string());
    report.time("fetch and convert 100 profiles x 100 matches", &fetching, Duration::from_secs(2));
    report.time("ingest them the first time", &first, Duration::from_secs(2));
    report.time("ingest them unchanged", &unchanged, Duration::from_millis(300));
}

/// How long each of `count` runs took.
pub(crate) async fn times(count: usize, run: impl AsyncFn()) -> Vec<Duration> {
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let started = Instant::now();
        run().await;
        times.push(started.elapsed());
    }
    times
}
