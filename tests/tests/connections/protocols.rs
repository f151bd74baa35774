//! Streams and answers over each protocol, and one after the other on one connection.

use std::time::Duration;

use tests::Frames;
use tokio::io::AsyncReadExt as _;

use super::wire::{Wire, nudge, service};

#[tokio::test]
async fn a_connection_that_was_asked_before_may_become_a_stream() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    wire.ask("/v1/flags").await;
    assert!(wire.answer().await.starts_with("HTTP/1.1 200 OK\r\n"));
    wire.ask("/v1/stream").await;
    let head = wire.until("\r\n\r\n").await;
    for line in ["transfer-encoding: chunked", "connection: close", "content-type: text/event-stream", "x-request-id: "]
    {
        assert!(head.contains(&format!("\r\n{line}")), "{line} is not in {head}");
    }
    assert!(!head.contains("content-length"), "{head}");
    nudge(&service, 1).await;
    let frame = wire.until("\n\n\r\n").await;
    assert!(frame.contains("event: matches\ndata: {"), "{frame}");
}

#[tokio::test]
async fn a_refused_stream_is_an_answer_like_any_other() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    for _ in 0..2 {
        wire.ask("/v1/tournaments/nope/stream").await;
        assert!(wire.answer().await.starts_with("HTTP/1.1 404 Not Found\r\n"));
    }
}

#[tokio::test]
async fn the_head_of_a_stream_can_be_had_alone() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    for _ in 0..2 {
        wire.send("HEAD /v1/stream HTTP/1.1\r\nhost: standings\r\n\r\n").await;
        let head = wire.until("\r\n\r\n").await;
        assert!(head.contains("text/event-stream") && head.ends_with("\r\n\r\n"), "{head}");
    }
}

#[tokio::test]
async fn http_1_0_gets_a_stream_without_chunks() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    wire.send("GET /v1/stream HTTP/1.0\r\n\r\n").await;
    let opening = wire.until("retry:").await;
    assert!(!opening.contains("chunked"), "{opening}");
    nudge(&service, 1).await;
    assert!(wire.until("}\n\n").await.contains("event: matches"));
}

#[tokio::test]
async fn the_preface_of_http_2_may_come_in_pieces() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    for piece in ["P", "R", "I * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0"] {
        wire.send(piece).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // The head of a frame: three bytes of its length, and its type, which is SETTINGS.
    let mut head = [0; 4];
    let read = tokio::time::timeout(Duration::from_secs(5), wire.0.read_exact(&mut head)).await;
    read.expect("an answer").unwrap();
    assert_eq!((head[0], head[3]), (0, 4));
}

#[tokio::test]
async fn http_2_carries_a_stream_beside_other_answers() {
    let service = service().await;
    let client = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let get = async |path: &str| client.get(format!("{}{path}", service.base_url)).send().await.unwrap();
    let stream = get("/v1/stream").await;
    assert_eq!(stream.version(), reqwest::Version::HTTP_2);
    let mut frames = Frames::of(stream);
    assert!(frames.next().await.unwrap().retry.is_some());
    assert_eq!(get("/health").await.status(), 200);
    nudge(&service, 1).await;
    assert_eq!(frames.event().await.event.as_deref(), Some("matches"));
    assert_eq!(get("/v1/tournaments").await.status(), 200);
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_the_next_request() {
    let service = service().await;
    let mut wire = Wire::to(&service).await;
    wire.ask("/health").await;
    wire.answer().await;
    tokio::time::sleep(Duration::from_secs(13)).await;
    wire.ask("/health").await;
    wire.answer().await;
}
