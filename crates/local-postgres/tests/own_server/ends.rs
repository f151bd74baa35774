//! However the owner ends, its server ends after it, and not before.

use std::{
    fs,
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::asking::{ask, eventually, first_line, is_closed, open_folder, port};

/// A running executable that leads a process group of its own, and its command.
struct Owner {
    temporary: TempDir,
    process: Child,
    url: String,
}

/// Prints the server's address and stays.
const STAY: &str = "echo $DATABASE_URL; exec sleep 60";

impl Owner {
    /// An owner that Ctrl-C ends, even if the tests run in the background, where processes ignore it.
    fn start() -> Self {
        let temporary = open_folder();
        let mut command = Command::new("env");
        command.args(["--default-signal=INT", env!("CARGO_BIN_EXE_local-postgres"), "sh", "-c", STAY]);
        command.env("TMPDIR", temporary.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        Self::of(command, temporary)
    }

    /// An owner that ignores Ctrl-C, like a server that shuts down in its own time.
    fn start_deaf() -> Self {
        let temporary = open_folder();
        let mut command = Command::new("sh");
        command.args(["-c", r#"trap "" INT; exec "$0" sh -c "$1""#, env!("CARGO_BIN_EXE_local-postgres"), STAY]);
        command.env("TMPDIR", temporary.path()).stdin(Stdio::null()).stdout(Stdio::piped());
        Self::of(command, temporary)
    }

    fn of(mut command: Command, temporary: TempDir) -> Self {
        let mut process = command.process_group(0).stderr(Stdio::null()).spawn().unwrap();
        let url = first_line(&mut process);
        assert_eq!(ask(&url, "select 'up'").unwrap(), "up");
        Self { temporary, process, url }
    }

    fn signal_group(&self, signal: Signal) {
        let group = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        let _ = kill_process_group(group, signal);
    }

    fn server_goes(&self) {
        eventually("the server ends", || is_closed(port(&self.url)));
        eventually("its folder is deleted", || fs::read_dir(self.temporary.path()).unwrap().count() == 0);
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.signal_group(Signal::KILL);
        let _ = self.process.wait();
    }
}

#[test]
fn an_owner_that_is_killed_leaves_neither_server_nor_folder() {
    let mut owner = Owner::start();
    assert_eq!(fs::read_dir(owner.temporary.path()).unwrap().count(), 1);
    // Only the owner: its command lives on, and must not keep the server alive.
    owner.process.kill().unwrap();
    owner.process.wait().unwrap();
    owner.server_goes();
}

#[test]
fn ctrl_c_is_for_the_owner_and_not_for_the_server() {
    let owner = Owner::start_deaf();
    owner.signal_group(Signal::INT);
    thread::sleep(Duration::from_millis(1_500));
    assert_eq!(ask(&owner.url, "select 'up'").unwrap(), "up");
    owner.signal_group(Signal::KILL);
    owner.server_goes();
}

#[test]
fn an_owner_that_ends_by_ctrl_c_takes_the_server_along() {
    let owner = Owner::start();
    owner.signal_group(Signal::INT);
    owner.server_goes();
}
