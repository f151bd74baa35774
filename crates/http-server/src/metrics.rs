//! Metrics of connections: responses that were cut, and bytes that slow readers keep.

use ::metrics::{counter, gauge};

/// Registers metrics that may stay at 0 for long: a counter that is absent cannot be told from one at 0.
pub fn announce() {
    superseded_bytes().increment(0.0);
    for reason in ["stuck", "superseded", "too_slow"] {
        counter!("aoe2_responses_cut_total", "reason" => reason).increment(0);
    }
}

/// Bytes of rendered bodies that only unfinished responses still keep.
pub(crate) fn superseded_bytes() -> ::metrics::Gauge {
    gauge!("aoe2_superseded_body_bytes")
}

/// Counts a response, or its connection, that was cut for this reason.
pub(crate) fn cut(reason: &'static str) {
    counter!("aoe2_responses_cut_total", "reason" => reason).increment(1);
}
