//! A process whose file descriptors are used up: it waits without using the processor, logs it once, and goes on as
//! soon as it can open files again.

use std::time::{Duration, Instant};

use domain::nudge::{Event, Scope};
use store::nudges::publish;
use tests::{EVENTUALLY, service::NOW, until};
use tokio::{
    io::AsyncReadExt as _,
    time::{sleep, timeout},
};

use super::{api_process::ApiProcess, wire::Wire};

/// More connections than there are descriptors.
const CONNECTIONS: usize = 100;
const SPARE: usize = 20;
/// The processor time that waiting for descriptors may take in two seconds.
const COST: Duration = Duration::from_millis(300);
/// What is logged when connections cannot be accepted, and when they can be again.
const FAILING: &str = "connections cannot be accepted";
const WORKING: &str = "connections are accepted again";

#[tokio::test]
async fn connections_wait_until_there_are_descriptors_again() {
    let api = ApiProcess::start().await;
    let idle = api.processor_time().await;
    api.spare_descriptors(SPARE);
    let mut wires = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut wire = api.connect().await;
        wire.ask("/health").await;
        wires.push(wire);
    }
    wires[0].answer().await;
    api.running.wait_for_output(FAILING, EVENTUALLY).await;
    let mut last = wires.pop().unwrap();
    let waiting = api.processor_time().await;
    assert!(waiting < idle + COST, "it takes {waiting:?} instead of {idle:?}");
    let read = timeout(Duration::from_millis(10), last.0.read(&mut [0; 1])).await;
    assert!(read.is_err(), "it is answered: the descriptors are not used up");
    drop(wires);
    let mut first = [0; 12];
    timeout(EVENTUALLY, last.0.read_exact(&mut first)).await.expect("it is accepted").unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    let works = async || {
        drop(api.connect().await);
        api.running.output().contains(WORKING)
    };
    until("a connection a second after the last failure is accepted", EVENTUALLY, works).await;
    // A file that the process closed meanwhile left room for a connection, which was no recovery.
    let output = api.running.output();
    assert_eq!((output.matches(FAILING).count(), output.matches(WORKING).count()), (1, 1), "{output}");
}

/// Whether a nudge reaches the stream; false if the stream ends before.
async fn receives_nudges(api: &ApiProcess, stream: &mut Wire) -> bool {
    let mut came = String::new();
    let mut buffer = [0; 4_096];
    while !came.contains("event: live") {
        let mut tx = api.database.pool.begin().await.unwrap();
        publish(&mut tx, Event::Live, &Scope::All, NOW.parse().unwrap()).await.unwrap();
        tx.commit().await.unwrap();
        match timeout(Duration::from_secs(1), stream.0.read(&mut buffer)).await {
            Ok(Ok(0) | Err(_)) => return false,
            Ok(Ok(read)) => came.push_str(std::str::from_utf8(&buffer[..read]).unwrap()),
            Err(_) => {}
        }
    }
    true
}

#[tokio::test]
async fn event_streams_work_once_their_threads_can_start() {
    let api = ApiProcess::start().await;
    let mut wire = api.connect().await;
    wire.ask("/health").await;
    wire.answer().await;
    // The first stream starts the threads, each of which takes descriptors.
    api.no_descriptors();
    wire.ask("/v1/stream").await;
    let stream = wire.until("\r\n0\r\n\r\n").await;
    assert!(stream.starts_with("HTTP/1.1 200 OK\r\n") && stream.matches("retry: ").count() == 2, "{stream}");
    wire.closed_within(EVENTUALLY).await;
    api.free_descriptors();
    let began = Instant::now();
    loop {
        let mut wire = api.connect().await;
        wire.ask("/v1/stream").await;
        let receives = timeout(EVENTUALLY, receives_nudges(&api, &mut wire)).await;
        if receives.expect("a stream that goes on has nudges") {
            return;
        }
        assert!(began.elapsed() < EVENTUALLY, "streams end after their opening\n{}", api.running.output());
        sleep(Duration::from_millis(100)).await;
    }
}
