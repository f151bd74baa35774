//! How many event streams a client may have open, whatever the protocol and whoever is in between.

use reqwest::{Client, Response};
use tests::{Frames, Service, service::settings};

use super::wire::Wire;

const MOST: usize = 3;

/// A service that gives each client three streams. This machine is a proxy.
async fn service() -> Service {
    Service::start_with_settings(&api::Settings { max_streams_per_client: MOST, ..settings() }).await
}

fn clients() -> [(&'static str, Client); 2] {
    let http2 = Client::builder().no_proxy().http2_prior_knowledge().build().unwrap();
    [("HTTP/1.1", Client::builder().no_proxy().build().unwrap()), ("HTTP/2", http2)]
}

async fn open(service: &Service, client: &Client, address: &str) -> Response {
    let request = client.get(format!("{}/v1/stream", service.base_url));
    let request = request.header("x-forwarded-for", address).header("origin", "https://elsewhere.example");
    request.send().await.unwrap()
}

async fn opened(service: &Service, client: &Client, address: &str) -> Frames {
    let mut frames = Frames::of(open(service, client, address).await);
    assert!(frames.next().await.unwrap().retry.is_some());
    frames
}

/// Opens one as soon as there is room.
async fn eventually_opened(service: &Service, client: &Client, address: &str) -> Frames {
    for _ in 0..250 {
        let answer = open(service, client, address).await;
        if answer.status() == 200 {
            return Frames::of(answer);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    unreachable!("no stream came free for {address}");
}

#[tokio::test]
async fn a_client_behind_a_proxy_has_so_many_streams_and_gets_each_back() {
    let service = service().await;
    let [(_, http1), (_, http2)] = clients();
    let mut streams = vec![opened(&service, &http1, "192.0.2.1").await, opened(&service, &http2, "192.0.2.1").await];
    streams.push(opened(&service, &http1, "203.0.113.9, 192.0.2.1").await);
    for (protocol, client) in clients() {
        let refused = open(&service, &client, "198.51.100.7, 192.0.2.1").await;
        assert_eq!(refused.status(), 429, "{protocol}");
        assert_eq!(refused.headers()["access-control-allow-origin"], "*", "{protocol}");
        let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(refused.text().await.unwrap(), r#"{"detail":"Too many open event streams"}"#, "{protocol}");
        opened(&service, &client, "192.0.2.2").await;
    }
    for _ in 0..MOST {
        streams.remove(0);
        streams.push(eventually_opened(&service, &http2, "192.0.2.1").await);
    }
}

#[tokio::test]
async fn who_hangs_up_before_the_first_byte_or_asks_for_the_head_alone_holds_none() {
    let service = service().await;
    for _ in 0..50 {
        let mut wire = Wire::to(&service).await;
        wire.send("GET /v1/stream HTTP/1.1\r\nhost: standings\r\nx-forwarded-for: 192.0.2.1\r\n\r\n").await;
    }
    let [(_, http1), (_, http2)] = clients();
    for client in [&http1, &http2] {
        for _ in 0..2 * MOST {
            let request = client.head(format!("{}/v1/stream", service.base_url));
            let head = request.header("x-forwarded-for", "192.0.2.3").send().await.unwrap();
            assert_eq!(head.status(), 200);
        }
    }
    let mut streams = Vec::new();
    for _ in 0..MOST {
        streams.push(eventually_opened(&service, &http1, "192.0.2.1").await);
    }
}

#[tokio::test]
async fn a_request_ahead_of_a_stream_that_nobody_reads_gives_the_slot_back() {
    let service = service().await;
    // So many answers before it that the socket is stuck when the stream's turn comes: it is given up.
    let ahead = "GET /openapi.json HTTP/1.1\r\nhost: standings\r\n\r\n".repeat(200);
    let requests = ahead + "GET /v1/stream HTTP/1.1\r\nhost: standings\r\nx-forwarded-for: 192.0.2.5\r\n\r\n";
    let mut wires = Vec::new();
    for _ in 0..MOST {
        let mut wire = Wire::to(&service).await;
        let _ = tokio::time::timeout(std::time::Duration::from_secs(1), wire.send(&requests)).await;
        wires.push(wire);
    }
    drop(wires);
    let client = Client::builder().no_proxy().build().unwrap();
    let mut streams = Vec::new();
    for _ in 0..MOST {
        streams.push(eventually_opened(&service, &client, "192.0.2.5").await);
    }
}
