//! How many connections there may be.

use std::time::{Duration, Instant};

use tests::{EVENTUALLY, Service, service::settings};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::sleep,
};

use super::wire::Wire;

const AT_ONCE: Duration = Duration::from_secs(2);

async fn service(all: usize, of_one: usize) -> Service {
    let settings = api::Settings {
        max_connections: all,
        max_connections_per_client: of_one,
        trusted_proxies: api::Networks::default(),
        ..settings()
    };
    Service::start_with_settings(&settings).await
}

/// Connections that were asked something, and so are known to be served.
async fn served(service: &Service, count: usize) -> Vec<Wire> {
    let mut wires = Vec::new();
    for _ in 0..count {
        let mut wire = Wire::to(service).await;
        wire.ask("/health").await;
        wire.answer().await;
        wires.push(wire);
    }
    wires
}

/// A connection at a place that comes free once the service has noticed that a client left.
async fn free_place(service: &Service) -> Wire {
    let began = Instant::now();
    loop {
        let mut wire = Wire::to(service).await;
        let head = "GET /health HTTP/1.1\r\nhost: standings\r\n\r\n";
        let sent = wire.0.write_all(head.as_bytes()).await;
        if sent.is_ok() && wire.0.read(&mut [0; 1]).await.is_ok_and(|read| read == 1) {
            return wire;
        }
        assert!(began.elapsed() < EVENTUALLY, "no place comes free");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_client_has_so_many_and_gets_a_place_back() {
    let service = service(100, 3).await;
    let mut wires = served(&service, 3).await;
    Wire::to(&service).await.closed_within(AT_ONCE).await;
    wires.pop();
    free_place(&service).await;
}

#[tokio::test]
async fn all_together_have_so_many() {
    let service = service(4, 0).await;
    let _wires = served(&service, 4).await;
    Wire::to(&service).await.closed_within(AT_ONCE).await;
}

#[tokio::test]
async fn streams_hold_their_places_and_give_them_back() {
    let service = service(100, 2).await;
    let mut streams = Vec::new();
    for _ in 0..2 {
        let mut wire = Wire::to(&service).await;
        wire.ask("/v1/stream").await;
        wire.until("retry:").await;
        streams.push(wire);
    }
    Wire::to(&service).await.closed_within(AT_ONCE).await;
    drop(streams);
    let _both = [free_place(&service).await, free_place(&service).await];
}
