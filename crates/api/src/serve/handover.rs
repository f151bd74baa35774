//! What a stream's request leaves for its connection.

use std::sync::{Arc, Mutex};

use crate::hub::Listener;

/// A stream's answer is ready, and its connection is to be nothing else any longer.
#[derive(Debug)]
pub(super) struct Handover {
    pub(super) head: Vec<u8>,
    pub(super) listener: Listener,
}

/// Where a request leaves word of that.
pub(super) type Slot = Arc<Mutex<Option<Handover>>>;
