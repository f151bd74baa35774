//! What a connection is doing, and since when: noted by its reads and writes, judged once a second for all of
//! them. No connection has a timer.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use slab::Slab;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    task::AbortHandle,
};
use tokio_util::sync::CancellationToken;

/// A client has this long, in seconds, to send a request's head.
const HEAD: u32 = 10;
/// It has this long to take some of what is written to it.
const WRITE: u32 = 20;
/// A connection over which nothing moves is kept for this long: longer than proxies keep theirs by default.
const IDLE: u32 = 75;

/// A moment in seconds of the [`Guard`]'s own time, which starts at 1; 0 is none.
type Moment = AtomicU32;

/// What one connection is doing.
#[derive(Debug)]
pub(crate) struct Activity {
    now: Arc<AtomicU32>,
    opened: u32,
    /// When a byte last went either way.
    moved: Moment,
    /// When the first byte of a head came that is not complete yet.
    head_since: Moment,
    /// Since when the client takes nothing of what is to be written.
    stuck_since: Moment,
    /// Requests being answered.
    answering: AtomicU32,
    /// Whether a request ever came.
    asked: AtomicBool,
    /// HTTP/2 sends frames of its own accord, which are no heads.
    multiplexed: AtomicBool,
}

impl Activity {
    /// The connection speaks HTTP/2.
    pub(crate) fn is_multiplexed(&self) {
        self.multiplexed.store(true, Relaxed);
    }

    /// Whether something written has not been taken yet.
    pub(crate) fn is_stuck(&self) -> bool {
        self.stuck_since.load(Relaxed) != 0
    }

    /// Whether nothing is being answered, and nothing waits to be written.
    fn is_at_rest(&self) -> bool {
        self.answering.load(Relaxed) == 0 && !self.is_stuck()
    }

    /// A request came; it is being answered until the returned guard is gone.
    pub(crate) fn answer(self: &Arc<Self>) -> Answering {
        self.head_since.store(0, Relaxed);
        self.asked.store(true, Relaxed);
        self.answering.fetch_add(1, Relaxed);
        Answering(Arc::clone(self))
    }

    fn read(&self) {
        let now = self.now.load(Relaxed);
        self.moved.store(now, Relaxed);
        if self.answering.load(Relaxed) == 0 && self.head_since.load(Relaxed) == 0 {
            self.head_since.store(now, Relaxed);
        }
    }

    fn wrote(&self) {
        self.moved.store(self.now.load(Relaxed), Relaxed);
        self.stuck_since.store(0, Relaxed);
    }

    fn is_refused(&self) {
        if self.stuck_since.load(Relaxed) == 0 {
            self.stuck_since.store(self.now.load(Relaxed), Relaxed);
        }
    }

    /// Why the connection has to go, if it has to.
    fn overdue(&self, now: u32) -> Option<&'static str> {
        let longer = |since: &Moment, limit: u32| {
            let since = since.load(Relaxed);
            since != 0 && now.saturating_sub(since) >= limit
        };
        if longer(&self.stuck_since, WRITE) {
            return Some("it does not read");
        }
        if self.answering.load(Relaxed) > 0 {
            return None;
        }
        let is_first = !self.asked.load(Relaxed) && now.saturating_sub(self.opened) >= HEAD;
        if is_first || (!self.multiplexed.load(Relaxed) && longer(&self.head_since, HEAD)) {
            return Some("no request came");
        }
        longer(&self.moved, IDLE).then_some("it is idle")
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(crate) struct Answering(Arc<Activity>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.answering.fetch_sub(1, Relaxed);
        self.0.moved.store(self.0.now.load(Relaxed), Relaxed);
    }
}

/// Watches over all connections.
#[derive(Debug)]
pub(crate) struct Guard {
    now: Arc<AtomicU32>,
    connections: Mutex<Slab<(Arc<Activity>, Option<AbortHandle>)>>,
}

impl Default for Guard {
    fn default() -> Self {
        Self { now: Arc::new(AtomicU32::new(1)), connections: Mutex::default() }
    }
}

/// A connection that is watched over, until this is gone.
#[derive(Debug)]
pub(crate) struct Watched {
    guard: Arc<Guard>,
    key: usize,
    pub(crate) activity: Arc<Activity>,
}

impl Guard {
    /// Watches over a new connection.
    pub(crate) fn watch(self: &Arc<Self>) -> Watched {
        let now = self.now.load(Relaxed);
        let activity = Arc::new(Activity {
            now: Arc::clone(&self.now),
            opened: now,
            moved: AtomicU32::new(now),
            head_since: AtomicU32::new(0),
            stuck_since: AtomicU32::new(0),
            answering: AtomicU32::new(0),
            asked: AtomicBool::new(false),
            multiplexed: AtomicBool::new(false),
        });
        let key = self.connections().insert((Arc::clone(&activity), None));
        Watched { guard: Arc::clone(self), key, activity }
    }

    /// Names the task to end when the connection is overdue.
    pub(crate) fn by(&self, key: usize, task: AbortHandle) {
        if let Some((_, handle)) = self.connections().get_mut(key) {
            *handle = Some(task);
        }
    }

    /// Ends overdue connections until `stop`.
    pub(crate) async fn keep(&self, stop: CancellationToken) {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        while stop.run_until_cancelled(seconds.tick()).await.is_some() {
            let now = self.now.fetch_add(1, Relaxed) + 1;
            self.sweep(now);
        }
    }

    /// Ends the connections over which nothing is being answered.
    pub(crate) fn dismiss(&self) {
        for (_, (activity, task)) in self.connections().iter() {
            if let Some(task) = task.as_ref().filter(|_| activity.is_at_rest()) {
                task.abort();
            }
        }
    }

    fn sweep(&self, now: u32) {
        for (_, (activity, task)) in self.connections().iter() {
            if let (Some(why), Some(task)) = (activity.overdue(now), task) {
                tracing::debug!(why, "a connection is closed");
                task.abort();
            }
        }
    }

    fn connections(&self) -> std::sync::MutexGuard<'_, Slab<(Arc<Activity>, Option<AbortHandle>)>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watched {
    /// What it is known by.
    pub(crate) fn key(&self) -> usize {
        self.key
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.guard.connections().try_remove(self.key);
    }
}

/// A socket that notes what moves over it.
#[derive(Debug)]
pub(crate) struct Noting {
    pub(crate) socket: TcpStream,
    pub(crate) activity: Arc<Activity>,
}

impl Noting {
    fn note(&self, wrote: Poll<std::io::Result<usize>>) -> Poll<std::io::Result<usize>> {
        match &wrote {
            Poll::Ready(_) => self.activity.wrote(),
            Poll::Pending => self.activity.is_refused(),
        }
        wrote
    }
}

impl AsyncRead for Noting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.activity.read();
        }
        read
    }
}

impl AsyncWrite for Noting {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<std::io::Result<usize>> {
        let wrote = Pin::new(&mut self.socket).poll_write(cx, bytes);
        self.note(wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        let wrote = Pin::new(&mut self.socket).poll_write_vectored(cx, parts);
        self.note(wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.socket.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}
