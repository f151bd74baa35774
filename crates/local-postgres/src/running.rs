//! Reads a running server's state from its `postmaster.pid`.

use std::{fs, net::TcpStream, path::Path};

use rustix::{
    io::Errno,
    process::{Pid, test_kill_process},
};

/// The port of the server that runs on `data` and accepts connections, if there is one.
///
/// The file's lines are documented in Postgres' `pidfile.h`: the first is the process, the fourth the port, the eighth
/// the state.
pub(crate) fn ready_port(data: &Path) -> Option<u16> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let port = lines.get(3)?.parse().ok()?;
    // The state of a standby that accepts reads.
    let ready = ["ready", "standby"].contains(lines.get(7)?);
    // The file outlives a server that was killed, and its port may belong to another service by then.
    let process = Pid::from_raw(lines.first()?.parse().ok()?)?;
    (ready && is_alive(process) && TcpStream::connect(("127.0.0.1", port)).is_ok()).then_some(port)
}

fn is_alive(process: Pid) -> bool {
    !matches!(test_kill_process(process), Err(Errno::SRCH))
}
