//! A running server on a free loopback port, which ends with its owner.

mod keeper;
mod standby;

use std::{
    fmt,
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Child,
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    Error,
    binaries::Binaries,
    folder,
    os_account::OsAccount,
    password::{self, PasswordHash},
    running,
};
use keeper::{Lifetime, free_port, is_ready, spawn};

/// The options of a temporary server: fast, without durability. It keeps the WAL that a standby still has to copy.
const FAST: &[&str] =
    &["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=1200", "wal_keep_size=512MB"];

const STOP_TIMEOUT: Duration = Duration::from_secs(15);
/// Another program may take the port before the server starts.
const START_TRIES: u32 = 5;

/// A running server. Dropping it ends the server, unless somebody else started it.
pub struct Cluster {
    port: u16,
    /// `None` for a server that an earlier version runs, which accepts every user of the machine.
    password: Option<String>,
    folder: PathBuf,
    keeper: Option<Child>,
}

impl Cluster {
    /// Joins the server whose data is in `folder` if it runs already; else sets it up and starts it. It accepts
    /// loopback connections with the password in the folder. Blocks, for a second or two the first time.
    ///
    /// # Errors
    /// See [`Error`]; each says what to do about it.
    pub fn keep(folder: &Path) -> Result<Self, Error> {
        let account = OsAccount::choose_for(folder)?;
        let parent = folder::reachable(folder, account)?;
        // A concurrent caller waits here, and finds the server running.
        let _turn = folder::take_turn(&parent, account)?;
        let (data, binaries) = folder::set_up(&parent, account, PasswordHash::Scram)?;
        if let Some(port) = running::ready_port(&data) {
            return Ok(Self { port, password: password::kept(&parent)?, folder: parent, keeper: None });
        }
        if password::kept(&parent)?.is_none() {
            // An earlier version set it up. The password is written after it is set, so that an interruption in between
            // is repaired the next time.
            let password = password::random()?;
            password::set(&data, &binaries, account, &password)?;
            password::keep(&parent, account, &password)?;
        }
        Self::start(parent, &data, &binaries, account, &Lifetime { signal: "INT", leftover: None, options: &[] })
    }

    /// Whether the server whose data is in `folder` runs, as far as the caller has access.
    #[must_use]
    pub fn is_running(folder: &Path) -> bool {
        running::ready_port(&folder.join("data")).is_some()
    }

    /// Starts a temporary server, fast and without durability, whose data is deleted afterwards.
    ///
    /// # Errors
    /// See [`Error`]; each says what to do about it.
    pub fn throw_away() -> Result<Self, Error> {
        let account = OsAccount::choose()?;
        let private = Permissions::from_mode(0o700);
        let parent = tempfile::Builder::new().prefix("standings-postgres-").permissions(private).tempdir();
        let parent = parent.map_err(Error::io("create a temporary folder"))?;
        account.own(parent.path())?;
        let (data, binaries) = folder::set_up(parent.path(), account, PasswordHash::Md5)?;
        // From here on the server's keeper deletes the folder.
        let parent = parent.keep();
        let lifetime = Lifetime { signal: "QUIT", leftover: Some(parent.clone()), options: FAST };
        Self::start(parent, &data, &binaries, account, &lifetime)
    }

    /// The URL of one of its databases; `postgres` always exists.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let password = self.password.as_ref().map(|password| format!(":{password}")).unwrap_or_default();
        format!("postgres://postgres{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// The folder of its data and its log.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn start(
        parent: PathBuf,
        data: &Path,
        binaries: &Binaries,
        account: OsAccount,
        lifetime: &Lifetime<'_>,
    ) -> Result<Self, Error> {
        let mut last = String::new();
        // A temporary server deletes its folder when it ends, so there is nothing to retry with.
        let tries = if lifetime.leftover.is_some() { 1 } else { START_TRIES };
        for _ in 0..tries {
            let port = free_port()?;
            let mut keeper = spawn(data, binaries, account, lifetime, port, &parent)?;
            if is_ready(data, port, &mut keeper)? {
                return Ok(Self { port, password: password::kept(&parent)?, folder: parent, keeper: Some(keeper) });
            }
            last = tail(&parent.join("log"));
        }
        Err(Error::Failed { program: "postgres", output: last })
    }
}

fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<_> = text.lines().rev().take(5).collect();
    lines.into_iter().rev().collect::<Vec<_>>().join("; ")
}

impl fmt::Debug for Cluster {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").field("port", &self.port).field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let Some(mut keeper) = self.keeper.take() else { return };
        drop(keeper.stdin.take());
        let deadline = Instant::now() + STOP_TIMEOUT;
        while Instant::now() < deadline && matches!(keeper.try_wait(), Ok(None)) {
            sleep(Duration::from_millis(10));
        }
    }
}
