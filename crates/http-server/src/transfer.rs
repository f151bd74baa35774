//! Tracks the sending of responses to one client: how many bytes are unwritten, since when, and the deadline.
//!
//! An HTTP/1.1 connection has one transfer, and each HTTP/2 stream has its own. The reaper checks them once a second;
//! there are no timers here.

mod hold;

use std::{
    sync::{
        Arc,
        atomic::{
            AtomicU32, AtomicU64,
            Ordering::{AcqRel, Acquire, Relaxed},
        },
    },
    task::{Context, Poll},
    time::Duration,
};

use futures_util::task::AtomicWaker;
use parking_lot::Mutex;

pub(crate) use hold::{Held, Hold};

/// A client that takes no bytes for this long, in seconds, is cut.
pub(crate) const WRITE_TIMEOUT: u32 = 20;
/// The base time for a response, in seconds,
const BASE: u64 = 60;
/// and the bytes for which it gets one second more.
const BYTES_PER_SECOND: u64 = 64 * 1024;

/// What is being sent. Moments are seconds of the reaper's own time.
#[derive(Debug, Default)]
pub(crate) struct Transfer {
    now: Arc<AtomicU32>,
    /// Bytes handed to the connection that the client's windows and the socket have not taken yet.
    pending: AtomicU64,
    /// Wakes the task that waits until none are pending.
    all_taken: AtomicWaker,
    /// When some of them were last taken, or the first of them handed over.
    progressed: AtomicU32,
    /// When all of them must have been taken.
    deadline: AtomicU32,
    held: Mutex<Vec<Held>>,
}

/// Why a response was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// Nothing was taken for [`WRITE_TIMEOUT`].
    Stuck,
    /// It took longer than its size allows.
    TooSlow,
    /// It kept a superseded body, and all such bodies together took too much memory.
    Superseded,
}

impl Cut {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Stuck => "stuck",
            Self::TooSlow => "too_slow",
            Self::Superseded => "superseded",
        }
    }
}

/// How long a response of so many bytes may take, in whole seconds, plus one: the check comes once a second, and
/// moments are rounded down.
fn allowance(bytes: u64) -> u64 {
    bytes.div_ceil(BYTES_PER_SECOND) + 1
}

impl Transfer {
    pub(crate) fn new(now: Arc<AtomicU32>) -> Self {
        Self {
            now,
            pending: AtomicU64::new(0),
            all_taken: AtomicWaker::new(),
            progressed: AtomicU32::new(0),
            deadline: AtomicU32::new(0),
            held: Mutex::default(),
        }
    }

    /// Begins a response of so many bytes; a pipelined one adds to the time of those before it.
    pub(crate) fn begin(&self, bytes: u64) {
        let (now, idle) = (self.now(), self.is_all_taken());
        let from = if idle { u64::from(now) + BASE } else { self.deadline.load(Relaxed).into() };
        self.end_at(from + allowance(bytes));
    }

    /// Begins a response of unknown size that lasts for `lifetime` at most.
    pub(crate) fn begin_stream(&self, lifetime: Duration) {
        self.end_at(u64::from(self.now()) + lifetime.as_secs() + 1);
    }

    fn end_at(&self, second: u64) {
        self.deadline.store(u32::try_from(second).unwrap_or(u32::MAX), Relaxed);
    }

    /// Records that so many bytes are handed to the connection.
    pub(crate) fn hand_over(&self, bytes: u64) {
        // Before they are pending: else the reaper, looking in between, would take the time before them for theirs.
        if self.is_all_taken() {
            self.progressed.store(self.now(), Relaxed);
        }
        self.pending.fetch_add(bytes, AcqRel);
    }

    /// Records that so many bytes were taken, or given up.
    pub(crate) fn took(&self, bytes: u64) {
        self.progressed.store(self.now(), Relaxed);
        if self.pending.fetch_sub(bytes, AcqRel) == bytes {
            self.all_taken.wake();
        }
    }

    /// Whether everything that was handed over is taken.
    pub(crate) fn is_all_taken(&self) -> bool {
        self.pending.load(Acquire) == 0
    }

