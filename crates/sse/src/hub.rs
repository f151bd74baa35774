//! The hub of the event stream: subscribers, and a replay buffer of recent frames for clients that reconnect.
//!
//! A frame is serialized once for all subscribers. A subscriber is registered and sent what it missed under one lock,
//! so that it misses no frame in between.

mod replay_buffer;

use std::{collections::VecDeque, sync::Arc};

use domain::{id::NudgeId, nudge::Nudge};
use parking_lot::{Mutex, MutexGuard};
use tokio::sync::broadcast;

pub use replay_buffer::REPLAY_FRAMES;

use crate::{
    StreamRequest,
    frame::{Frame, Heartbeat, Missed, chunk, opening, resync},
    subscribers::{Subscriber, SubscriberSockets},
};
use replay_buffer::ReplayBuffer;

/// How many frames a reader may lag before it has to refetch everything.
const MAX_LAG: usize = 256;

/// Something to write to subscribers.
#[derive(Clone, Debug)]
pub(crate) enum Signal {
    /// A nudge.
    Frame(Arc<Frame>),
    /// Nudges were lost: refetch everything.
    Resync(NudgeId),
    /// A heartbeat to write, after which subscribers past their lifetime end.
    Heartbeat(Heartbeat),
    /// The instance stops.
    End,
}

/// The hub of one instance.
#[derive(Debug)]
pub struct Hub {
    buffer: Mutex<ReplayBuffer>,
    /// Subscribers over HTTP/2 and HTTP/1.0, whose connections the runtime serves.
    signals: broadcast::Sender<Signal>,
    /// Subscribers over HTTP/1.1.
    sockets: SubscriberSockets,
}

/// What a new subscriber starts from.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) signals: broadcast::Receiver<Signal>,
    /// What the subscriber missed since it was last connected.
    pub(crate) missed: Missed,
    /// The newest nudge.
    pub(crate) newest: NudgeId,
}

impl Default for Hub {
    fn default() -> Self {
        Self { buffer: Mutex::default(), signals: broadcast::channel(MAX_LAG).0, sockets: SubscriberSockets::default() }
    }
}

impl Hub {
    /// Adds a subscriber over HTTP/2 or HTTP/1.0; `last` is the last nudge that it saw.
    pub(crate) fn subscribe(&self, last: Option<NudgeId>) -> Subscription {
        let buffer = self.buffer();
        let (missed, newest) = buffer.missed_since(last);
        Subscription { signals: self.signals.subscribe(), missed, newest }
    }

    /// Adds a subscriber over HTTP/1.1: writes the response's `head`, and then what the client missed.
    pub fn join(&self, mut subscriber: Subscriber, head: Vec<u8>, stream_request: &StreamRequest) {
        let buffer = self.buffer();
        let (missed, newest) = buffer.missed_since(stream_request.last);
        subscriber.resumes_from(newest, std::time::Instant::now());
        let opening = chunk(&opening(&missed, newest, stream_request.watched));
        self.sockets.join(subscriber, [head, opening.into()].concat().into());
    }

    /// Fills the replay buffer with the outbox's nudges from before this instance started, oldest first; `newest` is
    /// the newest id.
    pub fn seed(&self, newest: NudgeId, past: Vec<Nudge>) {
        let mut buffer = self.buffer();
        buffer.complete_after = past.is_empty().then_some(newest);
        buffer.frames = past.into_iter().map(|nudge| Arc::new(Frame::from(nudge))).collect();
        buffer.newest = newest.0;
        buffer.trim();
        // Subscribers that joined before this may have missed anything.
        self.broadcast_resync(newest);
    }

    /// Sends a nudge to all subscribers.
    pub fn publish(&self, nudge: Nudge) {
        let frame = Arc::new(Frame::from(nudge));
        let mut buffer = self.buffer();
        buffer.newest = frame.id.0;
        buffer.frames.push_back(Arc::clone(&frame));
        buffer.trim();
        self.sockets.frame(&frame);
        let _ = self.signals.send(Signal::Frame(frame));
    }

    /// Tells all subscribers to refetch everything: nudges up to `newest` were lost.
    pub fn resync(&self, newest: NudgeId) {
        let mut buffer = self.buffer();
        *buffer = ReplayBuffer { frames: VecDeque::new(), complete_after: Some(newest), newest: newest.0 };
        self.broadcast_resync(newest);
    }

    fn broadcast_resync(&self, newest: NudgeId) {
        self.sockets.resync(&chunk(&resync(newest)));
        let _ = self.signals.send(Signal::Resync(newest));
    }

    /// Sends a heartbeat.
    pub fn heartbeat(&self) {
        let buffer = self.buffer();
        let heartbeat = Heartbeat::new(NudgeId(buffer.newest));
        self.sockets.heartbeat(&heartbeat);
        let _ = self.signals.send(Signal::Heartbeat(heartbeat));
    }

    /// Tells all subscribers that the instance stops.
    pub fn end(&self) {
        self.sockets.end();
        let _ = self.signals.send(Signal::End);
    }

    fn buffer(&self) -> MutexGuard<'_, ReplayBuffer> {
        self.buffer.lock()
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        id::TournamentId,
        nudge::{Event, Scope},
    };

    use super::*;

    fn nudge(id: i64, tournament: i64) -> Nudge {
        let scope = Scope::one(TournamentId(tournament));
        let polled_at = Timestamp::from_unix_seconds(1_780_000_000).unwrap();
        Nudge { id: NudgeId(id), event: Event::Standings, polled_at, published_at: polled_at, scope }
    }

    fn missed(hub: &Hub, last: i64) -> Option<Vec<i64>> {
        match hub.subscribe(Some(NudgeId(last))).missed {
            Missed::Frames(frames) => Some(frames.iter().map(|frame| frame.id.0).collect()),
            Missed::TooMuch => None,
        }
    }

    #[test]
    fn a_returning_client_gets_missed_frames_or_a_resync() {
        let hub = Hub::default();
        assert_eq!(missed(&hub, 5), None, "nothing is known yet");
        hub.seed(NudgeId(12), vec![nudge(10, 1), nudge(12, 1)]);
        hub.publish(nudge(13, 1));
        assert_eq!(missed(&hub, 12), Some(vec![13]));
        assert_eq!(missed(&hub, 10), Some(vec![12, 13]));
        assert_eq!(missed(&hub, 9), None, "swept away, or never issued");
        assert_eq!(missed(&hub, 11), None, "never issued: of a time that a restore undid");
        assert_eq!(missed(&hub, 13), Some(vec![]));
        assert_eq!(missed(&hub, 99), None, "of another database");
        hub.resync(NudgeId(20));
        assert_eq!((missed(&hub, 13), missed(&hub, 20)), (None, Some(vec![])));
    }

    #[test]
    fn the_replay_buffer_is_bounded() {
        let hub = Hub::default();
        hub.seed(NudgeId(0), Vec::new());
        let many = i64::try_from(REPLAY_FRAMES).unwrap() + 5;
        (1..=many).for_each(|id| hub.publish(nudge(id, 1)));
        assert_eq!(missed(&hub, 4), None);
        assert_eq!(missed(&hub, 5).map(|frames| frames.len()), Some(REPLAY_FRAMES));
    }
}
