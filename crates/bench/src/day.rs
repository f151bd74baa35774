//! Simulates a day of an event: the upstream's cost of twenty players' histories, and the delay from a game's end to
//! its nudge, compared with fetching all histories every minute. Time is simulated; the requests are real.

use std::{collections::BTreeMap, time::Duration};

use chrono::TimeDelta;
use domain::clock::Clock as _;
use futures_util::FutureExt as _;
use poller::TickOutcome;
use sim::{Config, Endpoint, World};
use tests::{
    Service, TestClock,
    service::{NOW, settings},
    tournament::{create, enter, tournament},
};

use crate::{figure::Report, load::Extent};

/// The players on the roster, and all players on the ladder.
const PLAYERS: usize = 20;
const LADDER: usize = 200;
/// The seconds between polls of the lobbies: the other cadences are multiples.
const STEP: u32 = 15;
const STATS: u32 = 30;
const MATCHES: u32 = 60;
const DAY: usize = 24 * 60 * 60 / STEP as usize;

/// Whose histories the poll fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Histories {
    Everybody,
    Chosen,
}

/// The results of a day.
struct Day {
    requests: u64,
    sent_bytes: u64,
    body_bytes: u64,
    /// The times from each game's end to its nudge, in seconds, sorted.
    delays: Vec<i64>,
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let steps = extent.count(DAY);
    let hours = steps as f64 * f64::from(STEP) / 3_600.0;
    let before = day(Histories::Everybody, steps).await;
    let after = day(Histories::Chosen, steps).await;
    let of = |what: &str| format!("histories of {PLAYERS} players, {what}");
    let per_hour = |count: u64| count as f64 / hours;
    report.note(&of("everybody's every minute, requests an hour"), format!("{:.0}", per_hour(before.requests)));
    let name = of("as chosen, requests an hour");
    report.at_most(&name, per_hour(after.requests), per_hour(before.requests) * 2.0, "");
    for (kind, before, after) in
        [("compressed", before.sent_bytes, after.sent_bytes), ("unpacked", before.body_bytes, after.body_bytes)]
    {
        let mb = |bytes: u64| per_hour(bytes) / 1e6;
        report.note(&of(&format!("everybody's every minute, {kind}")), format!("{:.1} MB/h", mb(before)));
        report.at_most(&of(&format!("as chosen, {kind}")), mb(after), mb(before) / 4.0, "MB/h");
    }
    let median = |day: &Day| day.delays.get(day.delays.len() / 2).copied().unwrap_or_default() as f64;
    report.note(&of("everybody's every minute, games"), before.delays.len().to_string());
    report.at_least(&of("as chosen, games"), after.delays.len() as f64, before.delays.len() as f64, "");
    report.note(&of("everybody's every minute, a game's end to its nudge"), format!("{} s", median(&before)));
    report.at_most(&of("as chosen, a game's end to its nudge"), median(&after), median(&before), "s");
}

async fn day(histories: Histories, steps: usize) -> Day {
    let clock = TestClock::at(NOW);
    let world = World::populated(Config::new(7, clock.now().unix_seconds()), LADDER);
    let profiles: Vec<_> = world.profiles().map(|profile| profile.id).take(PLAYERS).collect();
    let service = Service::with(world, clock, Default::default(), &settings(), Default::default()).await;
    let cup = create(&service.database.pool, &tournament("cup")).await;
    for profile in profiles {
        enter(&service.database.pool, cup, &format!("Player {}", profile.0), Some(profile.0)).await;
    }
    service.poll_all().await;
    poll(&service, histories).await;
    service.sim.forget_requests();
    let (mut seen, mut known) = (BTreeMap::new(), games(&service).await);
    let mut again = false;
    for step in 1..=steps {
        pass(&service);
        let is_time = |cadence: u32| (step as u32 * STEP).is_multiple_of(cadence);
        service.poll_live().await;
        if is_time(STATS) {
            service.poll_stats().await;
        }
        let is_woken = service.context.games_ended.notified().now_or_never().is_some() || again;
        if is_time(MATCHES) || (is_woken && histories == Histories::Chosen) {
            again = poll(&service, histories).await.again_in.is_some();
        }
        let now = service.clock.now().unix_seconds();
        let games = games(&service).await;
        seen.extend(games.iter().filter(|(id, _)| !known.contains_key(*id)).map(|(id, end)| (*id, now - end)));
        known = games;
    }
    let asked = service.sim.requests(Endpoint::MatchHistory);
    let mut delays: Vec<_> = seen.into_values().collect();
    delays.sort_unstable();
    Day { requests: asked.count, sent_bytes: asked.sent_bytes, body_bytes: asked.body_bytes, delays }
}

async fn poll(service: &Service, histories: Histories) -> TickOutcome {
    match histories {
        Histories::Everybody => service.poll_matches().await,
        Histories::Chosen => service.poll_chosen_matches().await,
    }
}

fn pass(service: &Service) {
    service.sim.world(|world| world.advance(Duration::from_secs(STEP.into())));
    service.clock.advance(TimeDelta::seconds(STEP.into()));
}

/// The finished games that are stored, each with its end.
async fn games(service: &Service) -> BTreeMap<i64, i64> {
    let games = "select match_id, extract(epoch from completed_at)::bigint from matches where completed_at is not null";
    sqlx::query_as(games).fetch_all(&service.database.pool).await.unwrap().into_iter().collect()
}
