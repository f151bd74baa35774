//! A door between the service and its database that can be shut, and that counts who goes through.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// A TCP proxy to one address.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    open: watch::Sender<bool>,
    sent: Arc<AtomicU64>,
    fuse: Arc<Fuse>,
}

/// When connections are cut: after so many more messages of clients, of which the last one arrives or does not, or
/// as soon as one of them has sent its commit.
#[derive(Debug)]
struct Fuse {
    left: AtomicI64,
    last_arrives: AtomicBool,
    at_commit: AtomicBool,
}

impl Fuse {
    fn new() -> Self {
        Self { left: AtomicI64::new(i64::MAX), last_arrives: AtomicBool::default(), at_commit: AtomicBool::default() }
    }

    /// What becomes of a message.
    fn judge(&self, message: &[u8]) -> Verdict {
        let is_commit = message.windows(COMMIT.len()).any(|window| window == COMMIT);
        if is_commit && self.at_commit.swap(false, Ordering::SeqCst) {
            return Verdict::Last;
        }
        match self.left.fetch_sub(1, Ordering::SeqCst) {
            1.. => Verdict::Passes,
            0 if self.last_arrives.load(Ordering::SeqCst) => Verdict::Last,
            _ => Verdict::Lost,
        }
    }
}

/// A message goes through, goes through and is followed by the cut, or is cut off.
enum Verdict {
    Passes,
    Last,
    Lost,
}

/// A simple query's text (PostgreSQL's message flow, "Q").
const COMMIT: &[u8] = b"COMMIT\0";

impl Proxy {
    /// Forwards a free port to `target`.
    pub async fn to(target: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (open, is_open) = watch::channel(true);
        let sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&sent);
        let fuse = Arc::new(Fuse::new());
        let shared_fuse = Arc::clone(&fuse);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(
                    client,
                    target.clone(),
                    is_open.clone(),
                    Arc::clone(&counter),
                    Arc::clone(&shared_fuse),
                ));
            }
        });
        Self { port, open, sent, fuse }
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection, and each new one at once.
    pub fn shut(&self) {
        self.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Cuts connections when clients have sent `messages` more and send another one, which arrives without
    /// its answer, or does not arrive.
    pub fn cut_after(&self, messages: usize, last_arrives: bool) {
        self.fuse.last_arrives.store(last_arrives, Ordering::SeqCst);
        self.fuse.left.store(i64::try_from(messages).expect("few"), Ordering::SeqCst);
    }

    /// Cuts the next connection that sends a commit: that arrives, its confirmation does not.
    pub fn cut_at_commit(&self) {
        self.fuse.at_commit.store(true, Ordering::SeqCst);
    }

    /// Cuts no more, and says whether anything was.
    pub fn mend(&self) -> bool {
        self.fuse.left.swap(i64::MAX, Ordering::SeqCst) < 0
    }

    /// How many bytes clients have sent so far: no more of them, no query.
    #[must_use]
    pub fn bytes_sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

async fn forward(
    client: TcpStream,
    target: String,
    mut open: watch::Receiver<bool>,
    sent: Arc<AtomicU64>,
    fuse: Arc<Fuse>,
) {
    if !*open.borrow() {
        return;
    }
    let Ok(server) = TcpStream::connect(target).await else { return };
    // Delayed acknowledgements would add 40 ms to every second answer.
    let (_, _) = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::select! {
        () = pump(from_client, to_server, Some((&sent, &fuse))) => {}
        () = pump(from_server, to_client, None) => {}
        _ = open.wait_for(|open| !open) => {}
    }
}

async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, count: Option<(&AtomicU64, &Fuse)>) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if let Some((count, fuse)) = count {
            count.fetch_add(read as u64, Ordering::SeqCst);
            match fuse.judge(&buffer[..read]) {
                Verdict::Passes => {}
                Verdict::Last => {
                    let _ = to.write_all(&buffer[..read]).await;
                    return;
                }
                Verdict::Lost => return,
            }
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
