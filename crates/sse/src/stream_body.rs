//! The event stream as the body of a response: for subscribers over HTTP/2, whose connection carries other responses
//! too, and over HTTP/1.0, which has no chunks.

use std::{convert::Infallible, time::Duration};

use bytes::Bytes;
use domain::id::TournamentId;
use futures_util::{Stream, stream};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::Instant,
};

use crate::{
    Guard, Hub, StreamRequest,
    frame::{LAGGED, closing_frame, resync},
    hub::{Signal, Subscription},
    metrics::{End, OpenStream, lagged},
    resume_point::ResumePoint,
};

/// The frames of one subscriber, until the lifetime ends.
pub fn stream_body(
    hub: &Hub,
    stream_request: StreamRequest,
    lifetime: Duration,
) -> impl Stream<Item = Result<Bytes, Infallible>> + use<> {
    let now = Instant::now();
    let StreamRequest { watched, last, follows_current, guard, .. } = stream_request;
    let Subscription { opening, signals } = hub.subscribe(last);
    let subscriber = BodySubscriber {
        signals,
        watched,
        follows_current,
        until: now + lifetime,
        resume_point: ResumePoint::new(opening.newest, now.into_std()),
        counted: OpenStream::new(),
        _guard: guard,
    };
    let rest = stream::unfold(Some(subscriber), |subscriber| async {
        let (bytes, subscriber) = subscriber?.next().await?;
        Some((Ok(bytes), subscriber))
    });
    futures_util::StreamExt::chain(stream::iter([Ok(opening.bytes(watched))]), rest)
}

/// One subscriber whose stream is the body of a response: over HTTP/2 or HTTP/1.0.
#[derive(Debug)]
struct BodySubscriber {
    signals: broadcast::Receiver<Signal>,
    watched: Option<TournamentId>,
    follows_current: bool,
    until: Instant,
    resume_point: ResumePoint,
    counted: OpenStream,
    _guard: Guard,
}

impl BodySubscriber {
    /// The next bytes, and the subscriber unless they are the last.
    async fn next(mut self) -> Option<(Bytes, Option<Self>)> {
        loop {
            match self.signals.recv().await {
                Ok(Signal::Frame(frame)) if !frame.concerns(self.watched) => {}
                Ok(Signal::Frame(frame)) => {
                    self.resume_point = ResumePoint::new(frame.id, Instant::now().into_std());
                    return Some((frame.bytes(self.watched), Some(self)));
                }
                Ok(Signal::Resync(newest)) => return Some((resync(newest), Some(self))),
                // The client missed what happened to the tournament that is current now.
                Ok(Signal::Heartbeat(heartbeat)) if self.follows_current && heartbeat.has_moved_from(self.watched) => {
                    return self.ends(End::Expired, Some(LAGGED));
                }
                Ok(Signal::Heartbeat(_)) if Instant::now() >= self.until => return self.ends(End::Expired, None),
                Ok(Signal::Heartbeat(heartbeat)) => {
                    let bytes = heartbeat.bytes(&mut self.resume_point, Instant::now().into_std());
                    return Some((bytes, Some(self)));
                }
                Err(RecvError::Closed) => return self.ends(End::Stopped, Some(closing_frame())),
                Err(RecvError::Lagged(_)) => {
                    lagged();
                    // This skips what the resync covers. If the hub has ended, the end comes next.
                    self.signals = self.signals.resubscribe();
                    return Some((LAGGED, Some(self)));
                }
            }
        }
    }

    /// Ends the stream with the last bytes, if any.
    fn ends(mut self, end: End, last: Option<Bytes>) -> Option<(Bytes, Option<Self>)> {
        self.counted.ends(end);
        last.map(|bytes| (bytes, None))
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        clock::Timestamp,
        id::NudgeId,
        nudge::{Event, Nudge, Scope},
    };
    use futures_util::StreamExt as _;

    use super::*;
    use crate::subscribers::tests::stream_request;

    const LIFETIME: Duration = Duration::from_secs(600);

    /// All that a stream sends until its end, which must be near.
    async fn to_end(stream: impl Stream<Item = Result<Bytes, Infallible>>) -> Vec<Bytes> {
        let all = stream.map(|Ok(bytes)| bytes).collect::<Vec<_>>();
        tokio::time::timeout(Duration::from_secs(10), all).await.expect("the stream ends")
    }

    fn assert_closing(bytes: &Bytes) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.starts_with("retry: ") && text.lines().count() == 1, "{text:?}");
    }

    #[tokio::test]
    async fn a_stream_that_begins_after_the_end_opens_and_ends() {
        let hub = Hub::default();
        hub.seed(NudgeId(7), Vec::new());
        hub.end();
        let all = to_end(stream_body(&hub, stream_request(), LIFETIME)).await;
        let [opening, closing] = all.as_slice() else { panic!("{all:?}") };
        assert!(opening.starts_with(b"retry: ") && opening.ends_with(b"\nid: 7\n\n"), "{opening:?}");
        assert_closing(closing);
    }

    #[tokio::test]
    async fn the_end_reaches_a_reader_that_lagged() {
        let hub = Hub::default();
        let stream = stream_body(&hub, stream_request(), LIFETIME);
        let at = Timestamp::from_unix_seconds(1_780_000_000).unwrap();
        for id in (1..=1_000).map(NudgeId) {
            let event = Event::Standings;
            hub.publish(Nudge { id, event, polled_at: at, published_at: at, scope: Scope::All });
        }
        hub.end();
        let all = to_end(stream).await;
        let [opening, lagged, closing] = all.as_slice() else { panic!("{all:?}") };
        assert!(opening.ends_with(b"\nid: 0\n\n"), "{opening:?}");
        assert_eq!(lagged, &LAGGED);
        assert_closing(closing);
    }

    #[tokio::test]
    async fn a_stream_of_current_ends_with_a_resync_once_another_tournament_is_current() {
        let hub = Hub::default();
        let [following, named] = [true, false].map(|follows_current| {
            let watched = Some(TournamentId(1));
            stream_body(&hub, StreamRequest { watched, follows_current, ..stream_request() }, LIFETIME)
        });
        for current in [None, Some(1), Some(2)] {
            hub.heartbeat(current.map(TournamentId));
        }
        hub.end();
        let (following, named) = (to_end(following).await, to_end(named).await);
        assert_eq!((following.len(), following.last()), (4, Some(&LAGGED)), "{following:?}");
        assert_eq!(named.len(), 5, "{named:?}");
        assert_closing(&named[4]);
    }

    #[tokio::test]
    async fn what_was_sent_before_the_end_comes_before_it() {
        let hub = Hub::default();
        let stream = stream_body(&hub, stream_request(), LIFETIME);
        hub.resync(NudgeId(9));
        hub.end();
        let all = to_end(stream).await;
        let [_, sent, closing] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(sent, &resync(NudgeId(9)));
        assert_closing(closing);
    }
}
