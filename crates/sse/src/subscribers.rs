//! Subscribers of the event stream over HTTP/1.1: bare sockets, and a few threads (shards) that write to them.
//!
//! A nudge goes to every subscriber at the same instant, so a task, buffers and a wake-up for each would cost more than
//! the bytes written. Here a subscriber is a socket and a hundred bytes, and a broadcast is a loop over them.

mod shard;
mod subscriber;

use std::{
    net::TcpStream,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
};

use bytes::Bytes;
use mio::Waker;

use shard::Shard;
pub use subscriber::Subscriber;

use crate::frame::{Frame, Heartbeat};

/// The most threads that write. Two of them saturate a network card.
const MOST_SHARDS: usize = 4;

/// A command to a shard.
#[derive(Debug)]
enum Command {
    /// Adds a subscriber, and writes these bytes to it first.
    Join(Subscriber, Bytes),
    /// Writes a nudge to the subscribers it concerns.
    Frame(Arc<Frame>),
    /// Tells all subscribers to refetch everything.
    Resync(Bytes),
    /// Writes a heartbeat to all subscribers.
    Heartbeat(Heartbeat),
    /// Writes the closing frame to all subscribers and ends the thread.
    End,
}

/// All subscribers over HTTP/1.1 of one instance.
#[derive(Debug, Default)]
pub(crate) struct SubscriberSockets {
    /// Started with the first subscriber.
    shards: OnceLock<Vec<ShardHandle>>,
    next: AtomicUsize,
}

/// Sends commands to a shard, which ends when this is dropped.
#[derive(Debug)]
struct ShardHandle {
    commands: mpsc::Sender<Command>,
    waker: Arc<Waker>,
}

impl ShardHandle {
    fn send(&self, command: Command) {
        if self.commands.send(command).is_ok() {
            let _ = self.waker.wake();
        }
    }
}

impl Drop for ShardHandle {
    fn drop(&mut self) {
        self.send(Command::End);
    }
}

impl SubscriberSockets {
    /// Adds a subscriber; `opening` is written to it before anything that is broadcast after this.
    pub(crate) fn join(&self, subscriber: Subscriber, opening: Bytes) {
        let shards = self.shards.get_or_init(start);
        let next = self.next.fetch_add(1, Relaxed) % shards.len().max(1);
        if let Some(shard) = shards.get(next) {
            shard.send(Command::Join(subscriber, opening));
        }
    }

    pub(crate) fn frame(&self, frame: &Arc<Frame>) {
        self.broadcast(|| Command::Frame(Arc::clone(frame)));
    }

    pub(crate) fn resync(&self, bytes: &Bytes) {
        self.broadcast(|| Command::Resync(bytes.clone()));
    }

    pub(crate) fn heartbeat(&self, heartbeat: &Heartbeat) {
        self.broadcast(|| Command::Heartbeat(heartbeat.clone()));
    }

    pub(crate) fn end(&self) {
        self.broadcast(|| Command::End);
    }

    fn broadcast(&self, command: impl Fn() -> Command) {
        self.shards.get().into_iter().flatten().for_each(|shard| shard.send(command()));
    }
}

/// Starts the threads. If none starts, subscribers are disconnected and reconnect.
fn start() -> Vec<ShardHandle> {
    let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_SHARDS);
    let failed = |error: &std::io::Error| tracing::error!(%error, "a thread for event streams cannot be started");
    let started: Vec<_> = (0..count).filter_map(|number| start_one(number).inspect_err(failed).ok()).collect();
    if started.is_empty() {
        tracing::error!("streams over HTTP/1.1 end at once, without threads for them: restart this process");
    }
    started
}

fn start_one(number: usize) -> std::io::Result<ShardHandle> {
    let (commands, received) = mpsc::channel();
    let (shard, waker) = Shard::new(received)?;
    std::thread::Builder::new().name(format!("stream-{number}")).spawn(|| shard.run())?;
    Ok(ShardHandle { commands, waker })
}

/// Takes over a connection's socket from the runtime.
///
/// # Errors
/// When the socket cannot be taken from the runtime; it is then closed.
pub fn take_over(socket: tokio::net::TcpStream) -> std::io::Result<TcpStream> {
    let socket = socket.into_std()?;
    // With a small buffer, a client that stops reading is detected after a hundred frames instead of megabytes of them.
    let _ = socket2::SockRef::from(&socket).set_send_buffer_size(64 * 1024);
    Ok(socket)
}
