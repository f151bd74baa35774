//! Who listens, and what was said lately: a frame is written once and handed to everybody.
//!
//! A listener is registered before history is replayed, under one lock: nothing falls between.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{
    id::{NudgeId, TournamentId},
    nudge::Nudge,
};
use tokio::sync::broadcast;

use crate::{
    client_counts::ClientPermit,
    frame::{Frame, Heartbeat, Missed, chunk, opening, resync},
    lines::{Line, Lines},
    stream::BEAT,
};

/// How many frames a resuming client can catch up on: two hours of the busiest event's.
pub(crate) const REMEMBERED: usize = 4_096;
/// The longest a stream lasts.
const LONGEST: Duration = Duration::from_secs(600);
/// The part of it that is left to chance, so that clients do not come back together.
const SPREAD: f64 = 0.2;
/// How far a reader may lag before it is told to start over.
const LAG: usize = 256;

/// Something to write to listeners.
#[derive(Clone, Debug)]
pub(crate) enum Signal {
    /// A nudge.
    Frame(Arc<Frame>),
    /// Nudges were lost: refetch everything.
    Resync(NudgeId),
    /// A heartbeat to write, and time to see who stayed long enough.
    Beat(Heartbeat),
    /// The instance stops.
    End,
}

/// The hub of one instance.
#[derive(Debug)]
pub(crate) struct Hub {
    memory: Mutex<Memory>,
    /// Listeners over HTTP/2, whose connections are the runtime's.
    signals: broadcast::Sender<Signal>,
    /// Listeners over HTTP/1.1.
    lines: Lines,
}

/// What was said lately.
#[derive(Debug, Default)]
struct Memory {
    frames: VecDeque<Arc<Frame>>,
    /// The id before those of `frames`, if it is known: everything after it is there.
    complete_after: Option<NudgeId>,
    /// The newest id, 0 before any.
    newest: i64,
}

/// Somebody who asked for the stream, and what of it.
#[derive(Clone, Debug)]
pub(crate) struct Listener {
    /// The tournament that is watched; all of them, if none.
    pub(crate) watched: Option<TournamentId>,
    /// Where a returning client left off.
    pub(crate) last: Option<NudgeId>,
    /// How long the address that led here leads here at most: whoever watches what is current comes back for the next.
    pub(crate) most: Option<Duration>,
    /// What it counts as among its client's streams, until the last copy of this is gone.
    pub(crate) permit: Arc<ClientPermit>,
}

impl Listener {
    /// How long the stream lasts. The first beat after that ends it, so that it is a beat longer at most.
    pub(crate) fn lifetime(&self) -> Duration {
        let spread = LONGEST.mul_f64(SPREAD) - BEAT;
        let lifetime = LONGEST.mul_f64(1.0 - SPREAD) + spread.mul_f64(rand::random());
        self.most.map_or(lifetime, |most| most.min(lifetime))
    }
}

/// A listener's start.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) signals: broadcast::Receiver<Signal>,
    /// What the listener missed since it left.
    pub(crate) missed: Missed,
    /// The newest nudge.
    pub(crate) newest: NudgeId,
}

impl Default for Hub {
    fn default() -> Self {
        Self { memory: Mutex::default(), signals: broadcast::channel(LAG).0, lines: Lines::default() }
    }
}

impl Hub {
    /// Joins the listeners; `last` is the last nudge a returning one saw.
    pub(crate) fn subscribe(&self, last: Option<NudgeId>) -> Subscription {
        let memory = self.memory();
        let (missed, newest) = memory.missed_since(last);
        Subscription { signals: self.signals.subscribe(), missed, newest }
    }

    /// Joins `line` to the listeners: `head` is the answer's, and what the client missed follows it.
    pub(crate) fn join(&self, mut line: Line, head: Vec<u8>, listener: &Listener) {
        let memory = self.memory();
        let (missed, newest) = memory.missed_since(listener.last);
        line.resumes_from(newest, std::time::Instant::now());
        let opening = chunk(&opening(&missed, newest, listener.watched));
        self.lines.join(line, [head, opening.into()].concat().into());
    }

    /// Takes over what the outbox holds from before this instance came up, oldest first; `newest` is the newest id.
    pub(crate) fn remember(&self, newest: NudgeId, past: Vec<Nudge>) {
        let mut memory = self.memory();
        memory.complete_after = past.is_empty().then_some(newest);
        memory.frames = past.into_iter().map(|nudge| Arc::new(Frame::from(nudge))).collect();
        memory.newest = newest.0;
        memory.forget();
        // Who joined before that may have missed anything.
        self.resync(newest);
    }

    /// Hands a nudge to everybody.
    pub(crate) fn publish(&self, nudge: Nudge) {
        let frame = Arc::new(Frame::from(nudge));
        let mut memory = self.memory();
        memory.newest = frame.id.0;
        memory.frames.push_back(Arc::clone(&frame));
        memory.forget();
        self.lines.frame(&frame);
        let _ = self.signals.send(Signal::Frame(frame));
    }

