//! A PgBouncer in front of the tests' server, with `pool_mode = transaction`.

use std::{
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tests::{Database, program::free_port};
use tokio::{net::TcpStream, time::sleep};

/// Where Debian keeps it, which is on nobody's path but root's.
const PLACES: [&str; 3] = ["/usr/sbin/pgbouncer", "/usr/local/sbin/pgbouncer", "/usr/bin/pgbouncer"];

/// A PgBouncer that runs; ended when dropped.
pub(crate) struct PgBouncer {
    port: u16,
    process: Child,
    _folder: TempDir,
}

impl PgBouncer {
    /// Starts one whose sessions with the server are so few that clients have to share them; none, said loudly, where
    /// it is not installed.
    pub(crate) async fn start(database: &Database, turns: Turns) -> Option<Self> {
        let Some(program) = PLACES.into_iter().find(|place| Path::new(place).is_file()) else {
            eprintln!("SKIPPED: there is no pgbouncer on this machine (Debian package pgbouncer)");
            assert!(std::env::var_os("CI").is_none(), "where CI runs, there is to be one");
            return None;
        };
        let (port, folder, server) = (free_port(), tempfile::tempdir().unwrap(), database.url.clone());
        let settings = folder.path().join("pgbouncer.ini");
        std::fs::write(&settings, ini(port, &server, turns)).unwrap();
        for (path, mode) in [(folder.path(), 0o755), (settings.as_path(), 0o644)] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let mut command = Command::new(program);
        // It refuses to run as root.
        command
            .arg("--quiet")
            .args(rustix::process::geteuid().is_root().then_some(["--user", "nobody"]).into_iter().flatten());
        let process =
            command.arg(&settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let bouncer = Self { port, process, _folder: folder };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return Some(bouncer);
            }
            sleep(Duration::from_millis(50)).await;
        }
        panic!("pgbouncer does not listen");
    }

    /// The database through it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://service:anything@127.0.0.1:{}/standings", self.port)
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let id = Pid::from_raw(self.process.id().try_into().unwrap()).unwrap();
        let _ = kill_process(id, Signal::KILL);
        let _ = self.process.wait();
    }
}

/// Which of its free sessions the next transaction gets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Turns {
    /// Each in turn: two statements of a client hardly ever share one.
    Each,
    /// The one that was used last, as by default: idle clients all share one.
    Last,
}

fn ini(port: u16, server: &str, turns: Turns) -> String {
    let address: reqwest::Url = server.parse().unwrap();
    let (host, server_port) = (address.host_str().unwrap(), address.port().unwrap());
    let (user, password) = (address.username(), address.password().unwrap_or_default());
    let name = address.path().trim_start_matches('/');
    format!(
        "[databases]\n\
         standings = host={host} port={server_port} dbname={name} user={user} password={password}\n\
         [pgbouncer]\n\
         listen_addr = 127.0.0.1\n\
         listen_port = {port}\n\
         unix_socket_dir =\n\
         auth_type = any\n\
         pool_mode = transaction\n\
         default_pool_size = 3\n\
         server_round_robin = {}\n",
        u8::from(matches!(turns, Turns::Each))
    )
}
