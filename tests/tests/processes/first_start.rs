//! The first start on an empty database: nothing is wrong, and so nothing is complained of.

use std::time::Duration;

use rustix::process::Signal;
use sim::{Config, Sim, World};
use tests::Database;

use super::program::{Program, Running};

const LONG: Duration = Duration::from_secs(30);

/// Waits until every poll was made once, and stops.
async fn says_nothing_of_trouble(mut running: Running) {
    running.eventually("/health/ready", LONG, |health| health["status"] == "ready").await;
    running.eventually("/health/freshness", LONG, |health| health["status"] == "fresh").await;
    running.stop(Signal::TERM).await;
    let said = running.output();
    let complaints: Vec<_> = said.lines().filter(|line| line.contains("WARN") || line.contains("ERROR")).collect();
    assert_eq!(complaints, [""; 0], "{said}");
}

#[tokio::test]
async fn an_empty_database_is_brought_up_to_date_without_a_warning() {
    let sim = Sim::local(World::new(Config::new(7, 1_780_272_000))).await.unwrap();
    for round in 0..3 {
        let database = Database::empty(&format!("first_start_{round}")).await;
        let program = Program::new("aoe2-standings").polling(&sim.base_url()).set("POLL_MATCHES_SECONDS", "0.2");
        says_nothing_of_trouble(program.set("DATABASE_URL", &database.url).serve().await).await;
    }
}

#[tokio::test]
async fn neither_is_there_one_with_a_server_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o777)).unwrap();
    let sim = Sim::local(World::new(Config::new(7, 1_780_272_000))).await.unwrap();
    for _ in 0..2 {
        let program = Program::new("aoe2-standings").polling(&sim.base_url()).set("POLL_MATCHES_SECONDS", "0.2");
        says_nothing_of_trouble(program.within(folder.path()).serve().await).await;
    }
}
