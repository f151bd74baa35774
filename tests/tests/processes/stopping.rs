//! Graceful shutdown: in time, in order, and with a closing frame for subscribers.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::{program::Program, split::cup};

async fn stops(name: &str, signal: Signal, serves: bool) {
    let (database, sim, _) = cup().await;
    let mut running = Program::new(name).set("DATABASE_URL", &database.url).polling(&sim.base_url()).serve().await;
    let mut stream = None;
    if serves {
        running.eventually("/v1/tournaments", Duration::from_secs(10), |all| all[0]["slug"] == "other").await;
        stream = Some(running.stream().await);
    }
    let polls = name != "api";
    let begun = Instant::now();
    while polls && sim.requests(sim::Endpoint::PersonalStat).count == 0 {
        assert!(begun.elapsed() < Duration::from_secs(15), "it does not poll:\n{}", running.output());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.signal(signal);
    if let Some(stream) = &mut stream {
        let mut last = None;
        while let Some(frame) = stream.next().await {
            last = Some(frame);
        }
        let closing_frame = last.expect("a last word");
        assert!(closing_frame.retry.is_some_and(|pause| pause > 0), "{closing_frame:?}");
    }
    let code = running.exit_code(Duration::from_secs(10)).await;
    assert_eq!(code, 0, "{}", running.output());
    if polls {
        let free = "select expires_at <= now() from worker_lease";
        assert!(database.value::<bool>(free).await, "the lease is handed over");
    }
}

#[tokio::test]
async fn the_poller_stops_when_told_to() {
    tokio::join!(stops("poller", Signal::TERM, false), stops("poller", Signal::INT, false));
}

#[tokio::test]
async fn the_api_stops_when_told_to() {
    tokio::join!(stops("api", Signal::TERM, true), stops("api", Signal::INT, true));
}

#[tokio::test]
async fn one_process_for_everything_stops_when_told_to() {
    tokio::join!(stops("aoe2-standings", Signal::TERM, true), stops("aoe2-standings", Signal::INT, true));
}

#[tokio::test]
async fn who_says_nothing_or_half_of_something_keeps_nobody_from_stopping() {
    let (database, sim, _) = cup().await;
    let program = Program::new("api").set("DATABASE_URL", &database.url).set("UPSTREAM_BASE_URL", sim.base_url());
    let mut running = program.serve().await;
    let address = ("127.0.0.1", running.port);
    let silent = TcpStream::connect(address).await.unwrap();
    let mut halfway = TcpStream::connect(address).await.unwrap();
    halfway.write_all(b"GET /v1/tournaments HTTP/1.1\r\nhost: ").await.unwrap();
    let mut idle = TcpStream::connect(address).await.unwrap();
    idle.write_all(b"GET /health HTTP/1.1\r\nhost: standings\r\n\r\n").await.unwrap();
    idle.read_exact(&mut [0; 16]).await.unwrap();
    running.signal(Signal::TERM);
    assert_eq!(running.exit_code(Duration::from_secs(10)).await, 0, "{}", running.output());
    // Open requests may take eight seconds, and are cut off with a warning then: none of these is one.
    assert!(!running.output().contains("are cut off"), "{}", running.output());
    drop((silent, halfway, idle));
}
