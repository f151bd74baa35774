//! Starts a server under its keeper, a shell that ends it when its owner ends.

use std::{
    net::TcpListener,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{Error, binaries::Binaries, os_account::OsAccount, password, private_file, running};

/// Runs the server until standard input closes, which happens however the owner ends, even by SIGKILL. `$1` is the
/// signal to end it with, `$2` a folder to delete afterwards (or nothing), the rest its command.
const KEEPER: &str = r#"
signal=$1 leftover=$2; shift 2
exec 3<&0
"$@" </dev/null & server=$!
{ cat <&3 >/dev/null; kill -s "$signal" "$server" 2>/dev/null; } &
wait "$server"; code=$?
[ -z "$leftover" ] || rm -rf -- "$leftover"
exit "$code"
"#;

const START_TIMEOUT: Duration = Duration::from_secs(60);

/// How a server ends, and what it is started with.
pub(super) struct Lifetime<'a> {
    pub(super) signal: &'a str,
    pub(super) leftover: Option<PathBuf>,
    pub(super) options: &'a [&'a str],
}

pub(super) fn spawn(
    data: &Path,
    binaries: &Binaries,
    account: OsAccount,
    lifetime: &Lifetime<'_>,
    port: u16,
    parent: &Path,
) -> Result<Child, Error> {
    let log = parent.join("log");
    let log = private_file::replace(&log, account).map_err(Error::io(format!("write {}", log.display())))?;
    let hba = password::write_hba(parent, account)?;
    let mut command = account.command("sh");
    command.args(["-c", KEEPER, "sh", lifetime.signal]);
    command.arg(lifetime.leftover.as_deref().unwrap_or_else(|| Path::new("")));
    command.arg(binaries.program("postgres")).arg("-D").arg(data).args(["-c", &format!("port={port}")]);
    command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
    command.arg(format!("--hba_file={}", hba.display()));
    for option in lifetime.options {
        command.args(["-c", option]);
    }
    // Its own process group: Ctrl-C is for the owner, which ends the server when it is done with it.
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
    command.spawn().map_err(Error::io("start postgres"))
}

/// Waits until the server accepts connections; `false` when it ended instead.
pub(super) fn is_ready(data: &Path, port: u16, keeper: &mut Child) -> Result<bool, Error> {
    let deadline = Instant::now() + START_TIMEOUT;
    while Instant::now() < deadline {
        if running::ready_port(data) == Some(port) {
            return Ok(true);
        }
        if keeper.try_wait().map_err(Error::io("watch postgres"))?.is_some() {
            return Ok(false);
        }
        sleep(Duration::from_millis(20));
    }
    Ok(false)
}

pub(super) fn free_port() -> Result<u16, Error> {
    let probe = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    probe.map(|address| address.port()).map_err(Error::io("find a free port"))
}
