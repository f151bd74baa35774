//! HTTP/2 streams whose clients leave no room in their windows: each ends by itself, whatever else its connection
//! carries.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use h2::{Reason, RecvStream, client::SendRequest};
use http::{Request, Response};
use tests::{
    Service,
    service::NOW,
    tournament::{create, tournament, window},
};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout},
};

use super::wire::{nudge, service};

/// A stream that takes nothing is reset after this.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// The check comes once a second, and machines are busy.
const SLACK: Duration = Duration::from_secs(6);

/// A connection whose streams may send so many bytes before we take any.
async fn connect(service: &Service, window: u32) -> SendRequest<Bytes> {
    let socket = TcpStream::connect(service.base_url.strip_prefix("http://").unwrap()).await.unwrap();
    // The connection itself has room for all of them.
    let mut builder = h2::client::Builder::new();
    builder.initial_window_size(window).initial_connection_window_size(16 * 1024 * 1024);
    let (client, connection) = builder.handshake(socket).await.unwrap();
    tokio::spawn(connection);
    client
}

async fn get(client: &SendRequest<Bytes>, path: &str) -> Response<RecvStream> {
    let request = Request::get(format!("http://standings{path}")).body(()).unwrap();
    let (answer, _) = client.clone().ready().await.unwrap().send_request(request, true).unwrap();
    answer.await.unwrap()
}

/// All that comes, room being made for more; why it ended, unless it ended well.
async fn read(body: &mut RecvStream) -> (Vec<u8>, Option<Reason>) {
    let mut came = Vec::new();
    while let Some(chunk) = body.data().await {
        match chunk {
            Ok(chunk) => {
                body.flow_control().release_capacity(chunk.len()).unwrap();
                came.extend_from_slice(&chunk);
            }
            Err(error) => return (came, error.reason()),
        }
    }
    (came, None)
}

/// Takes what fits in the window and makes no more room; why it ended.
async fn starve(mut body: RecvStream) -> Option<Reason> {
    loop {
        match body.data().await? {
            Ok(_) => {}
            Err(error) => return error.reason(),
        }
    }
}

/// Reads on until `end` was heard.
async fn read_until(mut body: RecvStream, end: &str) {
    let mut heard = String::new();
    while !heard.contains(end) {
        let chunk = body.data().await.expect("it goes on").expect("it goes on");
        body.flow_control().release_capacity(chunk.len()).unwrap();
        heard.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

/// Streams of a connection with this window end by themselves; the one that has room goes on.
async fn only_starved_streams_end(service: &Service, window: u32, whole: usize) {
    let (client, began) = (connect(service, window).await, Instant::now());
    let mut starved = Vec::new();
    for path in ["/v1/stream", "/v1/tournaments", "/openapi.json"] {
        starved.push((path, tokio::spawn(starve(get(&client, path).await.into_body()))));
    }
    let heard = match window {
        0 => None,
        _ => Some(tokio::spawn(read_until(get(&client, "/v1/stream").await.into_body(), "event: matches"))),
    };
    for (path, starved) in starved {
        if path == "/v1/stream" && window > 16 {
            // It has all the room that it needs.
            starved.abort();
            continue;
        }
        let left = (WRITE_TIMEOUT + SLACK).saturating_sub(began.elapsed());
        let ended = timeout(left, starved).await.map_err(|_| format!("{path} goes on at {window}")).unwrap().unwrap();
        assert_eq!(ended, Some(Reason::CANCEL), "{path} at {window}");
    }
    if let Some(heard) = heard {
        nudge(service, 1).await;
        timeout(Duration::from_secs(5), heard).await.expect("the nudge is heard").unwrap();
        let (body, reason) = read(&mut get(&client, "/v1/tournaments").await.into_body()).await;
        assert_eq!((body.len(), reason), (whole, None), "the connection serves on");
    }
}

#[tokio::test]
async fn a_closed_window_ends_its_stream_and_no_other_of_the_connection() {
    let service = service().await;
    // One with no room at all, one with room for the beginning, one for all but the last byte.
    let whole = service.answer("/v1/tournaments").await.bytes().await.unwrap().len();
    let last = u32::try_from(whole).unwrap() - 1;
    join_all([0, 16, last].map(|window| only_starved_streams_end(&service, window, whole))).await;
}

#[tokio::test]
async fn a_window_of_just_the_body_is_room_enough() {
    let service = service().await;
    let whole = service.answer("/openapi.json").await.bytes().await.unwrap();
    let client = connect(&service, u32::try_from(whole.len()).unwrap()).await;
    let mut body = get(&client, "/openapi.json").await.into_body();
    let mut came = Vec::new();
    while let Some(chunk) = timeout(Duration::from_secs(5), body.data()).await.expect("the end comes") {
        came.extend_from_slice(&chunk.unwrap());
    }
    assert_eq!(came, whole);
}

#[tokio::test]
async fn a_window_that_opens_byte_by_byte_does_not_outlive_the_stream() {
    let service = Service::start().await;
    for (slug, start) in [("cup", "2026-06-01T00:00:00Z"), ("next", "2026-06-10T12:00:02Z")] {
        let new = store::tournaments::NewTournament { window: window(Some(start), None), ..tournament(slug) };
        create(&service.database.pool, &new).await;
    }
    service.settle().await;
    assert_eq!(NOW, "2026-06-10T12:00:00Z");
    let client = connect(&service, 1).await;
    // It lasts two seconds, and until the next heartbeat.
    let mut body = get(&client, "/v1/tournaments/current/stream").await.into_body();
    let ended = timeout(Duration::from_secs(2 + 15) + SLACK, async {
        while let Some(chunk) = body.data().await {
            let Ok(chunk) = chunk else { return };
            tokio::time::sleep(Duration::from_secs(1)).await;
            body.flow_control().release_capacity(chunk.len()).unwrap();
        }
    });
    assert!(ended.await.is_ok(), "it is still open");
}

#[tokio::test]
async fn a_connection_that_only_answers_pings_is_closed() {
    let service = service().await;
    let client = connect(&service, 65_535).await;
    get(&client, "/health").await;
    let closed = async {
        while client.clone().ready().await.is_ok() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    assert!(timeout(Duration::from_secs(75) + SLACK, closed).await.is_ok(), "it is still open");
}

#[tokio::test]
async fn a_large_body_is_decompressed_as_its_client_takes_it() {
    let service = service().await;
    let many = "insert into tournaments (slug, name, leaderboard_id, presentation)
        select 'large-' || n, 'Large ' || n, 3, jsonb_build_object('text', repeat('large ', 3000))
        from generate_series(1, 60) n";
    service.database.run(many).await;
    let expected = service.answer("/v1/tournaments").await.bytes().await.unwrap();
    assert!(expected.len() > 1_000_000, "{}", expected.len());
    let client = connect(&service, 20_000).await;
    let answer = get(&client, "/v1/tournaments").await;
    assert_eq!(answer.headers()["content-length"], expected.len().to_string().as_str());
    let (body, reason) = read(&mut answer.into_body()).await;
    assert_eq!((body.len(), reason), (expected.len(), None));
    assert!(body == expected);
}
