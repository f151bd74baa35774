//! Metrics of polls: how each went, at the leader, at a standby, and while the upstream is away.

use domain::clock::Clock as _;
use tests::program::Program;

use super::{Measured, everything, read};

#[tokio::test]
async fn polls_tell_how_they_went() {
    let (measured, database, sim) = everything().await;
    let text = measured.text().await;
    let due = [
        "aoe2_poll_cycles_total{task=\"stats\",outcome=\"changed\"}",
        "aoe2_poll_duration_seconds_count{task=\"stats\"}",
        "aoe2_rows_changed_total{task=\"stats\"}",
        "aoe2_upstream_requests_total{endpoint=\"leaderboard/GetPersonalStat\",status=\"200\"}",
        "aoe2_lease_held",
        "aoe2_poll_pause_seconds{task=\"reference\"}",
        "aoe2_build_info{version=\"0.1.0\",revision=\"abc\"}",
        "aoe2_database_connections_max{pool=\"writes\"}",
        "aoe2_database_connections_max{pool=\"reads\"}",
        "process_resident_memory_bytes",
        "process_open_fds",
    ];
    for name in due {
        assert!(read(&text, name).is_some_and(|figure| figure >= 1.0), "{name}\n{text}");
    }
    for name in [
        "aoe2_rows_dropped_total{task=\"stats\"}",
        "process_cpu_seconds_total",
        "aoe2_stream_lagged_total",
        "aoe2_view_stale_total{view=\"standings\"}",
        "aoe2_host_writes_total{outcome=\"unavailable\"}",
        "aoe2_host_writes_total{outcome=\"done\"}",
    ] {
        assert!(read(&text, name).is_some(), "{name}\n{text}");
    }
    let now = server::SystemClock.now().unix_seconds() as f64;
    for name in [
        "aoe2_poll_last_success_timestamp_seconds{task=\"stats\"}",
        "aoe2_poll_last_cycle_timestamp_seconds{task=\"stats\"}",
        "process_start_time_seconds",
    ] {
        let age = now - read(&text, name).unwrap();
        assert!((-2.0..30.0).contains(&age), "{name} is {age} s ago");
    }
    measured.eventually("aoe2_poll_cycles_total{task=\"stats\",outcome=\"unchanged\"}", |count| count >= 1.0).await;

    let standby = Program::new("poller").set("DATABASE_URL", &database.url).polling(&sim.base_url());
    let standby = Measured::start(standby).await;
    let text = standby.text().await;
    assert_eq!(read(&text, "aoe2_lease_held"), Some(0.0), "{text}");
    assert_eq!(read(&text, "aoe2_poll_last_success_timestamp_seconds{task=\"stats\"}"), None, "it had none");

    drop(sim);
    measured.eventually("aoe2_poll_cycles_total{task=\"stats\",outcome=\"failed\"}", |count| count >= 1.0).await;
    measured.eventually("aoe2_poll_pause_seconds{task=\"stats\"}", |pause| pause >= 0.4).await;
    let lost = "aoe2_upstream_requests_total{endpoint=\"leaderboard/GetPersonalStat\",status=\"transport\"}";
    assert!(measured.figure(lost).await >= 1.0, "{}", measured.text().await);
}
