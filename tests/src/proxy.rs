//! A TCP proxy between the service and its database, which can be shut, or inject a fault at a chosen message.

mod fault;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

pub use fault::{Fault, Held};
use fault::{FaultInjector, Transaction};

use crate::until;

/// A TCP proxy to one address.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    open: watch::Sender<bool>,
    target: watch::Sender<String>,
    shared: Arc<Shared>,
}

/// The state that the connections share.
#[derive(Debug, Default)]
struct Shared {
    connections: AtomicU64,
    bytes_sent: AtomicU64,
    messages: AtomicU64,
    messages_in_transactions: AtomicU64,
    faults: FaultInjector,
}

impl Proxy {
    /// Forwards a free port to `target`.
    pub async fn to(target: String) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (open, is_open) = watch::channel(true);
        let shared = Arc::new(Shared::default());
        let of_all = Arc::clone(&shared);
        let (target, is_target) = watch::channel(target);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, is_target.clone(), is_open.clone(), Arc::clone(&of_all)));
            }
        });
        Self { port, open, target, shared }
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Cuts every connection, and forwards new ones to another address, as a failover does.
    pub async fn redirect(&self, target: String) {
        self.shut();
        let is_cut = async || self.shared.connections.load(Ordering::SeqCst) == 0;
        until("every connection is cut", Duration::from_secs(10), is_cut).await;
        self.target.send_replace(target);
        self.open();
    }

    /// Cuts every connection, and each new one at once.
    pub fn shut(&self) {
        self.open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }

    /// Arms a fault at the message after `messages` more from clients. After a cut every connection is cut, until
    /// [`Proxy::mend`]; other faults affect only that one connection.
    pub fn fault_after(&self, messages: usize, fault: Fault) {
        self.shared.faults.arm_after(messages, fault);
    }

    /// Arms a fault at the message after `messages` of the next transaction that may write; its first message begins
    /// it. Other messages that clients send meanwhile do not count.
    pub fn fault_in_transaction(&self, messages: usize, fault: Fault) {
        self.shared.faults.arm_in_transaction(messages, fault);
    }

    /// Arms a fault at the next commit, for the connection that sends it.
    pub fn fault_at_commit(&self, fault: Fault) {
        self.shared.faults.arm_at_commit(fault);
    }

    /// Disarms the fault, and returns whether it happened.
    pub fn mend(&self) -> bool {
        self.shared.faults.disarm()
    }

    /// Whether the armed fault happened.
    #[must_use]
    pub fn has_happened(&self) -> bool {
        self.shared.faults.happened()
    }

    /// How many bytes clients have sent so far: if the number stays, there was no query.
    #[must_use]
    pub fn bytes_sent(&self) -> u64 {
        self.shared.bytes_sent.load(Ordering::SeqCst)
    }

    /// How many messages clients have sent so far, as far as they arrived separately.
    #[must_use]
    pub fn messages_sent(&self) -> u64 {
        self.shared.messages.load(Ordering::SeqCst)
    }

    /// How many of them belonged to transactions that may write.
    #[must_use]
    pub fn messages_in_transactions(&self) -> u64 {
        self.shared.messages_in_transactions.load(Ordering::SeqCst)
    }
}

/// Counts a connection until this is dropped.
struct Counted<'a>(&'a AtomicU64);

impl<'a> Counted<'a> {
    fn in_all(connections: &'a AtomicU64) -> Self {
        connections.fetch_add(1, Ordering::SeqCst);
        Self(connections)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn forward(
    client: TcpStream,
    target: watch::Receiver<String>,
    mut open: watch::Receiver<bool>,
    shared: Arc<Shared>,
) {
    // Counted before the check, so that waiting until all are cut includes every connection that saw the proxy open.
    let _counted = Counted::in_all(&shared.connections);
    if !*open.borrow() {
        return;
    }
    let target = target.borrow().clone();
    let Ok(server) = TcpStream::connect(target).await else { return };
    // Delayed acknowledgements would add 40 ms to every second answer.
    let (_, _) = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let is_silent = AtomicBool::new(false);
    tokio::select! {
        () = to_database(from_client, to_server, &shared, &is_silent) => {}
        () = from_database(from_server, to_client, &is_silent) => {}
        _ = open.wait_for(|open| !open) => {}
    }
}

/// Forwards until either end closes. On a silent connection the other end is not told and keeps waiting, as behind a
/// network that loses everything.
async fn to_database(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, shared: &Shared, is_silent: &AtomicBool) {
    let mut buffer = vec![0; 16 * 1024];
    let mut transaction = Transaction::default();
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        let message = &buffer[..read];
        shared.bytes_sent.fetch_add(read as u64, Ordering::SeqCst);
        if is_silent.load(Ordering::SeqCst) {
            continue;
        }
        shared.messages.fetch_add(1, Ordering::SeqCst);
        let is_in_transaction = transaction.has(message);
        shared.messages_in_transactions.fetch_add(is_in_transaction.into(), Ordering::SeqCst);
        match shared.faults.judge(message, is_in_transaction) {
            None => {}
            Some(Fault::CutBefore) => return,
            Some(Fault::CutAfter) => {
                let _ = to.write_all(message).await;
                return;
            }
            Some(Fault::SilentBefore) => {
                is_silent.store(true, Ordering::SeqCst);
                continue;
            }
            Some(Fault::SilentAfter) => {
                is_silent.store(true, Ordering::SeqCst);
                let _ = to.write_all(message).await;
                continue;
            }
            Some(Fault::Call(call)) => call(),
            Some(Fault::Hold(hold)) => hold.wait().await,
        }
        if to.write_all(message).await.is_err() {
            return;
        }
    }
    if is_silent.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
}

async fn from_database(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, is_silent: &AtomicBool) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if is_silent.load(Ordering::SeqCst) {
            continue;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
    if is_silent.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
}
