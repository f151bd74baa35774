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
    time::{Duration, Instant},
};

use bytes::Bytes;
use mio::Waker;
use parking_lot::Mutex;

use shard::Shard;
pub use subscriber::Subscriber;

use crate::frame::{Frame, Heartbeat, Opening};

/// The most threads that write. Two of them saturate a network card.
const MOST_SHARDS: usize = 4;
/// How long no thread is started after none could be.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// A command to a shard.
#[derive(Debug)]
enum Command {
    /// Adds a subscriber, and first writes the response's head and the opening to it.
    Join(Subscriber, Vec<u8>, Opening),
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
    /// When none could be started, the last time.
    failed_at: Mutex<Option<Instant>>,
    next: AtomicUsize,
}

/// Sends commands to a shard, which ends when this is dropped.
#[derive(Debug)]
struct ShardHandle {
    commands: mpsc::Sender<Command>,
    waker: Arc<Waker>,
}

impl ShardHandle {
    /// Sends a command; returns it if the thread has ended.
    fn send(&self, command: Command) -> Option<Command> {
        match self.commands.send(command) {
            Ok(()) => {
                let _ = self.waker.wake();
                None
            }
            Err(unsent) => Some(unsent.0),
        }
    }
}

impl Drop for ShardHandle {
    fn drop(&mut self) {
        self.send(Command::End);
    }
}

impl SubscriberSockets {
    /// Adds a subscriber; `head` and `opening` are written to it before anything that is broadcast after this. The
    /// threads take turns. Without one that runs, the stream ends after its opening.
    pub(crate) fn join(&self, subscriber: Subscriber, head: Vec<u8>, opening: Opening) {
        let shards = self.shards(start);
        let (last, first) = shards.split_at(self.next.fetch_add(1, Relaxed) % shards.len().max(1));
        let mut in_turn = first.iter().chain(last);
        let unsent = in_turn.try_fold(Command::Join(subscriber, head, opening), |command, shard| shard.send(command));
        if let Some(Command::Join(subscriber, head, opening)) = unsent {
            subscriber.open_and_close(&head, &opening);
        }
    }

    /// The threads. If none starts, a later subscriber tries again: the process may be short of files or threads only
    /// for a moment.
    fn shards(&self, start: impl FnOnce() -> Vec<ShardHandle>) -> &[ShardHandle] {
        if let Some(shards) = self.shards.get() {
            return shards;
        }
        let mut failed_at = self.failed_at.lock();
        if failed_at.is_some_and(|at| at.elapsed() < PAUSE_AFTER_FAILURE) {
            return &[];
        }
        let started = start();
        if started.is_empty() {
            *failed_at = Some(Instant::now());
            return &[];
        }
        self.shards.get_or_init(|| started)
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
        for shard in self.shards.get().into_iter().flatten() {
            // One whose thread has ended has no subscribers.
            shard.send(command());
        }
    }
}

