//! Clients behind a proxy that resume as many event streams as they can from far back, over both protocols, and read
//! nothing of what they missed.

use std::time::Duration;

use bytes::Bytes;
use domain::id::TournamentId;
use h2::{RecvStream, client::SendRequest};
use http::Request;
use reqwest::Client;
use tests::{Frames, until};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
};

use crate::served::{ATTACKER, Served};

/// Where other attackers come from.
const SECOND_ATTACKER: &str = "192.0.2.67";
/// Streams of one client over each protocol, together as many as it may have by default.
const STREAMS: usize = 50;
/// A client that missed so many nudges can just be resumed.
const KEPT: i64 = 4_095;
/// So many are replayed, which is nearly the most.
const REPLAYED: i64 = 500;
/// What the attack may cost, in bytes. All that the first client missed, a hundred times, takes more.
const MEMORY: u64 = 32 * 1024 * 1024;

/// A stream over HTTP/1.1, of which only the status is read.
async fn over_http1(address: &str, client: &str, last: i64) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4 * 1024).unwrap();
    let mut wire = socket.connect(address.parse().unwrap()).await.unwrap();
    let forwarded = format!("x-forwarded-for: {client}\r\nlast-event-id: {last}");
    let request = format!("GET /v1/stream HTTP/1.1\r\nhost: standings\r\n{forwarded}\r\n\r\n");
    wire.write_all(request.as_bytes()).await.unwrap();
    let mut status = [0; 12];
    wire.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
    wire
}

/// A connection with streams over HTTP/2, whose windows have hardly any room.
async fn over_http2(address: &str, client: &str, last: i64) -> (SendRequest<Bytes>, Vec<RecvStream>) {
    let socket = TcpStream::connect(address).await.unwrap();
    let (sender, connection) = h2::client::Builder::new().initial_window_size(16).handshake(socket).await.unwrap();
    tokio::spawn(connection);
    let mut streams = Vec::new();
    for _ in 0..STREAMS {
        let request = Request::get("http://standings/v1/stream").header("x-forwarded-for", client);
        let request = request.header("last-event-id", last.to_string()).body(()).unwrap();
        let (answer, _) = sender.clone().ready().await.unwrap().send_request(request, true).unwrap();
        let answer = answer.await.unwrap();
        assert_eq!(answer.status(), 200);
        streams.push(answer.into_body());
    }
    (sender, streams)
}

/// The stream of a client that reads; `last` is the last id that it saw.
async fn listen(served: &Served, last: Option<i64>) -> Frames {
    let client = Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap();
    let last = last.map_or_else(String::new, |last| last.to_string());
    Frames::of(client.get(served.url("/v1/stream")).header("last-event-id", last).send().await.unwrap())
}

/// Fills the replay buffer; the newest id.
async fn publish_many(served: &Served) -> i64 {
    // A few more than are kept.
    let many = "insert into nudges (event, polled_at) select 'live', now() from generate_series(1, 4200)";
    served.database.run(many).await;
    let newest: i64 = served.database.value("select max(id) from nudges").await;
    let id = Some(newest.to_string());
    let is_heard = async || listen(served, None).await.next().await.is_some_and(|opening| opening.id == id);
    until("the nudges are heard", Duration::from_secs(10), is_heard).await;
    newest
}

#[tokio::test]
async fn hold_a_bounded_opening_each_and_harm_nobody() {
    let served = Served::start(&[("RATE_LIMIT_PER_MINUTE", "0")]).await;
    let cup = TournamentId(served.database.value("select id from tournaments").await);
    let newest = publish_many(&served).await;
    let (oldest, recent) = (newest - KEPT, newest - REPLAYED);
    assert_eq!(listen(&served, Some(oldest)).await.event().await.event.as_deref(), Some("resync"));
    let mut replayed = listen(&served, Some(recent)).await;
    for id in recent + 1..=newest {
        assert_eq!(replayed.event().await.id, Some(id.to_string()));
    }
    drop(replayed);

    let mut victim = served.running.stream().await;
    let (before, address) = (served.running.resident_bytes(), served.address());
    let (mut wires, mut connections) = (Vec::new(), Vec::new());
    for (client, last) in [(ATTACKER, oldest), (SECOND_ATTACKER, recent)] {
        for _ in 0..STREAMS {
            wires.push(over_http1(&address, client, last).await);
        }
        connections.push(over_http2(&address, client, last).await);
    }
    let open = served.figure("aoe2_stream_connections").await as usize;
    assert!(open >= 4 * STREAMS, "{open} streams are open");
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");

    let mut last = newest;
    for _ in 0..20 {
        served.nudge(cup).await;
        let frame = victim.event().await;
        let id: i64 = frame.id.unwrap().parse().unwrap();
        assert!(id > last && frame.event.as_deref() == Some("live"), "{id} after {last}");
        last = id;
    }
    let grown = served.running.resident_bytes().saturating_sub(before);
    assert!(grown < MEMORY, "the process grew by {grown} bytes");
    drop((wires, connections));
}
