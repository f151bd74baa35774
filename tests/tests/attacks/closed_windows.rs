//! A client that asks for much over HTTP/2 and leaves no room in any window, answering PINGs all the while.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use h2::{RecvStream, client::SendRequest};
use http::Request;
use tests::victim::assert_not_slowed;
use tokio::{net::TcpStream, time::timeout};

use crate::served::{ATTACKER, Served};

const CONNECTIONS: usize = 5;
/// Streams of each connection.
const STREAMS: usize = 100;
/// A stream that takes nothing is reset after 20 s; the check comes once a second, and machines are busy.
const ENDS_WITHIN: Duration = Duration::from_secs(27);
/// What the attack may cost, in bytes.
const MEMORY: u64 = 48 * 1024 * 1024;

/// A connection and its streams, to which nothing can be sent but heads.
async fn starved(address: String) -> (SendRequest<Bytes>, Vec<RecvStream>) {
    let socket = TcpStream::connect(address).await.unwrap();
    let mut builder = h2::client::Builder::new();
    let (client, connection) = builder.initial_window_size(0).handshake(socket).await.unwrap();
    tokio::spawn(connection);
    let mut streams = Vec::new();
    for number in 0..STREAMS {
        // A copy of the script for each stream would be five times what the attack may cost.
        let path = match number % 10 {
            0 => "/v1/stream",
            1 => "/docs/scalar.js",
            _ => "/openapi.json",
        };
        let request = Request::get(format!("http://standings{path}")).header("x-forwarded-for", ATTACKER);
        let mut ready = client.clone().ready().await.unwrap();
        let (answer, _) = ready.send_request(request.body(()).unwrap(), true).unwrap();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200);
        streams.push(answer.into_body());
    }
    (client, streams)
}

#[tokio::test]
async fn is_reset_and_harms_nobody() {
    let served = Served::start(&[("RATE_LIMIT_PER_MINUTE", "0")]).await;
    let before = served.running.resident_bytes();
    let address = served.address();
    let attack = || {
        let address = address.clone();
        async move {
            let _held = join_all((0..CONNECTIONS).map(|_| starved(address.clone()))).await;
            std::future::pending::<()>().await;
        }
    };
    assert_not_slowed(200, async || served.request().await, attack).await;
    let held = join_all((0..CONNECTIONS).map(|_| starved(address.clone()))).await;
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
    for (client, streams) in held {
        for mut stream in streams {
            let ended = timeout(ENDS_WITHIN, stream.data()).await.expect("it ends");
            assert_eq!(ended.unwrap().unwrap_err().reason(), Some(h2::Reason::CANCEL));
        }
        client.ready().await.expect("the connection goes on");
    }
    let cut = served.figure("aoe2_responses_cut_total").await as usize;
    assert!(cut >= CONNECTIONS * STREAMS, "{cut}");
}
