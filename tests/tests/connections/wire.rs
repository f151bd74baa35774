//! A client that reads and writes the bytes of a connection itself.

use std::time::Duration;

use domain::nudge::{Event, Scope};
use store::nudges::publish;
use tests::{
    Service,
    service::NOW,
    tournament::{create, tournament},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

/// Long enough for whatever comes at once.
const SOON: Duration = Duration::from_secs(5);

/// A service whose feed has delivered a nudge, and so delivers the next one.
pub(crate) async fn service() -> Service {
    let service = Service::start().await;
    create(&service.database.pool, &tournament("cup")).await;
    service.settle().await;
    service
}

/// Tells that all standings changed.
pub(crate) async fn nudge_standings(service: &Service) {
    let mut tx = service.database.pool.begin().await.unwrap();
    publish(&mut tx, Event::Standings, &Scope::All, NOW.parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Publishes so many nudges at once.
pub(crate) async fn nudge(service: &Service, count: usize) {
    let mut tx = service.database.pool.begin().await.unwrap();
    for _ in 0..count {
        publish(&mut tx, Event::Matches, &Scope::All, NOW.parse().unwrap()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// An open connection.
pub(crate) struct Wire(pub(crate) TcpStream);

impl Wire {
    pub(crate) async fn to(service: &Service) -> Self {
        Self(TcpStream::connect(service.base_url.strip_prefix("http://").unwrap()).await.unwrap())
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// A whole request without a body.
    pub(crate) async fn ask(&mut self, path: &str) {
        self.send(&format!("GET {path} HTTP/1.1\r\nhost: standings\r\n\r\n")).await;
    }

    /// Reads until `end` was met; what came so far.
    pub(crate) async fn until(&mut self, end: &str) -> String {
        let mut came = String::new();
        let mut buffer = [0; 4_096];
        while !came.contains(end) {
            let read = timeout(SOON, self.0.read(&mut buffer)).await.expect("more to come").unwrap();
            assert!(read > 0, "the connection ended after {came:?}");
            came.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
        }
        came
    }

    /// The head and body of an answer whose length is told.
    pub(crate) async fn answer(&mut self) -> String {
        let mut came = self.until("\r\n\r\n").await;
        let length = came.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
        let (length, start) = (length.parse::<usize>().unwrap(), came.find("\r\n\r\n").unwrap() + 4);
        let mut rest = vec![0; (start + length).saturating_sub(came.len())];
        timeout(SOON, self.0.read_exact(&mut rest)).await.expect("the whole body").unwrap();
        came.push_str(std::str::from_utf8(&rest).unwrap());
        came
    }

    /// Waits for the end of the connection, at most so long, and says how long it took.
    pub(crate) async fn closed_within(&mut self, most: Duration) -> Duration {
        let began = tokio::time::Instant::now();
        let mut buffer = vec![0; 64 * 1024];
        let ended = timeout(most, async { while matches!(self.0.read(&mut buffer).await, Ok(1..)) {} }).await;
        assert!(ended.is_ok(), "it is still open after {most:?}");
        began.elapsed()
    }
}