    /// Tells everybody to start over: nudges up to `newest` were lost.
    pub(crate) fn start_over(&self, newest: NudgeId) {
        let mut memory = self.memory();
        *memory = Memory { frames: VecDeque::new(), complete_after: Some(newest), newest: newest.0 };
        self.resync(newest);
    }

    fn resync(&self, newest: NudgeId) {
        self.lines.resync(&chunk(&resync(newest)));
        let _ = self.signals.send(Signal::Resync(newest));
    }

    /// Sends a heartbeat.
    pub(crate) fn beat(&self) {
        let memory = self.memory();
        let heartbeat = Heartbeat::new(NudgeId(memory.newest));
        self.lines.beat(&heartbeat);
        let _ = self.signals.send(Signal::Beat(heartbeat));
    }

    /// Tells everybody that the instance stops.
    pub(crate) fn end(&self) {
        self.lines.end();
        let _ = self.signals.send(Signal::End);
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// What a client missed since `last`, and where we are. An id that is not remembered cannot be resumed from, though
    /// it lies between two that are: the outbox issued it before it was restored from a backup, or another one did.
    fn missed_since(&self, last: Option<NudgeId>) -> (Missed, NudgeId) {
        let newest = NudgeId(self.newest);
        let missed = match last {
            None => Missed::Frames(Vec::new()),
            Some(last) => self.after(last).map_or(Missed::TooMuch, Missed::Frames),
        };
        (missed, newest)
    }

    /// The frames after `last`, if that is an id that is remembered.
    fn after(&self, last: NudgeId) -> Option<Vec<Arc<Frame>>> {
        let first = match self.frames.binary_search_by_key(&last, |frame| frame.id) {
            Ok(index) => index + 1,
            Err(_) if self.complete_after == Some(last) => 0,
            Err(_) => return None,
        };
        Some(self.frames.range(first..).cloned().collect())
    }

    fn forget(&mut self) {
        while self.frames.len() > REMEMBERED {
            self.complete_after = self.frames.pop_front().map(|frame| frame.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        nudge::{Event, Scope},
    };

    use super::*;
    use crate::client_counts::ClientCounts;

    fn nudge(id: i64, tournament: i64) -> Nudge {
        let scope = Scope::only([TournamentId(tournament)]).unwrap();
        let polled_at = Timestamp::from_unix_seconds(1_780_000_000).unwrap();
        Nudge { id: NudgeId(id), event: Event::Standings, polled_at, told_at: polled_at, scope }
    }

    fn missed(hub: &Hub, last: i64) -> Option<Vec<i64>> {
        match hub.subscribe(Some(NudgeId(last))).missed {
            Missed::Frames(frames) => Some(frames.iter().map(|frame| frame.id.0).collect()),
            Missed::TooMuch => None,
        }
    }

    #[test]
    fn who_returns_gets_what_was_missed_or_is_told_to_start_over() {
        let hub = Hub::default();
        assert_eq!(missed(&hub, 5), None, "nothing is known yet");
        hub.remember(NudgeId(12), vec![nudge(10, 1), nudge(12, 1)]);
        hub.publish(nudge(13, 1));
        assert_eq!(missed(&hub, 12), Some(vec![13]));
        assert_eq!(missed(&hub, 10), Some(vec![12, 13]));
        assert_eq!(missed(&hub, 9), None, "swept away, or never issued");
        assert_eq!(missed(&hub, 11), None, "never issued: of a time that a restore undid");
        assert_eq!(missed(&hub, 13), Some(vec![]));
        assert_eq!(missed(&hub, 99), None, "of another database");
        hub.start_over(NudgeId(20));
        assert_eq!((missed(&hub, 13), missed(&hub, 20)), (None, Some(vec![])));
    }

    #[test]
    fn a_stream_lasts_eight_to_ten_minutes_or_as_long_as_its_address_leads_here() {
        let counts = Arc::new(ClientCounts::new(0));
        let permit = Arc::new(counts.take(std::net::Ipv4Addr::LOCALHOST.into()).unwrap());
        let listener = |most| Listener { watched: None, last: None, most, permit: Arc::clone(&permit) };
        for _ in 0..1_000 {
            let lifetime = listener(None).lifetime();
            assert!(lifetime >= Duration::from_secs(480) && lifetime + BEAT <= LONGEST, "{lifetime:?}");
        }
        let soon = Duration::from_secs(5);
        assert_eq!(listener(Some(soon)).lifetime(), soon);
        assert!(listener(Some(Duration::from_secs(86_400))).lifetime() < LONGEST);
    }

    #[test]
    fn the_memory_is_bounded() {
        let hub = Hub::default();
        hub.remember(NudgeId(0), Vec::new());
        let many = i64::try_from(REMEMBERED).unwrap() + 5;
        (1..=many).for_each(|id| hub.publish(nudge(id, 1)));
        assert_eq!(missed(&hub, 4), None);
        assert_eq!(missed(&hub, 5).map(|frames| frames.len()), Some(REMEMBERED));
    }
}
