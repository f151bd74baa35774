//! Bodies of requests that will be refused: they are read, because their size comes before everything else that is
//! wrong, but nothing of them is kept.

use std::{convert::Infallible, net::SocketAddr};

use futures_util::stream;
use tests::{EVENTUALLY, Service, until};
use tokio::{io::AsyncWriteExt as _, net::TcpSocket};

use super::{api_process::ApiProcess, wire::Wire};

/// The longest body that is accepted.
const LIMIT: usize = 1024 * 1024;
/// How many bodies are sent at a time, and what the process may grow by meanwhile: a fraction of their size.
const BODIES: usize = 64;
const MEMORY: u64 = 24 * 1024 * 1024;

/// A connection whose other end has read what was written, except what fits small buffers.
async fn narrow(address: SocketAddr) -> Wire {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_send_buffer_size(16 * 1024).unwrap();
    Wire(socket.connect(address).await.unwrap())
}

#[tokio::test]
async fn bodies_of_strangers_take_no_memory() {
    let api = ApiProcess::start().await;
    let address = api.address().parse().unwrap();
    let head =
        format!("POST /v1/tournaments HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {LIMIT}\r\n\r\n");
    let all_but_the_last_byte = vec![b' '; LIMIT - 1];
    let before = api.running.resident_bytes();
    let mut wires = Vec::new();
    for _ in 0..BODIES {
        let mut wire = narrow(address).await;
        wire.send(&head).await;
        wire.0.write_all(&all_but_the_last_byte).await.unwrap();
        wires.push(wire);
    }
    let grown = api.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "{BODIES} bodies take {grown} bytes");
    // Some are below the limit of such requests, others above.
    let (mut unauthenticated, mut limited) = (0, 0);
    for mut wire in wires {
        wire.send(" ").await;
        match &wire.until("\r\n\r\n").await[..12] {
            "HTTP/1.1 401" => unauthenticated += 1,
            "HTTP/1.1 429" => limited += 1,
            other => unreachable!("{other}"),
        }
    }
    assert!(unauthenticated >= 5 && limited > 0, "{unauthenticated} and {limited}");
}

#[tokio::test]
async fn a_size_that_is_not_declared_is_refused_before_a_stranger_and_a_limit() {
    let service = Service::start().await;
    let status = async |length: usize| {
        let pieces: Vec<_> =
            vec![b' '; length].chunks(64 * 1024).map(|piece| Ok::<_, Infallible>(piece.to_vec())).collect();
        let request = service.client.post(format!("{}/v1/tournaments", service.base_url));
        let request = request.body(reqwest::Body::wrap_stream(stream::iter(pieces)));
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(LIMIT).await, 401);
    assert_eq!(status(LIMIT + 1).await, 413, "413 before 401");
    until("the limit is reached", EVENTUALLY, async || status(0).await == 429).await;
    assert_eq!(status(LIMIT + 1).await, 413, "413 before 429");
}
