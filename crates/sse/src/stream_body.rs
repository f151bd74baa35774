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
    frame::{LAGGED, closing_frame, opening, resync},
    hub::Signal,
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
    let StreamRequest { watched, last, guard, .. } = stream_request;
    let subscription = hub.subscribe(last);
    let opening = Bytes::from(opening(&subscription.missed, subscription.newest, watched));
    let subscriber = BodySubscriber {
        signals: subscription.signals,
        watched,
        until: now + lifetime,
        resume_point: ResumePoint::new(subscription.newest, now.into_std()),
        counted: OpenStream::new(),
        _guard: guard,
    };
    let rest = stream::unfold(Some(subscriber), |subscriber| async {
        let (bytes, subscriber) = subscriber?.next().await?;
        Some((Ok(bytes), subscriber))
    });
    futures_util::StreamExt::chain(stream::iter([Ok(opening)]), rest)
}

/// One subscriber whose stream is the body of a response: over HTTP/2 or HTTP/1.0.
#[derive(Debug)]
struct BodySubscriber {
    signals: broadcast::Receiver<Signal>,
    watched: Option<TournamentId>,
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
                Ok(Signal::Heartbeat(_)) if Instant::now() >= self.until => return self.ends(End::Expired, None),
                Ok(Signal::Heartbeat(heartbeat)) => {
                    let bytes = heartbeat.bytes(&mut self.resume_point, Instant::now().into_std());
                    return Some((bytes, Some(self)));
                }
                Ok(Signal::End) | Err(RecvError::Closed) => return self.ends(End::Stopped, Some(closing_frame())),
                Err(RecvError::Lagged(_)) => {
                    lagged();
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
