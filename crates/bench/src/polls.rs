//! Measures cycles of the polls with growing numbers of tracked profiles, with and without changes: time, writes and
//! nudges; and the memory of a worker.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::clock::Clock as _;
use poller::TickOutcome;
use sim::{Config, MatchType, ProfileId, World};
use store::Pool;
use tests::{
    Database, Service, TestClock,
    service::{NOW, settings},
    tournament::{create, tournament},
};
use tokio::time::sleep;

use crate::{
    figure::Report,
    load::{Extent, Process},
};

const SIZES: [usize; 3] = [100, 1_000, 10_000];
/// Of so many tracked profiles, two play between two polls.
const PER_GAME: usize = 20;
/// Histories fetched by a round of the matches poll.
const ROUND: usize = 100;
const CYCLE: Duration = Duration::from_secs(5);
/// The WAL bytes of recording a poll's success, including its commit and the page that it may begin.
const STATUS_WAL: f64 = 1_000.0;
const MEMORY_MB: f64 = 200.0;

/// The polls, by name.
const POLLS: [&str; 3] = ["stats", "matches", "live"];

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    for size in SIZES.map(|size| extent.count(size)) {
        let clock = TestClock::at(NOW);
        let world = World::populated(Config::new(7, clock.now().unix_seconds()), size);
        let profiles: Vec<_> = world.profiles().map(|profile| profile.id).collect();
        let service = Service::with(world, clock, Default::default(), &settings(), Default::default()).await;
        enroll(&service.database.pool, &profiles).await;
        cycles(report, &service, &profiles).await;
        if size == extent.count(SIZES[2]) {
            memory(report, extent, &service, &profiles).await;
        }
    }
}

/// Puts all of them on a roster, beyond the limit.
async fn enroll(pool: &Pool, profiles: &[ProfileId]) {
    let id = create(pool, &tournament("tracked")).await;
    let profiles: Vec<_> = profiles.iter().map(|profile| profile.0).collect();
    let roster = "insert into tournament_players (tournament_id, name, profile_id)
        select $1, 'Player ' || profile, profile
        from unnest($2::bigint[]) profile";
    sqlx::query(roster).bind(id.0).bind(profiles).execute(pool).await.unwrap();
}

async fn cycles(report: &mut Report, service: &Service, profiles: &[ProfileId]) {
    service.poll_all().await;
    // Histories are fetched in turn, and names come from them.
    for _ in profiles.chunks(ROUND) {
        service.poll_matches().await;
    }
    service.database.run("vacuum analyze").await;
    // Afterwards the first page writes after a checkpoint are done, and the simulator has rendered its answers.
    for poll in POLLS {
        cycle(service, poll).await;
    }
    // This is most of a large cycle, because the simulator sorts all players for each request.
    let tracked: Vec<_> = profiles.iter().map(|profile| domain::id::ProfileId(profile.0)).collect();
    let began = Instant::now();
    service.context.relic.personal_stats(&tracked).await;
    let fetched = began.elapsed().as_millis();
    report.note(&format!("stats of {} profiles, fetching alone", tracked.len()), format!("{fetched} ms"));
    for (state, is_changed) in [("unchanged", false), ("changed", true)] {
        if is_changed {
            service.sim.world(|world| {
                for pair in profiles.chunks(PER_GAME).filter(|pair| pair.len() > 1) {
                    world.play_ranked(pair[0], pair[1]);
                    world.open_lobby(&pair[..2], MatchType::SoloRm);
                }
            });
        }
        for poll in POLLS {
            let Cycle { time, wal, nudges, changed } = cycle(service, poll).await;
            let name = format!("{poll} of {} profiles, {state}", profiles.len());
            if poll == "stats" {
                report.time(&name, &[time], CYCLE);
            } else {
                report.note(&name, format!("{} ms", time.as_millis()));
            }
            if is_changed {
                let value = format!("{changed} / {nudges} / {:.1} kB", wal / 1e3);
                report.note(&format!("{name}: changes / nudges / WAL"), value);
            } else {
                report.at_most(&format!("{name}: WAL"), wal, STATUS_WAL, "B");
                report.at_most(&format!("{name}: nudges"), nudges, 0.0, "");
            }
        }
    }
}

/// The costs and effects of one cycle of a poll.
struct Cycle {
    time: Duration,
    wal: f64,
    nudges: f64,
    changed: usize,
}

async fn cycle(service: &Service, poll: &str) -> Cycle {
    service.clock.advance(TimeDelta::seconds(30));
    let (wal, nudges) = written(&service.database).await;
    let began = Instant::now();
    let TickOutcome { changed, .. } = match poll {
        "stats" => service.poll_stats().await,
        "matches" => service.poll_matches().await,
        _ => service.poll_live().await,
    };
    let time = began.elapsed();
    let after = written(&service.database).await;
    Cycle { time, wal: after.0 - wal, nudges: after.1 - nudges, changed }
}

/// The bytes of the write-ahead log and the number of nudges so far.
async fn written(database: &Database) -> (f64, f64) {
    let wal = database.value("select (pg_current_wal_insert_lsn() - '0/0')::float8").await;
    (wal, database.value("select count(*)::float8 from nudges").await)
}

/// Measures the peak memory of a worker process.
async fn memory(report: &mut Report, extent: Extent, service: &Service, profiles: &[ProfileId]) {
    let database = Database::fresh().await;
    enroll(&database.pool, profiles).await;
    let worker = Process::service(&[
        ("DATABASE_URL", database.url.as_str()),
        ("UPSTREAM_BASE_URL", &service.sim.base_url()),
        ("POLL_STATS_SECONDS", "3"),
        ("POLL_MATCHES_SECONDS", "3"),
        ("LISTENER_ENABLED", "false"),
        ("POLLING_ENABLED", "true"),
        ("PORT", "0"),
    ]);
    sleep(extent.seconds(30)).await;
    let rated: i64 = database.value("select count(*) from players").await;
    report.note("accounts a worker has stored", rated.to_string());
    let name = format!("most memory of a worker that polls {} profiles", profiles.len());
    report.at_most(&name, worker.peak() / 1_024.0, MEMORY_MB, "MB");
}
