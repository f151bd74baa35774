//! The hub of the event stream: subscribers, and a replay buffer of recent frames for clients that reconnect.
//!
//! A frame is serialized once for all subscribers. A subscriber is added, and what it missed is looked up, under one
//! lock, so that it misses no frame in between; the bytes of its opening are made later.

mod replay_buffer;

use std::{collections::VecDeque, sync::Arc};

use domain::{
    id::{NudgeId, TournamentId},
    nudge::Nudge,
};
use parking_lot::Mutex;
use tokio::sync::broadcast;

pub use replay_buffer::REPLAY_FRAMES;

use crate::{
    StreamRequest,
    frame::{Frame, Heartbeat, Opening, chunk, resync},
    subscribers::{Subscriber, SubscriberSockets},
};
use replay_buffer::ReplayBuffer;

/// How many frames a reader may lag before it has to refetch everything.
const MAX_LAG: usize = 256;

/// Something to write to subscribers over HTTP/2 and HTTP/1.0.
#[derive(Clone, Debug)]
pub(crate) enum Signal {
    /// A nudge.
    Frame(Arc<Frame>),
    /// Nudges were lost: refetch everything.
    Resync(NudgeId),
    /// A heartbeat to write, after which subscribers past their lifetime end.
    Heartbeat(Heartbeat),
}

/// The hub of one instance.
#[derive(Debug, Default)]
pub struct Hub {
    state: Mutex<State>,
    /// Subscribers over HTTP/1.1. They are only added and written to while `state` is locked.
    sockets: SubscriberSockets,
}

/// What subscribers are added to.
#[derive(Debug)]
struct State {
    buffer: ReplayBuffer,
    /// Subscribers over HTTP/2 and HTTP/1.0, whose connections the runtime serves. It is dropped when the instance
    /// stops, which each of them sees after what it was sent before, even if it lagged.
    signals: Option<broadcast::Sender<Signal>>,
}

impl Default for State {
    fn default() -> Self {
        Self { buffer: ReplayBuffer::default(), signals: Some(broadcast::channel(MAX_LAG).0) }
    }
}

impl State {
    fn has_ended(&self) -> bool {
        self.signals.is_none()
    }

    fn send(&self, signal: Signal) {
        if let Some(signals) = &self.signals {
            let _ = signals.send(signal);
        }
    }

    /// Receives what is sent from now on. After the end, this is the end alone.
    fn receiver(&self) -> broadcast::Receiver<Signal> {
        match &self.signals {
            Some(signals) => signals.subscribe(),
            None => broadcast::channel(1).1,
        }
    }
}

/// What a new subscriber over HTTP/2 or HTTP/1.0 is sent.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) opening: Opening,
    /// What follows; closed once the instance stops.
    pub(crate) signals: broadcast::Receiver<Signal>,
}

impl Hub {
    /// Adds a subscriber over HTTP/2 or HTTP/1.0; `last` is the last nudge that it saw.
    pub(crate) fn subscribe(&self, last: Option<NudgeId>) -> Subscription {
        let state = self.state.lock();
        Subscription { opening: state.buffer.opening_after(last), signals: state.receiver() }
    }

    /// Adds a subscriber over HTTP/1.1: writes the response's `head`, and then what the client missed.
    pub fn join(&self, mut subscriber: Subscriber, head: Vec<u8>, stream_request: &StreamRequest) {
        let state = self.state.lock();
        let opening = state.buffer.opening_after(stream_request.last);
        subscriber.resumes_from(opening.newest, std::time::Instant::now());
        if state.has_ended() {
            drop(state);
            subscriber.open_and_close(&head, &opening);
        } else {
            self.sockets.join(subscriber, head, opening);
        }
    }

    /// Fills the replay buffer with the outbox's nudges from before this instance started, oldest first; `newest` is
    /// the newest id.
    pub fn seed(&self, newest: NudgeId, past: Vec<Nudge>) {
        let mut state = self.state.lock();
        let buffer = &mut state.buffer;
        buffer.complete_after = past.is_empty().then_some(newest);
        buffer.frames = past.into_iter().map(|nudge| Arc::new(Frame::from(nudge))).collect();
        buffer.newest = newest.0;
        buffer.trim();
        // Subscribers that joined before this may have missed anything.
        self.broadcast_resync(&state, newest);
    }

    /// Sends a nudge to all subscribers.
    pub fn publish(&self, nudge: Nudge) {
        let frame = Arc::new(Frame::from(nudge));
        let mut state = self.state.lock();
        state.buffer.newest = frame.id.0;
        state.buffer.frames.push_back(Arc::clone(&frame));
        state.buffer.trim();
        self.sockets.frame(&frame);
        state.send(Signal::Frame(frame));
    }

    /// Tells all subscribers to refetch everything: nudges up to `newest` were lost.
    pub fn resync(&self, newest: NudgeId) {
        let mut state = self.state.lock();
        state.buffer = ReplayBuffer { frames: VecDeque::new(), complete_after: Some(newest), newest: newest.0 };
        self.broadcast_resync(&state, newest);
    }

    fn broadcast_resync(&self, state: &State, newest: NudgeId) {
        self.sockets.resync(&chunk(&resync(newest)));
        state.send(Signal::Resync(newest));
    }

    /// Sends a heartbeat, which ends streams of another tournament that was `current` when they began.
    pub fn heartbeat(&self, current: Option<TournamentId>) {
        let state = self.state.lock();
        let heartbeat = Heartbeat::new(NudgeId(state.buffer.newest), current);
        self.sockets.heartbeat(&heartbeat);
        state.send(Signal::Heartbeat(heartbeat));
    }

    /// Tells all subscribers that the instance stops; later ones are told at once.
    pub fn end(&self) {
        let mut state = self.state.lock();
        state.signals = None;
        self.sockets.end();
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        nudge::{Event, Scope},
    };

    use super::*;
    use crate::{
        frame::Missed,
        subscribers::tests::{assert_opened_and_closed, connected, stream_request},
    };

    fn nudge(id: i64, tournament: i64) -> Nudge {
        let scope = Scope::one(TournamentId(tournament));
        let polled_at = Timestamp::from_unix_seconds(1_780_000_000).unwrap();
        Nudge { id: NudgeId(id), event: Event::Standings, polled_at, published_at: polled_at, scope }
    }

    fn missed(hub: &Hub, last: i64) -> Option<Vec<i64>> {
        match hub.subscribe(Some(NudgeId(last))).opening.missed {
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

    #[test]
    fn who_joins_before_or_after_the_end_is_told_of_it() {
        let hub = Hub::default();
        hub.seed(NudgeId(7), Vec::new());
        let join = || {
            let (subscriber, client) = connected();
            hub.join(subscriber, b"head\n".to_vec(), &stream_request());
            client
        };
        let before = join();
        hub.end();
        let after = join();
        // Nothing is written any more.
        hub.publish(nudge(8, 1));
        hub.heartbeat(None);
        for client in [before, after] {
            assert_opened_and_closed(client, "head\n", NudgeId(7));
        }
    }
}
