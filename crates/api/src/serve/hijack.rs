//! Hijacking an HTTP/1.1 connection: an event stream's request takes the socket from hyper and serves it alone.

use std::sync::{Arc, Mutex};

use sse::StreamRequest;

/// A stream that takes its connection over.
#[derive(Debug)]
pub(super) struct Hijack {
    /// The head of its response, as bytes.
    pub(super) head: Vec<u8>,
    pub(super) stream_request: StreamRequest,
}

/// Where a request leaves its hijack for the connection to find.
pub(super) type HijackSlot = Arc<Mutex<Option<Hijack>>>;
