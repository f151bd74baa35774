//! Requests whose heads cannot be read, or name two hosts: errors like any other.

use std::time::Duration;

use serde_json::{Value, json};
use tests::Service;
use tokio::io::AsyncReadExt as _;

use super::wire::{Wire, service};

/// All that comes until the connection ends.
async fn rest(wire: &mut Wire) -> String {
    let mut came = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(5), wire.0.read_to_end(&mut came)).await;
    ended.expect("the connection ends").unwrap();
    String::from_utf8(came).unwrap()
}

/// The status of the last answer in `text`, which has to have what every answer has, and its body.
fn last_answer(text: &str) -> (u16, Value) {
    let answer = &text[text.rfind("HTTP/1.1 ").unwrap()..];
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    for line in [
        "x-content-type-options: nosniff",
        "x-frame-options: DENY",
        "strict-transport-security: max-age=63072000; includeSubDomains",
        "referrer-policy: strict-origin-when-cross-origin",
        "x-permitted-cross-domain-policies: none",
        "permissions-policy: camera=(), microphone=(), geolocation=()",
        "cache-control: no-store",
        "vary: Origin, Accept-Encoding",
        "content-type: application/json",
        &format!("content-length: {}", body.len()),
    ] {
        assert_eq!(head.lines().filter(|known| *known == line).count(), 1, "{line:?} in {head}");
    }
    for name in ["x-request-id: ", "date: "] {
        assert_eq!(head.lines().filter(|line| line.starts_with(name)).count(), 1, "{name:?} in {head}");
    }
    (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap())
}

async fn answer_to(service: &Service, request: &str) -> (u16, Value) {
    let mut wire = Wire::to(service).await;
    wire.send(request).await;
    last_answer(&rest(&mut wire).await)
}

#[tokio::test]
async fn a_head_that_cannot_be_read_gets_an_error_like_any_other() {
    let service = service().await;
    let malformed = (400, json!({"detail": "The request cannot be read"}));
    for head in ["GET / HTTP/9.9", "G\0T / HTTP/1.1", "GET / HTTP/1.1\r\nno colon", "GET h\u{7f}ost HTTP/1.1"] {
        let request = format!("{head}\r\nhost: standings\r\n\r\n");
        assert_eq!(answer_to(&service, &request).await, malformed, "{head:?}");
    }
    let many = "x-header: 1\r\n".repeat(120);
    let request = format!("GET /health HTTP/1.1\r\nhost: standings\r\n{many}\r\n");
    let expected = (431, json!({"detail": "The request's headers are too large"}));
    assert_eq!(answer_to(&service, &request).await, expected);
}

#[tokio::test]
async fn answers_before_it_come_whole() {
    let service = service().await;
    let good = "GET /health HTTP/1.1\r\nhost: standings\r\n\r\n";
    let known = "GET /v1/tournaments HTTP/1.1\r\nhost: standings\r\nif-none-match: *\r\n\r\n";
    for (before, status) in [(good, "200"), (known, "304"), (&format!("{good}{known}")[..], "304")] {
        let mut wire = Wire::to(&service).await;
        wire.send(&format!("{before}nonsense\r\n\r\n")).await;
        let came = rest(&mut wire).await;
        assert_eq!(came.matches("HTTP/1.1 ").count(), before.matches("GET ").count() + 1, "{came}");
        assert!(came.contains(&format!("HTTP/1.1 {status} ")), "{came}");
        assert_eq!(last_answer(&came).0, 400);
    }
}

#[tokio::test]
async fn two_hosts_are_one_too_many() {
    let service = service().await;
    let close = "connection: close\r\n\r\n";
    // The second time it would be answered from memory.
    for _ in 0..2 {
        service.get("/v1/tournaments").await;
        for path in ["/v1/tournaments", "/health", "/nowhere", "/v1/stream"] {
            for hosts in ["host: standings\r\nhost: elsewhere\r\n", "host: standings\r\nHost: standings\r\n"] {
                let request = format!("GET {path} HTTP/1.1\r\n{hosts}{close}");
                let expected = (400, json!({"detail": "The request has more than one Host header"}));
                assert_eq!(answer_to(&service, &request).await, expected, "{path}");
            }
        }
    }
    let problem = format!("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\naccept: application/problem+json\r\n{close}");
    let mut wire = Wire::to(&service).await;
    wire.send(&problem).await;
    assert!(rest(&mut wire).await.contains("\"error_code\":\"bad_request\""));
}

#[tokio::test]
async fn two_hosts_are_one_too_many_over_http_2() {
    let service = service().await;
    let socket = tokio::net::TcpStream::connect(service.base_url.strip_prefix("http://").unwrap()).await.unwrap();
    let (client, connection) = h2::client::handshake(socket).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("http://standings/health").header("host", "a").header("host", "b");
    let mut client = client.ready().await.unwrap();
    let answer = client.send_request(request.body(()).unwrap(), true).unwrap().0.await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["x-frame-options"].to_str().unwrap()), (400, "DENY"));
}
