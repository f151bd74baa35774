//! Measures the time from the start of a process to its first answer, without a database or an upstream: what a
//! platform waits for when it starts one in the middle of an outage.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{
    figure::{Report, median},
    load::Extent,
};

const ROUNDS: usize = 20;
const BOUND: Duration = Duration::from_millis(100);
const TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn measure(report: &mut Report, extent: Extent) {
    let rounds = if extent.brief { 3 } else { ROUNDS };
    for (role, switch) in [("api", "POLLING_ENABLED"), ("worker", "LISTENER_ENABLED")] {
        let starts: Vec<_> = (0..rounds).map(|_| start(switch)).collect();
        let bound: Vec<_> = starts.iter().map(|(bound, _)| *bound).collect();
        report.time(&format!("start of the {role} without a database: until its port is bound"), &bound, BOUND);
        let answered: Vec<_> = starts.iter().map(|(_, answered)| *answered).collect();
        let median = median(&answered).as_secs_f64() * 1e3;
        report.note(&format!("start of the {role}: until /health is answered"), format!("{median:.1} ms"));
    }
}

/// Starts a process of one role. Returns how long it took to accept a connection, and to answer.
fn start(other_role: &str) -> (Duration, Duration) {
    let executable = std::env::current_exe().unwrap().with_file_name("aoe2-standings");
    // A port that was free a moment ago.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut command = Command::new(executable);
    command.env(other_role, "false").env("PORT", port.to_string()).env("ENVIRONMENT", "production");
    command
        .env("DATABASE_URL", "postgres://nobody:nothing@127.0.0.1:1/nothing")
        .env("CORS_ORIGINS", "https://example.org");
    command.env("UPSTREAM_BASE_URL", "http://127.0.0.1:9").env("UPSTREAM_CONTACT", "https://example.org");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut process = command.spawn().unwrap();
    let mut connection = loop {
        match TcpStream::connect(address) {
            Ok(connection) => break connection,
            Err(_) => sleep(Duration::from_micros(200)),
        }
        assert!(begun.elapsed() < TIMEOUT, "it does not start");
    };
    let bound = begun.elapsed();
    connection.set_read_timeout(Some(TIMEOUT)).unwrap();
    connection.write_all(b"GET /health HTTP/1.1\r\nhost: standings\r\n\r\n").unwrap();
    let mut answer = [0; 15];
    connection.read_exact(&mut answer).unwrap();
    let answered = begun.elapsed();
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    process.kill().unwrap();
    process.wait().unwrap();
    (bound, answered)
}