    /// Ready once everything that was handed over is taken. Only one task may wait for it.
    pub(crate) fn poll_taken(&self, cx: &Context<'_>) -> Poll<()> {
        self.all_taken.register(cx.waker());
        if self.is_all_taken() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Why it has to end, if it has to.
    pub(crate) fn overdue(&self, now: u32) -> Option<Cut> {
        if self.is_all_taken() {
            return None;
        }
        if now.saturating_sub(self.progressed.load(Relaxed)) >= WRITE_TIMEOUT {
            return Some(Cut::Stuck);
        }
        (now > self.deadline.load(Relaxed)).then_some(Cut::TooSlow)
    }

    fn now(&self) -> u32 {
        self.now.load(Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering::Release};

    use super::*;
    use crate::ReaderBytes;

    fn transfer() -> (Arc<AtomicU32>, Transfer) {
        let now = Arc::new(AtomicU32::new(1));
        (Arc::clone(&now), Transfer::new(now))
    }

    #[test]
    fn an_idle_transfer_is_never_overdue() {
        let (now, transfer) = transfer();
        transfer.begin(1_000);
        assert_eq!(transfer.overdue(10_000), None);
        transfer.hand_over(1_000);
        transfer.took(1_000);
        now.store(10_000, Relaxed);
        assert_eq!(transfer.overdue(10_000), None);
    }

    #[test]
    fn readers_that_take_nothing_are_stuck_and_slow_ones_too_slow() {
        let (now, transfer) = transfer();
        let body = 10 * BYTES_PER_SECOND;
        transfer.begin(body);
        transfer.hand_over(body);
        assert_eq!((transfer.overdue(20), transfer.overdue(21)), (None, Some(Cut::Stuck)));
        for second in 2..=72 {
            now.store(second, Relaxed);
            transfer.took(1);
            assert_eq!(transfer.overdue(second), None, "{second}");
        }
        transfer.took(1);
        assert_eq!(transfer.overdue(73), Some(Cut::TooSlow), "60 s, one for each 64 KiB, and the check");
    }

    #[test]
    fn a_steady_reader_of_30_kib_a_second_gets_3_mib() {
        let (now, transfer) = transfer();
        let (size, pace) = (3 * 1024 * 1024_u64, 30 * 1024);
        transfer.begin(size);
        transfer.hand_over(size);
        let mut left = size;
        for second in 2.. {
            now.store(second, Relaxed);
            assert_eq!(transfer.overdue(second), None, "{left} are left after {second} s");
            let taken = left.min(pace);
            transfer.took(taken);
            left -= taken;
            if left == 0 {
                return;
            }
        }
    }

    #[test]
    fn a_reader_of_less_than_a_second_is_not_slow() {
        let (now, transfer) = transfer();
        let (transfer, bytes) = (Arc::new(transfer), ReaderBytes::new(1_000));
        transfer.hand_over(1_000);
        let hold = transfer.hold([192, 0, 2, 1].into(), bytes.version());
        now.store(2, Relaxed);
        assert_eq!(transfer.superseded().len(), 0, "it may have begun just before the check");
        now.store(3, Relaxed);
        assert_eq!(transfer.superseded().len(), 1);
        drop(hold);
        assert_eq!(transfer.superseded().len(), 0);
    }

    #[test]
    fn bytes_that_are_handed_over_after_a_long_rest_are_never_overdue() {
        let (now, transfer) = transfer();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let check = scope.spawn(|| {
                while !is_done.load(Relaxed) {
                    assert_eq!(transfer.overdue(now.load(Acquire)), None);
                }
            });
            for round in 1..=300_000 {
                now.store(100 * round, Release);
                transfer.begin(1);
                transfer.hand_over(1);
                transfer.took(1);
            }
            is_done.store(true, Relaxed);
            check.join().unwrap();
        });
    }

    #[test]
    fn pipelined_requests_extend_the_deadline_only_by_their_size() {
        let (_, transfer) = transfer();
        transfer.begin(BYTES_PER_SECOND);
        transfer.hand_over(BYTES_PER_SECOND);
        transfer.begin(BYTES_PER_SECOND);
        assert_eq!(transfer.deadline.load(Relaxed), 1 + 60 + 2 + 2);
    }
}