/// Starts the threads. As long as none starts, streams end after their opening, and clients reconnect.
fn start() -> Vec<ShardHandle> {
    let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_SHARDS);
    let failed = |error: &std::io::Error| tracing::error!(%error, "a thread for event streams cannot be started");
    let started: Vec<_> = (0..count).filter_map(|number| start_one(number).inspect_err(failed).ok()).collect();
    if started.is_empty() {
        tracing::error!("without threads, streams over HTTP/1.1 end after their opening, until a thread starts");
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

#[cfg(test)]
pub(crate) mod tests {
    use std::{
        io::Read as _,
        net::{Ipv4Addr, TcpListener},
    };

    use domain::id::NudgeId;

    use super::*;
    use crate::{
        Guard, StreamRequest,
        frame::{LAGGED_CHUNK, Missed},
    };

    const HEAD: &str = "head\n";
    pub(super) const NEWEST: NudgeId = NudgeId(7);

    /// A request for the stream of all tournaments.
    pub(crate) fn stream_request() -> StreamRequest {
        StreamRequest { watched: None, last: None, follows_current: false, most: None, guard: Guard::new(()) }
    }

    /// A subscriber and its client, which waits for ten seconds at most.
    pub(crate) fn connected() -> (Subscriber, TcpStream) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let (socket, _) = listener.accept().unwrap();
        socket.set_nonblocking(true).unwrap();
        (Subscriber::new(socket, &stream_request(), Guard::new(())), client)
    }

    /// All that a client is sent until its connection is closed.
    pub(super) fn read_to_end(mut client: TcpStream) -> String {
        let mut text = String::new();
        client.read_to_string(&mut text).expect("the connection is closed");
        text
    }

    /// Checks that a client is sent the head, an opening without missed frames and the end, and nothing else.
    pub(crate) fn assert_opened_and_closed(client: TcpStream, head: &str, newest: NudgeId) {
        let text = read_to_end(client);
        let lines: Vec<_> = text.strip_prefix(head).expect("the head").split("\r\n").collect();
        let [_, opening, _, closing, "0", "", ""] = lines.as_slice() else { panic!("{text:?}") };
        assert!(opening.starts_with("retry: ") && opening.ends_with(&format!("\nid: {newest}\n\n")), "{text:?}");
        assert!(closing.starts_with("retry: ") && closing.lines().count() == 1, "{text:?}");
    }

    pub(super) fn sockets(shards: Vec<ShardHandle>) -> SubscriberSockets {
        SubscriberSockets { shards: OnceLock::from(shards), ..SubscriberSockets::default() }
    }

    /// A new subscriber's client.
    pub(super) fn join(sockets: &SubscriberSockets) -> TcpStream {
        let (subscriber, client) = connected();
        let opening = Opening { missed: Missed::Frames(Vec::new()), newest: NEWEST };
        sockets.join(subscriber, HEAD.as_bytes().to_vec(), opening);
        client
    }

    /// A shard that no thread runs yet.
    pub(super) fn shard() -> (Shard, ShardHandle) {
        let (commands, received) = mpsc::channel();
        let (shard, waker) = Shard::new(received).unwrap();
        (shard, ShardHandle { commands, waker })
    }

    /// A shard whose thread has ended.
    fn ended() -> ShardHandle {
        shard().1
    }

    #[test]
    fn without_a_thread_a_stream_ends_after_its_opening() {
        for shards in [Vec::new(), vec![ended()], vec![ended(), ended()]] {
            let sockets = sockets(shards);
            for _ in 0..3 {
                assert_opened_and_closed(join(&sockets), HEAD, NEWEST);
            }
        }
    }

    #[test]
    fn threads_that_could_not_be_started_are_started_a_moment_later() {
        let sockets = SubscriberSockets::default();
        assert_eq!(sockets.shards(Vec::new).len(), 0);
        assert_eq!(sockets.shards(|| unreachable!("it is too soon")).len(), 0);
        *sockets.failed_at.lock() = Instant::now().checked_sub(PAUSE_AFTER_FAILURE);
        assert_eq!(sockets.shards(|| vec![start_one(0).unwrap()]).len(), 1);
        assert_eq!(sockets.shards(|| unreachable!("they run")).len(), 1);
    }

    #[test]
    fn whom_an_ended_thread_cannot_take_another_one_serves() {
        let sockets = sockets(vec![ended(), start_one(0).unwrap(), ended()]);
        let clients: Vec<_> = (0..6).map(|_| join(&sockets)).collect();
        sockets.resync(&LAGGED_CHUNK);
        sockets.end();
        for client in clients {
            let text = read_to_end(client);
            let is_served = text.starts_with(HEAD) && text.contains("event: resync") && text.ends_with("\r\n0\r\n\r\n");
            assert!(is_served, "{text:?}");
        }
    }

    #[test]
    fn who_waits_for_a_thread_that_ends_is_disconnected() {
        let (shard, handle) = shard();
        let sockets = sockets(vec![handle]);
        let client = join(&sockets);
        drop(shard);
        assert_eq!(read_to_end(client), "");
    }
}
