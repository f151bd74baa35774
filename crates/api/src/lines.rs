//! Streams over HTTP/1.1, once their first answer is written: the bare sockets, and threads that write to them.
//!
//! A nudge goes to every listener at the same instant, so a task, buffers and a wake-up for each would cost more
//! than what is written. Here a listener is a socket and a hundred bytes, and a nudge a loop over them.

mod line;
mod shard;

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

pub(crate) use line::Line;
use shard::Shard;

use crate::frame::{Frame, Heartbeat};

/// The most threads that write. Two of them saturate a network card.
const MOST_SHARDS: usize = 4;

/// What a shard is told.
#[derive(Debug)]
enum Word {
    /// A listener joins; these bytes are its first.
    Join(Line, Bytes),
    /// A nudge.
    Frame(Arc<Frame>),
    /// Everybody is to refetch everything.
    Resync(Bytes),
    /// A heartbeat.
    Beat(Heartbeat),
    /// The instance stops.
    End,
}

/// All listeners over HTTP/1.1 of one instance.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Started with the first listener.
    shards: OnceLock<Vec<Mouth>>,
    next: AtomicUsize,
}

/// How a shard is spoken to. It ends when this is gone.
#[derive(Debug)]
struct Mouth {
    words: mpsc::Sender<Word>,
    waker: Arc<Waker>,
}

impl Mouth {
    fn say(&self, word: Word) {
        if self.words.send(word).is_ok() {
            let _ = self.waker.wake();
        }
    }
}

impl Drop for Mouth {
    fn drop(&mut self) {
        self.say(Word::End);
    }
}

impl Lines {
    /// A listener joins; `opening` are its first bytes, before anything that is said after this.
    pub(crate) fn join(&self, line: Line, opening: Bytes) {
        let shards = self.shards.get_or_init(start);
        let next = self.next.fetch_add(1, Relaxed) % shards.len().max(1);
        if let Some(shard) = shards.get(next) {
            shard.say(Word::Join(line, opening));
        }
    }

    pub(crate) fn frame(&self, frame: &Arc<Frame>) {
        self.say(|| Word::Frame(Arc::clone(frame)));
    }

    pub(crate) fn resync(&self, bytes: &Bytes) {
        self.say(|| Word::Resync(bytes.clone()));
    }

    pub(crate) fn beat(&self, heartbeat: &Heartbeat) {
        self.say(|| Word::Beat(heartbeat.clone()));
    }

    pub(crate) fn end(&self) {
        self.say(|| Word::End);
    }

    fn say(&self, word: impl Fn() -> Word) {
        self.shards.get().into_iter().flatten().for_each(|shard| shard.say(word()));
    }
}

/// Starts the threads. Without any, listeners are turned away and come back.
fn start() -> Vec<Mouth> {
    let count = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_SHARDS);
    let started = (0..count).map(|number| {
        let (words, heard) = mpsc::channel();
        let (shard, waker) = Shard::new(heard)?;
        std::thread::Builder::new().name(format!("lines-{number}")).spawn(|| shard.run())?;
        Ok::<_, std::io::Error>(Mouth { words, waker })
    });
    let started: Result<Vec<_>, _> = started.collect();
    started.unwrap_or_else(|error| {
        tracing::error!(%error, "no thread can be started for streams");
        Vec::new()
    })
}

/// Takes over a connection's socket from the runtime.
pub(crate) fn take_over(socket: tokio::net::TcpStream) -> std::io::Result<TcpStream> {
    let socket = socket.into_std()?;
    // A reader that stops reading is found out after a hundred frames, not after megabytes of them.
    let _ = socket2::SockRef::from(&socket).set_send_buffer_size(64 * 1024);
    Ok(socket)
}
