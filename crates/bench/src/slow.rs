//! Thousands of slow clients that hold connections, while another client makes ordinary requests.

use std::{
    io::{Read as _, Write as _},
    net::SocketAddr,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use mio::net::TcpStream;
use tokio::task::block_in_place;

use crate::{
    event::Size,
    figure::{Report, as_f64},
    load::{Extent, Fixture, Latencies, Process, fixture::STANDINGS, http, sockets},
};

/// A hundred entries make an answer larger than any socket's buffer.
const SIZE: Size = Size { entries: 100, games: 2_000 };
const EACH: usize = 5_000;
/// Clients that are still connected by then are counted as never disconnected.
const TIMEOUT: Duration = Duration::from_secs(40);
const BREATH: Duration = Duration::from_millis(20);
const RECEIVE_BUFFER: usize = 2_048;

/// How a client is slow, and when it should be gone: ten seconds after its limit.
const KINDS: [(&str, f64); 3] = [("slow headers", 20.0), ("slow bodies", 20.0), ("never reading", 30.0)];
const NEVER_READING: usize = 2;

/// Clients of one kind.
struct Attackers {
    streams: Vec<Option<TcpStream>>,
    gone: Option<Duration>,
}

pub(crate) async fn measure(report: &mut Report, extent: Extent) {
    let fixture = Fixture::set(SIZE).await;
    block_in_place(|| attack(report, extent.count(EACH), &fixture));
}

fn attack(report: &mut Report, each: usize, fixture: &Fixture) {
    let handles = fixture.api.handles();
    let memory = fixture.api.resident();
    let (stop, address) = (AtomicBool::new(false), fixture.api.address);
    let ((attackers, most), (mut answered, failed)) = thread::scope(|scope| {
        let asking = scope.spawn(|| ask_on(address, &stop));
        let attackers = hold(each, &fixture.api, handles);
        stop.store(true, Ordering::Relaxed);
        (attackers, asking.join().unwrap())
    });
    for ((kind, bound), attackers) in KINDS.into_iter().zip(&attackers) {
        let gone = attackers.gone.unwrap_or(TIMEOUT).as_secs_f64();
        report.at_most(&format!("{each} clients with {kind}: until all are gone"), gone, bound, "s");
    }
    report.note("memory for each of them at the most", format!("{:.1} KiB", (most - memory) / as_f64(3 * each)));
    report.note("plain requests meanwhile", answered.count().to_string());
    report.at_most("plain requests meanwhile that failed", as_f64(failed), 0.0, "");
    report.note("plain requests meanwhile: p50 / p99 / p99.9", answered.summary());
}

/// Makes ordinary requests, each over a connection of its own.
fn ask_on(address: SocketAddr, stop: &AtomicBool) -> (Latencies, usize) {
    let (mut latencies, mut failed) = (Latencies::default(), 0);
    while !stop.load(Ordering::Relaxed) {
        let began = Instant::now();
        let answer = http::ask(address, &http::get(STANDINGS, &[("accept-encoding", "br")]));
        latencies.add(began.elapsed());
        failed += usize::from(!answer.is_ok_and(|answer| answer.status() == 200));
        thread::sleep(BREATH);
    }
    (latencies, failed)
}

/// Holds connections as long as possible. Returns when each kind was gone, and the peak memory.
fn hold(each: usize, api: &Process, handles: usize) -> (Vec<Attackers>, f64) {
    let began = Instant::now();
    let mut attackers: Vec<_> = (0..KINDS.len()).map(|kind| connect(api.address, kind, each)).collect();
    let mut most: f64 = 0.0;
    while attackers.iter().any(|attackers| attackers.gone.is_none()) && began.elapsed() < TIMEOUT {
        // Counted first, so that a connection of another kind that ends in between is not counted as one of these.
        let handles_now = api.handles();
        let mut open = 0;
        for attackers in attackers.iter_mut().take(NEVER_READING) {
            attackers.streams.iter_mut().for_each(drip);
            let left = attackers.streams.iter().flatten().count();
            open += left;
            attackers.gone = attackers.gone.or_else(|| (left == 0).then(|| began.elapsed()));
        }
        // These clients do not read, so they do not notice their end. Ordinary requests and the database may have a few
        // sockets open.
        let spare = 8;
        if handles_now <= handles + open + spare {
            attackers[NEVER_READING].gone.get_or_insert_with(|| began.elapsed());
        }
        most = most.max(api.resident());
        thread::sleep(Duration::from_millis(500));
    }
    (attackers, most)
}

fn connect(to: SocketAddr, kind: usize, count: usize) -> Attackers {
    let get = http::get(STANDINGS, &[]);
    let first = match kind {
        0 => b"GET /v1/flags HTTP/1.1\r\nhost: bench\r\nx-slow: ".to_vec(),
        1 => b"POST /v1/tournaments HTTP/1.1\r\nhost: bench\r\ncookie: criticalbit_access=x\r\n\
            content-type: application/json\r\ncontent-length: 10000\r\n\r\n{"
            .to_vec(),
        _ => get,
    };
    let network = u8::try_from(kind + 1).unwrap();
    let mut streams = Vec::with_capacity(count);
    for number in 0..count {
        let buffer = (kind == NEVER_READING).then_some(RECEIVE_BUFFER);
        streams.push(Some(sockets::connect(to, network, number, buffer)));
        // The queue of a server holds some thousands.
        if number % 250 == 249 {
            thread::sleep(Duration::from_millis(20));
        }
    }
    thread::sleep(Duration::from_millis(200));
    for stream in streams.iter_mut().flatten() {
        let _ = stream.write(&first);
    }
    Attackers { streams, gone: None }
}

/// Sends one more byte, and checks whether the server has closed the connection.
fn drip(stream: &mut Option<TcpStream>) {
    let Some(open) = stream else { return };
    let mut answer = [0; 2_048];
    let is_closed = loop {
        match open.read(&mut answer) {
            Ok(0) => break true,
            // An answer, which the end may follow.
            Ok(_) => {}
            Err(error) => break error.kind() != std::io::ErrorKind::WouldBlock,
        }
    };
    if is_closed || open.write(b"a").is_err() {
        *stream = None;
    }
}
