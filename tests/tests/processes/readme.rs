//! The README's lines for an event of one's own, run as they stand there.

use std::{
    fs::{self, File},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::program::{executable, free_port};

const SECTION: &str = "## Your own event in three steps";
const WITHIN: Duration = Duration::from_secs(60);

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The commands of the section, without those of what is in it beside.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let section = readme.split_once(SECTION).expect("the section").1;
    let section = section.split("\n## ").next().unwrap();
    let blocks = section.split("```sh\n").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks.flat_map(str::lines).map(str::to_owned).collect()
}

/// A checkout in which everything is built: what `cargo run` would build is there.
fn checkout() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // The account that Postgres runs as works in there.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).unwrap();
    for name in ["Makefile", "docs", "infra"] {
        symlink(root().join(name), folder.path().join(name)).unwrap();
    }
    let (built, bin) = (folder.path().join("target/debug"), folder.path().join("bin"));
    fs::create_dir_all(&built).unwrap();
    fs::create_dir_all(&bin).unwrap();
    symlink(executable("aoe2-standings"), built.join("aoe2-standings")).unwrap();
    let cargo = "#!/bin/sh\nset -eu\n[ \"$1\" = run ]\nwhile [ \"$1\" != -- ]; do shift; done\nshift\n\
        exec target/debug/aoe2-standings \"$@\"\n";
    fs::write(bin.join("cargo"), cargo).unwrap();
    fs::set_permissions(bin.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// A line of the README, to run in the checkout.
fn shell(line: &str, checkout: &Path, port: u16) -> Command {
    let mut command = Command::new("/bin/sh");
    let path = std::env::var_os("PATH").unwrap_or_default().into_string().unwrap();
    let line = line.replace("localhost:8000", &format!("127.0.0.1:{port}"));
    command.args(["-c", &line]).current_dir(checkout).env_clear();
    command.env("PATH", format!("{}:{path}", checkout.join("bin").display()));
    command.env("HOME", checkout).env("TMPDIR", checkout).env("NO_COLOR", "1").env("PORT", port.to_string());
    command.kill_on_drop(true);
    command
}

/// A command that runs on, with all that it started.
struct Service {
    child: Child,
    group: Pid,
}

impl Service {
    fn start(mut command: Command, log: &Path) -> Self {
        let log = File::create(log).unwrap();
        let child = command.stdout(log.try_clone().unwrap()).stderr(log).process_group(0).spawn().unwrap();
        let group = Pid::from_raw(child.id().unwrap().try_into().unwrap()).unwrap();
        Self { child, group }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = kill_process_group(self.group, Signal::TERM);
    }
}

/// Whether eight entries are shown with what the upstream says of them.
fn is_an_event(standings: &Value) -> bool {
    let rows: Vec<_> = standings["items"].as_array().into_iter().flatten().collect();
    let ratings = rows.iter().filter_map(|row| row["current_rating"].as_i64());
    let ratings = ratings.filter(|rating| (500..3_000).contains(rating)).count();
    let aliases: Vec<_> = rows.iter().filter_map(|row| row["alias"].as_str()).collect();
    let are_the_upstreams =
        ["MG | Bramblewick", "ostrakonna_", "WattleAndDaub"].iter().all(|one| aliases.contains(one));
    (rows.len(), ratings) == (8, 8) && are_the_upstreams
}

#[tokio::test]
async fn an_event_of_ones_own_takes_the_readmes_three_steps() {
    let commands = commands();
    let [start, apply, look] = &commands[..] else { panic!("three commands: {commands:?}") };
    assert!(commands.iter().all(|line| !line.contains('{')), "nobody types JSON: {commands:?}");
    assert!(start.starts_with("make demo") && look.contains("localhost:8000"), "{commands:?}");
    let (checkout, port) = (checkout(), free_port());
    let log = checkout.path().join("log");
    let mut service = Service::start(shell(start, checkout.path(), port), &log);
    let (begun, said) = (Instant::now(), || fs::read_to_string(&log).unwrap());
    while !said().contains("the demo is running") {
        assert!(begun.elapsed() < WITHIN, "{}", said());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let applied = shell(apply, checkout.path(), port).output().await.unwrap();
    let told = String::from_utf8_lossy(&applied.stdout).into_owned() + &String::from_utf8_lossy(&applied.stderr);
    assert!(applied.status.success() && told.contains(" changes, done"), "{told}");
    let begun = Instant::now();
    loop {
        let looked = shell(look, checkout.path(), port).output().await.unwrap();
        assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stderr));
        let standings: Value = serde_json::from_slice(&looked.stdout).unwrap_or_default();
        if is_an_event(&standings) {
            break;
        }
        assert!(begun.elapsed() < WITHIN, "{standings}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    kill_process_group(service.group, Signal::INT).unwrap();
    tokio::time::timeout(WITHIN, service.child.wait()).await.expect("it ends").unwrap();
}
