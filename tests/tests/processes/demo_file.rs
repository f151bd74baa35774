//! Admin commands while the demo runs: they find its database.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
    time::Duration,
};

use rustix::process::Signal;
use tempfile::TempDir;

use super::program::{Program, Running, free_port};

const USER: &str = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
const A_MINUTE: Duration = Duration::from_secs(60);

/// A folder in which anybody may work: the account that Postgres runs as does.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    folder
}

async fn demo(within: &Path) -> Running {
    let port = free_port();
    let program = Program::new("aoe2-standings").arg("demo").set("PORT", port).within(within);
    let mut running = program.set("TMPDIR", within.display()).start();
    running.port = port;
    running.eventually("/v1/tournaments/current", A_MINUTE, |cup| cup["slug"] == "demo-cup").await;
    running
}

async fn command(within: &Path, arguments: &[&str]) -> (i32, String) {
    let program = Program::new("aoe2-standings").within(within);
    arguments.iter().fold(program, |program, argument| program.arg(argument)).finish().await
}

#[tokio::test]
async fn they_work_on_its_database_and_on_nobody_elses_file() {
    let folder = folder();
    let file = folder.path().join(".data/postgres.demo");
    let mut running = demo(folder.path()).await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let (code, said) = command(folder.path(), &["owners", "add", "demo-cup", USER]).await;
    assert!(code == 0 && said.contains(&format!("{USER} owns demo-cup now")), "{said}");
    let (code, said) = command(folder.path(), &["owners", "list", "demo-cup"]).await;
    assert!(code == 0 && said.lines().filter(|line| line.contains(" since ")).count() == 2, "{said}");
    let (code, said) = command(folder.path(), &["creators", "add", USER]).await;
    assert!(code == 0 && said.contains(&format!("{USER} may set tournaments up now")), "{said}");

    // A file that others may write could name any database.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    let (code, said) = command(folder.path(), &["owners", "list", "demo-cup"]).await;
    assert!(code != 0 && said.contains("there is no tournament"), "{said}");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();

    // A second demo in the same folder leaves the first one's file alone.
    let mut second = demo(folder.path()).await;
    second.stop(Signal::INT).await;
    let (code, said) = command(folder.path(), &["owners", "list", "demo-cup"]).await;
    assert!(code == 0 && said.contains(USER), "{said}");

    running.stop(Signal::INT).await;
    assert!(!file.exists(), "it goes with the demo");
}

#[tokio::test]
async fn a_demo_that_can_write_no_file_runs_without_it() {
    let (folder, port) = (folder(), free_port());
    // Not even root writes there.
    let program = Program::new("aoe2-standings").arg("demo").set("PORT", port).set("DATA_DIR", "/sys/nobody/postgres");
    let mut running = program.set("TMPDIR", folder.path().display()).start();
    running.port = port;
    running.eventually("/v1/tournaments/current", A_MINUTE, |cup| cup["slug"] == "demo-cup").await;
    running.wait_for_output("commands will not find the demo's database", A_MINUTE).await;
    running.stop(Signal::INT).await;
}

#[tokio::test]
async fn a_file_that_a_killed_demo_left_leads_nowhere() {
    let folder = folder();
    let mut running = demo(folder.path()).await;
    running.signal(Signal::KILL);
    running.wait_until_killed().await;
    let file = folder.path().join(".data/postgres.demo");
    assert!(file.exists(), "nobody tidied up");
    let (code, said) = command(folder.path(), &["creators", "list"]).await;
    assert!(code == 0 && !said.contains("demo"), "the service's own database: {said}");
    let mut again = demo(folder.path()).await;
    let (code, said) = command(folder.path(), &["owners", "list", "demo-cup"]).await;
    assert!(code == 0 && said.contains(" since "), "{said}");
    again.stop(Signal::INT).await;
}

#[tokio::test]
async fn which_database_is_meant_is_asked_where_two_run_and_a_link_is_refused() {
    let folder = folder();
    let mut running = demo(folder.path()).await;
    let program = Program::new("aoe2-standings").within(folder.path()).set("UPSTREAM_BASE_URL", "http://127.0.0.1:1");
    let mut service = program.serve().await;
    service.eventually("/health/ready", A_MINUTE, |health| health["status"] == "ready").await;
    let (code, said) = command(folder.path(), &["creators", "list"]).await;
    assert!(code != 0 && said.contains("DATABASE_URL"), "{said}");
    service.stop(Signal::TERM).await;
    running.stop(Signal::INT).await;
    let target = folder.path().join("precious");
    fs::write(&target, "precious").unwrap();
    symlink(&target, folder.path().join(".data/postgres.demo")).unwrap();
    for arguments in [&["creators", "list"][..], &["demo"]] {
        let (code, said) = command(folder.path(), arguments).await;
        assert!(code != 0 && said.contains("the file that tells where the demo's database is"), "{said}");
    }
    assert_eq!(fs::read_to_string(target).unwrap(), "precious");
}
