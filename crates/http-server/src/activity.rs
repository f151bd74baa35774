//! The state of a connection, and since when: recorded by its reads and writes, checked once a second by the reaper for
//! all connections. No connection has a timer.

use std::sync::{
    Arc,
    atomic::{
        AtomicBool, AtomicU32,
        Ordering::{Acquire, Relaxed, Release},
    },
};

use tokio::sync::Notify;

use crate::transfer::{Cut, Transfer, WRITE_TIMEOUT};

/// How long a client has, in seconds, to send a request's head.
const HEAD: u32 = 10;
/// How long a connection without traffic is kept, in seconds: longer than proxies keep theirs by default.
const IDLE: u32 = 75;
/// How long an idle HTTP/2 connection has, in seconds, to end after its GOAWAY.
const GOODBYE: u32 = 10;

/// A moment in seconds of the [`super::connection_reaper::ConnectionReaper`]'s own time, which starts at 1; 0 is none.
type Moment = AtomicU32;

/// The state of one connection.
#[derive(Debug)]
pub(crate) struct Activity {
    now: Arc<AtomicU32>,
    opened: u32,
    /// When the last byte was read or written.
    moved: Moment,
    /// When the first byte of an incomplete head was read.
    head_since: Moment,
    /// Since when the client has taken nothing of what is to be written.
    stuck_since: Moment,
    /// Requests being answered. An HTTP/2 stream counts once as a request, and once while it is open.
    answering: AtomicU32,
    /// Whether any request was received.
    asked: AtomicBool,
    /// Whether this is HTTP/2, whose frames are not all heads of requests.
    http2: AtomicBool,
    /// What an HTTP/1.1 connection sends. Each HTTP/2 stream has its own.
    transfer: Arc<Transfer>,
    idle: Notify,
}

/// Why a connection has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overdue {
    /// The client does not take what is sent.
    Cut(Cut),
    /// The client sends no request.
    NoRequest,
    /// The connection is idle and should end gracefully.
    Idle,
    /// The connection is idle and has to be closed at once.
    StillIdle,
}

impl Activity {
    pub(crate) fn new(now: &Arc<AtomicU32>) -> Self {
        let opened = now.load(Relaxed);
        Self {
            opened,
            moved: AtomicU32::new(opened),
            head_since: AtomicU32::new(0),
            stuck_since: AtomicU32::new(0),
            answering: AtomicU32::new(0),
            asked: AtomicBool::new(false),
            http2: AtomicBool::new(false),
            transfer: Arc::new(Transfer::new(Arc::clone(now))),
            idle: Notify::new(),
            now: Arc::clone(now),
        }
    }

    pub(crate) fn transfer(&self) -> &Arc<Transfer> {
        &self.transfer
    }

    /// Waits until the reaper finds the connection idle.
    pub(crate) async fn wait_idle(&self) {
        self.idle.notified().await;
    }

    /// Tells the connection that it is idle and should end.
    pub(crate) fn end_idle(&self) {
        self.idle.notify_one();
    }

    /// Records that the connection speaks HTTP/2.
    pub(crate) fn set_http2(&self) {
        self.http2.store(true, Relaxed);
    }

    pub(crate) fn speaks_http2(&self) -> bool {
        self.http2.load(Relaxed)
    }

    /// Whether the client has not taken something that was written.
    pub(crate) fn is_stuck(&self) -> bool {
        self.stuck_since.load(Relaxed) != 0
    }

    /// Whether nothing is being answered, and nothing waits to be written.
    pub(crate) fn is_at_rest(&self) -> bool {
        self.answering.load(Acquire) == 0 && !self.is_stuck() && self.transfer.is_all_taken()
    }

    /// Records a request, which is being answered until the returned guard is dropped.
    pub(crate) fn answer(self: &Arc<Self>) -> Answering {
        self.head_since.store(0, Relaxed);
        self.asked.store(true, Relaxed);
        self.answering.fetch_add(1, Relaxed);
        Answering(Arc::clone(self))
    }

    pub(crate) fn read(&self) {
        let now = self.now.load(Relaxed);
        self.moves(now);
        if self.answering.load(Relaxed) == 0 && self.head_since.load(Relaxed) == 0 {
            self.head_since.store(now, Relaxed);
        }
    }

    pub(crate) fn wrote(&self) {
        self.moves(self.now.load(Relaxed));
        self.stuck_since.store(0, Relaxed);
    }

    /// Records that a byte was read or written. Ignored for HTTP/2, where an idle client answers PINGs.
    fn moves(&self, now: u32) {
        if !self.http2.load(Relaxed) {
            self.moved.store(now, Relaxed);
        }
    }

    pub(crate) fn note_write_blocked(&self) {
        if self.stuck_since.load(Relaxed) == 0 {
            self.stuck_since.store(self.now.load(Relaxed), Relaxed);
        }
    }

    /// Why the connection has to end, if it has to.
    pub(crate) fn overdue(&self, now: u32) -> Option<Overdue> {
        let longer = |since: &Moment, limit: u32| {
            let since = since.load(Relaxed);
            since != 0 && now.saturating_sub(since) >= limit
        };
        if longer(&self.stuck_since, WRITE_TIMEOUT) {
            return Some(Overdue::Cut(Cut::Stuck));
        }
        if let Some(cut) = self.transfer.overdue(now) {
            return Some(Overdue::Cut(cut));
        }
        if self.answering.load(Acquire) > 0 || !self.transfer.is_all_taken() {
            return None;
        }
        let is_first = !self.asked.load(Relaxed) && now.saturating_sub(self.opened) >= HEAD;
        let is_multiplexed = self.http2.load(Relaxed);
        if is_first || (!is_multiplexed && longer(&self.head_since, HEAD)) {
            return Some(Overdue::NoRequest);
        }
        if is_multiplexed && !longer(&self.moved, IDLE + GOODBYE) {
            return longer(&self.moved, IDLE).then_some(Overdue::Idle);
        }
        longer(&self.moved, IDLE).then_some(Overdue::StillIdle)
    }
}

/// A request that is being answered, until the last chunk of the response is handed to the connection.
#[derive(Debug)]
pub(crate) struct Answering(Arc<Activity>);

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.moved.store(self.0.now.load(Relaxed), Relaxed);
        // Whoever sees that nothing is being answered also sees that time, and what was handed to the connection.
        self.0.answering.fetch_sub(1, Release);
    }
}
