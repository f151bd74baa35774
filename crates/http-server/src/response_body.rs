//! A response's body as the connection sends it, in chunks that report when they are written.

mod chunk;
mod outgoing;

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

pub use outgoing::Outgoing;

use crate::{
    BoxError,
    activity::Answering,
    transfer::{Hold, Transfer},
};
use chunk::Chunk;
use outgoing::Source;

/// The most bytes handed to an HTTP/2 stream at a time: what it may buffer beyond its client's window, and a frame of
/// the usual size.
const CHUNK: usize = 16 * 1024;

/// A body that is being sent.
#[derive(Debug)]
pub(crate) struct ResponseBody {
    source: Source,
    transfer: Arc<Transfer>,
    hold: Option<Hold>,
    is_multiplexed: bool,
    /// Whether its length is unknown: each of its frames then extends the time that it may take.
    is_open_ended: bool,
    /// The request that it answers, until its last chunk is handed to the connection.
    _answering: Option<Answering>,
}

impl ResponseBody {
    /// Begins to send `outgoing` as part of `transfer`, in answer to the request of `answering`.
    pub(crate) fn new(
        outgoing: Outgoing,
        transfer: Arc<Transfer>,
        is_multiplexed: bool,
        answering: Option<Answering>,
    ) -> Self {
        let Outgoing { source, client, version, lifetime } = outgoing;
        let mut body =
            Self { source, transfer, hold: None, is_multiplexed, is_open_ended: false, _answering: answering };
        if body.is_end_stream() {
            return body;
        }
        match lifetime {
            Some(lifetime) => body.transfer.begin_stream(lifetime),
            None => body.transfer.begin(body.size_hint().lower()),
        }
        body.is_open_ended = lifetime.is_none() && body.size_hint().upper().is_none();
        body.hold = version.map(|version| body.transfer.hold(client, &version));
        body
    }

    /// The next chunk of available bytes. Over HTTP/2 the last byte is a chunk of its own: a stream can no longer be
    /// ended by us once its end is handed over, and that happens only when the client's window has room for a byte. So
    /// nothing stays behind a window that remains closed.
    fn next(&mut self) -> Option<Chunk> {
        let is_multiplexed = self.is_multiplexed;
        let (rest, is_last) = match &mut self.source {
            Source::Ready(rest) => (rest, true),
            Source::Frames(body, rest) => (rest, body.is_end_stream()),
        };
        let bytes = match rest.len() {
            0 => return None,
            1 if is_multiplexed => Bytes::copy_from_slice(&std::mem::take(rest)),
            length if is_multiplexed => rest.split_to(CHUNK.min(if is_last { length - 1 } else { length })),
            _ => std::mem::take(rest),
        };
        let is_done = rest.is_empty() && is_last;
        self.transfer.hand_over(bytes.len() as u64);
        let hold = self.hold.take_if(|_| is_done);
        Some(Chunk { bytes, transfer: Arc::clone(&self.transfer), _hold: hold })
    }

    /// The end of a body of unknown length. Over HTTP/2 it waits until everything before it is taken, because a stream
    /// behind a slow window could not be ended by us either.
    fn poll_end(&self, cx: &Context<'_>) -> Poll<()> {
        if self.is_multiplexed { self.transfer.poll_taken(cx) } else { Poll::Ready(()) }
    }
}

