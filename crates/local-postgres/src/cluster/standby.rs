//! A standby of a running server, for tests of failover.

use std::{fs::Permissions, os::unix::fs::PermissionsExt as _};

use super::{Cluster, FAST, keeper::Lifetime};
use crate::{Error, binaries::Binaries, os_account::OsAccount, password};

impl Cluster {
    /// Starts a temporary standby of this server: it accepts only reads, and follows what is written here.
    ///
    /// # Errors
    /// See [`Error`]; each says what to do about it.
    pub fn standby(&self) -> Result<Self, Error> {
        self.replicate(FAST)
    }

    /// Starts a standby of this server that accepts no reads either: it refuses connections like a server that is
    /// starting up.
    ///
    /// # Errors
    /// See [`Error`]; each says what to do about it.
    pub fn cold_standby(&self) -> Result<Self, Error> {
        self.replicate(&[FAST, &["hot_standby=off"]].concat())
    }

    fn replicate(&self, options: &[&str]) -> Result<Self, Error> {
        let (account, binaries) = (OsAccount::choose()?, Binaries::with("pg_basebackup")?);
        let private = Permissions::from_mode(0o700);
        let parent = tempfile::Builder::new().prefix("standings-standby-").permissions(private).tempdir();
        let parent = parent.map_err(Error::io("create a temporary folder"))?;
        account.own(parent.path())?;
        let data = parent.path().join("data");
        let mut copy = account.command(binaries.program("pg_basebackup"));
        copy.args(["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync", "--no-password"]);
        copy.args(["--host=127.0.0.1", "--username=postgres", &format!("--port={}", self.port)]);
        if let Some(password) = &self.password {
            password::keep(parent.path(), account, password)?;
            copy.env("PGPASSWORD", password);
        }
        let output = copy.arg("--pgdata").arg(&data).output().map_err(Error::io("run pg_basebackup"))?;
        if !output.status.success() {
            let output = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(Error::Failed { program: "pg_basebackup", output });
        }
        let parent = parent.keep();
        let lifetime = Lifetime { signal: "QUIT", leftover: Some(parent.clone()), options };
        Self::start(parent, &data, &binaries, account, &lifetime)
    }
}
