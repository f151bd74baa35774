//! How many connections there may be.

use std::time::Duration;

use tests::{Service, service::settings};

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

#[tokio::test]
async fn a_client_has_so_many_and_gets_a_place_back() {
    let service = service(100, 3).await;
    let mut wires = served(&service, 3).await;
    Wire::to(&service).await.closed_within(AT_ONCE).await;
    wires.pop();
    // The place is free once the service noticed that the client left.
    for _ in 0..100 {
        let mut wire = Wire::to(&service).await;
        let head = "GET /health HTTP/1.1\r\nhost: standings\r\n\r\n";
        let mut first = [0; 1];
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let sent = wire.0.write_all(head.as_bytes()).await;
        if sent.is_ok() && wire.0.read(&mut first).await.is_ok_and(|read| read == 1) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    unreachable!("no place came free");
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
    tokio::time::sleep(Duration::from_millis(200)).await;
    served(&service, 2).await;
}
