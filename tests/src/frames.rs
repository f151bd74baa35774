//! A client of the event stream.

use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use serde_json::Value;
use tokio::time::timeout;

use crate::Background;

/// How long no further event may come: others of the same commit would come at once.
const QUIET: Duration = Duration::from_millis(500);

/// One frame as a browser would see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// The `id` field.
    pub id: Option<String>,
    /// The `event` field.
    pub event: Option<String>,
    /// The `data` field, read as JSON.
    pub data: Option<Value>,
    /// The `retry` field.
    pub retry: Option<u64>,
    /// Comment lines.
    pub comments: Vec<String>,
}

/// An open stream.
pub struct Frames {
    bytes: std::pin::Pin<Box<dyn Stream<Item = Vec<u8>> + Send>>,
    unread: String,
    background: Background,
}

impl Frames {
    /// Reads `response`, which must be an event stream.
    #[must_use]
    pub fn of(response: reqwest::Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        // A stream that breaks off ends; a browser does not see the difference either.
        let bytes =
            response.bytes_stream().scan((), |(), chunk| std::future::ready(chunk.ok().map(|bytes| bytes.to_vec())));
        Self { bytes: bytes.fuse().boxed(), unread: String::new(), background: Background::default() }
    }

    /// Fails the test when one of the sender's tasks fails.
    #[must_use]
    pub fn beside(self, background: Background) -> Self {
        Self { background, ..self }
    }

    /// The next frame; `None` once the stream ended.
    ///
    /// # Panics
    /// When none comes within ten seconds.
    pub async fn next(&mut self) -> Option<Frame> {
        timeout(Duration::from_secs(10), self.wait()).await.expect("a frame within ten seconds")
    }

    /// The next frame; `None` once the stream ended, or when none comes within `time`.
    pub async fn next_within(&mut self, time: Duration) -> Option<Frame> {
        timeout(time, self.wait()).await.ok().flatten()
    }

    /// The next frame that carries an event.
    ///
    /// # Panics
    /// When none comes within ten seconds, or the stream ends.
    pub async fn event(&mut self) -> Frame {
        loop {
            let frame = self.next().await.expect("the stream goes on");
            if frame.event.is_some() {
                return frame;
            }
        }
    }

    /// The next `count` events, after which no further one comes for half a second.
    ///
    /// # Panics
    /// When one of them does not come within ten seconds, the stream ends before it, or a further one comes.
    pub async fn exactly(&mut self, count: usize) -> Vec<Frame> {
        let mut events = Vec::with_capacity(count);
        for _ in 0..count {
            events.push(self.event().await);
        }
        assert_eq!(self.events_within(QUIET).await, [], "after {events:?}");
        events
    }

    /// The events that come within `time`: for events that are not expected, because it does not wait for any.
    pub async fn events_within(&mut self, time: Duration) -> Vec<Frame> {
        let mut events = Vec::new();
        let _ = timeout(time, async {
            while let Some(frame) = self.wait().await {
                events.extend(Some(frame).filter(|frame| frame.event.is_some()));
            }
        })
        .await;
        events
    }

    async fn wait(&mut self) -> Option<Frame> {
        loop {
            if let Some(end) = self.unread.find("\n\n") {
                let text: String = self.unread.drain(..end + 2).collect();
                return Some(parse(&text));
            }
            let Some(chunk) = self.background.beside(self.bytes.next()).await else { return self.rest() };
            self.unread.push_str(&String::from_utf8(chunk).expect("UTF-8"));
        }
    }
}

impl Frames {
    /// The last lines, without an empty line at their end: a browser drops such an event, but uses a `retry`.
    fn rest(&mut self) -> Option<Frame> {
        let text = std::mem::take(&mut self.unread);
        let (lines, _) = text.rsplit_once('\n')?;
        let retry = parse(lines).retry?;
        Some(Frame { retry: Some(retry), ..Frame::default() })
    }
}

fn parse(text: &str) -> Frame {
    let mut frame = Frame::default();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => frame.comments.push(value.to_owned()),
            "id" => frame.id = Some(value.to_owned()),
            "event" => frame.event = Some(value.to_owned()),
            "data" => frame.data = Some(serde_json::from_str(value).expect("JSON")),
            "retry" => frame.retry = Some(value.parse().expect("a number")),
            unknown => panic!("unknown field {unknown:?}"),
        }
    }
    frame
}
