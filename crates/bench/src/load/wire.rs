//! A proxy between the service and Postgres that counts statements and can drop notifications.
//!
//! Messages are a type and a length (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use bytes::{Buf as _, BytesMut};
use tests::Database;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// The beginning of a rendering's transaction.
const SNAPSHOT: &[u8] = b"begin isolation level repeatable read read only";

/// A proxy to one database.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) url: String,
    /// The address without the proxy.
    pub(crate) direct: String,
    taps: Arc<Taps>,
}

/// The counters of the proxy.
#[derive(Debug, Default)]
struct Taps {
    queries: AtomicU64,
    snapshots: AtomicU64,
    connections: AtomicU64,
    muted: AtomicBool,
}

impl Wire {
    pub(crate) async fn to(database: &Database) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (own, theirs) = (listener.local_addr().unwrap().port(), database.options().get_port());
        // Without the request for encryption, every byte after the first message belongs to a message.
        let url = database.url.replace(&format!(":{theirs}/"), &format!(":{own}/")) + "?sslmode=disable";
        let taps = Arc::new(Taps::default());
        let tapped = Arc::clone(&taps);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, theirs, Arc::clone(&tapped)));
            }
        });
        Self { url, direct: database.url.clone(), taps }
    }

    /// Statements run so far.
    pub(crate) fn queries(&self) -> u64 {
        self.taps.queries.load(Ordering::SeqCst)
    }

    /// Snapshots taken so far: one for each rendering.
    pub(crate) fn snapshots(&self) -> u64 {
        self.taps.snapshots.load(Ordering::SeqCst)
    }

    /// Connections open now.
    pub(crate) fn connections(&self) -> u64 {
        self.taps.connections.load(Ordering::SeqCst)
    }

    /// Drops every notification from now on.
    pub(crate) fn mute(&self) {
        self.taps.muted.store(true, Ordering::SeqCst);
    }
}

async fn forward(client: TcpStream, port: u16, taps: Arc<Taps>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let (_, _) = (client.set_nodelay(true), server.set_nodelay(true));
    taps.connections.fetch_add(1, Ordering::SeqCst);
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let count_request = |message: &[u8]| {
        let is_query = matches!(message[0], b'Q' | b'E');
        taps.queries.fetch_add(u64::from(is_query), Ordering::SeqCst);
        let is_snapshot = message[0] == b'Q' && message[5..].starts_with(SNAPSHOT);
        taps.snapshots.fetch_add(u64::from(is_snapshot), Ordering::SeqCst);
        true
    };
    let pass_answer = |message: &[u8]| message[0] != b'A' || !taps.muted.load(Ordering::SeqCst);
    tokio::select! {
        () = pump(from_client, to_server, 0, count_request) => {}
        () = pump(from_server, to_client, 1, pass_answer) => {}
    }
    taps.connections.fetch_sub(1, Ordering::SeqCst);
}

/// Forwards the messages that `pass`. The length follows a message's type, which only the very first message of a
/// client lacks.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    first_type: usize,
    pass: impl Fn(&[u8]) -> bool,
) {
    let mut unread = BytesMut::with_capacity(64 * 1_024);
    let mut passed = Vec::new();
    let mut type_length = first_type;
    while let Ok(1..) = from.read_buf(&mut unread).await {
        while let Some(length) = unread.get(type_length..type_length + 4).map(|mut length| length.get_u32()) {
            let length = type_length + usize::try_from(length).unwrap_or(usize::MAX);
            if unread.len() < length {
                break;
            }
            let message = unread.split_to(length);
            if type_length == 0 || pass(&message) {
                passed.extend_from_slice(&message);
            }
            type_length = 1;
        }
        if to.write_all(&passed).await.is_err() {
            return;
        }
        passed.clear();
    }
}
