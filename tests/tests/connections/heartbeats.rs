//! Heartbeats: bytes that keep proxies from closing idle streams, and that raise no event in any client.

use std::time::Duration;

use bytes::Bytes;
use h2::client::handshake;
use http::Request;
use tests::Service;
use tokio::{
    io::AsyncReadExt as _,
    net::TcpStream,
    time::{Instant, timeout},
};

use super::wire::{Wire, service};

/// Proxies are told to expect at most twenty seconds of silence.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// A comment is a line. An empty line after it would be a message without data to some clients.
const HEARTBEAT: &str = ": heartbeat\n";

#[tokio::test]
async fn a_heartbeat_is_a_line_of_comment_and_no_more() {
    let service = service().await;
    // The first comes when the service starts, maybe just after the stream opened.
    let (by_http1, by_http2) = tokio::join!(heard_over_http1(&service), heard_over_http2(&service));
    assert_eq!(by_http1.matches("c\r\n: heartbeat\n\r\n").count() * "c\r\n: heartbeat\n\r\n".len(), by_http1.len());
    assert_eq!(by_http2.matches(HEARTBEAT).count() * HEARTBEAT.len(), by_http2.len());
    assert!(by_http1.len() > 1 && by_http2.len() > 1);
}

/// What comes in the longest silence, after the opening.
async fn heard_over_http1(service: &Service) -> String {
    let mut wire = Wire::to(service).await;
    wire.ask("/v1/stream").await;
    let mut heard = wire.until("\n\n\r\n").await;
    heard.drain(..heard.find("\n\n\r\n").unwrap() + 4);
    let until = Instant::now() + LONGEST_SILENCE;
    let mut buffer = [0; 1_024];
    while let Ok(read) = tokio::time::timeout_at(until, wire.0.read(&mut buffer)).await {
        heard.push_str(std::str::from_utf8(&buffer[..read.unwrap()]).unwrap());
    }
    heard
}

async fn heard_over_http2(service: &Service) -> String {
    let socket = TcpStream::connect(service.base_url.strip_prefix("http://").unwrap()).await.unwrap();
    let (client, connection) = handshake(socket).await.unwrap();
    tokio::spawn(connection);
    let request = Request::get("http://standings/v1/stream").body(()).unwrap();
    let mut client = client.ready().await.unwrap();
    let mut body = client.send_request(request, true).unwrap().0.await.unwrap().into_body();
    let opening: Bytes = body.data().await.unwrap().unwrap();
    assert!(opening.starts_with(b"retry: ") && opening.ends_with(b"\n\n"));
    let mut heard = String::new();
    let _ = timeout(LONGEST_SILENCE, async {
        while let Some(chunk) = body.data().await {
            heard.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    })
    .await;
    heard
}
