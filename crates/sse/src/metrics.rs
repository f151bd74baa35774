//! Metrics of the event stream: open streams, why they ended, and readers that lagged.

use ::metrics::{counter, gauge};

/// Registers metrics that may stay at 0 for long: a counter that is absent cannot be told from one at 0.
pub fn announce() {
    connections().increment(0.0);
    counter!("aoe2_streams_opened_total").increment(0);
    counter!("aoe2_stream_lagged_total").increment(0);
    for end in [End::Left, End::Expired, End::Stuck, End::Stopped] {
        counter!("aoe2_streams_closed_total", "reason" => end.name()).increment(0);
    }
}

/// Counts a reader that did not take what was sent, and was told to refetch everything.
pub(crate) fn lagged() {
    counter!("aoe2_stream_lagged_total").increment(1);
}

fn connections() -> ::metrics::Gauge {
    gauge!("aoe2_stream_connections")
}

/// Why a stream ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// The client disconnected.
    Left,
    /// The stream reached its lifetime, or its tournament is no longer the current one.
    Expired,
    /// The client read nothing for too long.
    Stuck,
    /// The instance stops, or has no thread to write to it.
    Stopped,
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Expired => "expired",
            Self::Stuck => "stuck",
            Self::Stopped => "stopped",
        }
    }
}

/// An open stream, counted until this is dropped.
#[derive(Debug)]
pub(crate) struct OpenStream(End);

impl OpenStream {
    pub(crate) fn new() -> Self {
        counter!("aoe2_streams_opened_total").increment(1);
        connections().increment(1.0);
        Self(End::Left)
    }

    /// Sets the reason why it ends.
    pub(crate) fn ends(&mut self, end: End) {
        self.0 = end;
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        connections().decrement(1.0);
        counter!("aoe2_streams_closed_total", "reason" => self.0.name()).increment(1);
    }
}
