//! Readers of large bodies that are slow: steady ones get the whole body within its time, others are cut.

use std::time::Duration;

use socket2::SockRef;
use tests::{
    Service,
    tournament::{create, enter, tournament},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::{Instant, sleep},
};

const PLAYERS: &str = "/v1/tournaments/cup/players";
/// The check comes once a second, and machines are busy.
const SLACK: Duration = Duration::from_secs(6);

/// A service with a body of `kib` KiB and some more at [`PLAYERS`].
async fn service(kib: usize) -> Service {
    let service = Service::start().await;
    let id = create(&service.database.pool, &tournament("cup")).await;
    for entry in 0..100 {
        enter(&service.database.pool, id, &format!("player {entry}"), None).await;
    }
    let fill: &'static str = format!(
        "update tournament_players set presentation = jsonb_build_object('bio', repeat('x', {}))",
        kib * 1024 / 100
    )
    .leak();
    service.database.run(fill).await;
    super::wire::nudge_standings(&service).await;
    service.settle().await;
    service
}

/// A connection on which little arrives before it is read.
async fn narrow(service: &Service) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let address = service.base_url.strip_prefix("http://").unwrap().parse().unwrap();
    let stream = socket.connect(address).await.unwrap();
    assert!(SockRef::from(&stream).recv_buffer_size().unwrap() < 128 * 1024);
    stream
}

/// Asks for the large body and takes `pace` bytes of it a second; what came, until it ended, and how long that took.
async fn read(service: &Service, pace: usize) -> (usize, Duration) {
    let mut wire = narrow(service).await;
    let request = format!("GET {PLAYERS} HTTP/1.1\r\nhost: standings\r\nconnection: close\r\n\r\n");
    wire.write_all(request.as_bytes()).await.unwrap();
    let (began, mut came, mut buffer) = (Instant::now(), 0, vec![0; 4 * 1024]);
    loop {
        match wire.read(&mut buffer).await {
            Ok(0) | Err(_) => return (came, began.elapsed()),
            Ok(read) => came += read,
        }
        // As far as it should be by now, whatever the machine does meanwhile.
        let due = Duration::from_secs_f64(came as f64 / pace as f64);
        sleep(due.saturating_sub(began.elapsed())).await;
    }
}

#[tokio::test]
async fn a_steady_reader_gets_a_large_body_whole_and_a_trickling_one_is_cut() {
    let service = service(2_700).await;
    let whole = service.answer(PLAYERS).await.bytes().await.unwrap().len();
    let ((steady, took), (trickling, cut_after)) = tokio::join!(read(&service, 30 * 1024), read(&service, 4 * 1024));
    assert!(steady > whole, "{steady} of {whole} came in {took:?}");
    assert!(took > Duration::from_secs(80), "it was no slow reader: {took:?}");
    let bound = Duration::from_secs(60 + whole as u64 / (64 * 1024));
    assert!(trickling < whole, "it was cut");
    assert!(cut_after < bound + SLACK, "after {cut_after:?}");
}