impl Body for ResponseBody {
    type Data = Chunk;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Chunk>, BoxError>>> {
        loop {
            if let Some(chunk) = self.next() {
                return Poll::Ready(Some(Ok(Frame::data(chunk))));
            }
            let Source::Frames(body, rest) = &mut self.source else { return self.poll_end(cx).map(|()| None) };
            match ready!(Pin::new(body).poll_frame(cx)) {
                None => self.source = Source::Ready(Bytes::new()),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // We send no trailers.
                Some(Ok(frame)) => {
                    let bytes = frame.into_data().unwrap_or_default();
                    let length = bytes.len() as u64;
                    *rest = bytes;
                    if self.is_open_ended {
                        self.transfer.begin(length);
                    }
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            Source::Ready(rest) => rest.is_empty(),
            Source::Frames(body, rest) => rest.is_empty() && body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Ready(rest) => SizeHint::with_exact(rest.len() as u64),
            // Only called before the first chunk.
            Source::Frames(body, _) => body.size_hint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Buf as _;
    use http_body_util::BodyExt as _;

    use super::*;

    fn frames(bytes: Bytes) -> Source {
        Source::Frames(http_body_util::Full::new(bytes).map_err(|never| match never {}).boxed_unsync(), Bytes::new())
    }

    fn chunks(source: Source, is_multiplexed: bool) -> (Vec<usize>, Vec<bool>) {
        let transfer = Arc::new(Transfer::new(Arc::default()));
        let client = std::net::Ipv4Addr::LOCALHOST.into();
        let outgoing = Outgoing { source, client, version: None, lifetime: None };
        let mut body = ResponseBody::new(outgoing, transfer, is_multiplexed, None);
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let (mut sizes, mut ends) = (Vec::new(), Vec::new());
        while let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut cx) {
            sizes.push(frame.into_data().unwrap().remaining());
            ends.push(body.is_end_stream());
        }
        (sizes, ends)
    }

    #[test]
    fn each_frame_of_a_body_of_unknown_length_extends_its_time() {
        let now = Arc::new(std::sync::atomic::AtomicU32::new(1));
        let transfer = Arc::new(Transfer::new(Arc::clone(&now)));
        let frames = futures_util::stream::iter(
            (0..3).map(|_| Ok::<_, BoxError>(Frame::data(Bytes::from(vec![0; 640 * 1024])))),
        );
        let source = Source::Frames(http_body_util::StreamBody::new(frames).boxed_unsync(), Bytes::new());
        let client = std::net::Ipv4Addr::LOCALHOST.into();
        let outgoing = Outgoing { source, client, version: None, lifetime: None };
        let mut body = ResponseBody::new(outgoing, Arc::clone(&transfer), false, None);
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let mut chunks = Vec::new();
        // The minute from the beginning, and for each frame ten seconds and the look; some of it is always taken.
        for due in [72, 83, 94] {
            let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut cx) else { panic!("no frame") };
            let mut chunk = frame.into_data().unwrap();
            for second in 1..=due {
                now.store(second, std::sync::atomic::Ordering::Relaxed);
                chunk.advance(1);
                assert_eq!(transfer.overdue(second), None, "{second}");
            }
            chunks.push(chunk);
        }
        chunks.iter_mut().for_each(|chunk| chunk.advance(1));
        assert_eq!(transfer.overdue(95), Some(crate::transfer::Cut::TooSlow));
    }

    #[test]
    fn a_connection_is_not_idle_and_no_head_is_overdue_until_the_body_ends() {
        let now = Arc::new(std::sync::atomic::AtomicU32::new(1));
        let activity = Arc::new(crate::activity::Activity::new(&now));
        let client = std::net::Ipv4Addr::LOCALHOST.into();
        let outgoing = Outgoing { source: frames(Bytes::from_static(b"first")), client, version: None, lifetime: None };
        let body = ResponseBody::new(outgoing, Arc::clone(activity.transfer()), false, Some(activity.answer()));
        // The client sends its next request already.
        activity.read();
        now.store(60, std::sync::atomic::Ordering::Relaxed);
        assert_eq!((activity.is_at_rest(), activity.overdue(60)), (false, None));
        drop(body);
        assert_eq!((activity.is_at_rest(), activity.overdue(61)), (true, None));
        // Handed over, but not taken yet.
        activity.transfer().begin(1);
        activity.transfer().hand_over(1);
        activity.read();
        now.store(75, std::sync::atomic::Ordering::Relaxed);
        assert_eq!((activity.is_at_rest(), activity.overdue(75)), (false, None));
        activity.transfer().took(1);
        assert_eq!(activity.overdue(75), Some(crate::activity::Overdue::NoRequest));
    }

    #[test]
    fn over_http_1_a_body_is_one_chunk() {
        let bytes = || Bytes::from(vec![0; 40_000]);
        assert_eq!(chunks(Source::Ready(bytes()), false), (vec![40_000], vec![true]));
        assert_eq!(chunks(frames(bytes()), false), (vec![40_000], vec![true]));
    }

    #[test]
    fn over_http_2_the_last_byte_is_a_chunk_of_its_own() {
        let bytes = || Bytes::from(vec![0; 40_000]);
        let expected = (vec![16_384, 16_384, 7_231, 1], vec![false, false, false, true]);
        assert_eq!(chunks(Source::Ready(bytes()), true), expected);
        assert_eq!(chunks(frames(bytes()), true), expected);
        assert_eq!(chunks(Source::Ready(Bytes::from_static(b"x")), true), (vec![1], vec![true]));
        assert_eq!(chunks(Source::Ready(Bytes::new()), true), (vec![], vec![]));
    }
}
